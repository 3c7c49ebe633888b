// Package queues finds slices and lists that goroutines hand work to each other
// in: what is in an unexported field, gets longer under a lock in one function,
// and is taken from by a goroutine that another function is part of. It tells
// which of them nothing keeps short. It does not report any diagnostics itself.
//
// All that looks like a limit is one: any comparison of numbers, any wait and any
// lookup in a map on the way to where something is appended, in the function
// itself or in the functions of the package that call it.
package queues

import (
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how far callers and callees are followed.
const maxDepth = 4

// A Queue is a field that nothing keeps short.
type Queue struct {
	Field *types.Var
	// Put appends to it, Take takes from it.
	Put, Take ssa.Instruction
	// Spawn starts the goroutine that takes.
	Spawn ssa.CallInstruction
}

// A field is what is done to one field of the package.
type field struct {
	v     *types.Var
	puts  []ssa.Instruction
	takes []ssa.Instruction
	// other is set if something is done to it that a queue does not need, or that
	// shows a limit: its address goes somewhere, its length is compared.
	other bool
}

// MayGrow returns the queues of a package that nothing is known to keep short, in
// the order of what is put into them.
func MayGrow(e *effects.Result) []Queue {
	s := e.Calls.SSA()
	if s == nil {
		return nil
	}
	goroutines := started(e)
	if len(goroutines) == 0 {
		return nil
	}
	fields, order := collect(s.Pkg.Pkg, s.Funcs)
	callers := callersOf(e, s.Funcs)
	var out []Queue
	for _, v := range order {
		f := fields[v]
		if f.other || len(f.puts) == 0 || len(f.takes) == 0 {
			continue
		}
		if q, ok := queue(e, f, goroutines, callers); ok {
			out = append(out, q)
		}
	}
	return out
}

// queue reports whether a field is a queue that nothing keeps short.
func queue(e *effects.Result, f *field, goroutines []goroutine, callers map[*ssa.Function][]ssa.CallInstruction) (Queue, bool) {
	for _, take := range f.takes {
		for _, g := range goroutines {
			if !g.runs[take.Parent()] || !locked(e, take) {
				continue
			}
			var put ssa.Instruction
			for _, p := range f.puts {
				if limited(p, callers) || !locked(e, p) {
					return Queue{}, false
				}
				// What the goroutine adds itself it has taken before.
				if put == nil && !g.runs[p.Parent()] && !inTest(p.Parent()) {
					put = p
				}
			}
			if put != nil && !inTest(take.Parent()) {
				return Queue{f.v, put, take, g.site}, true
			}
		}
	}
	return Queue{}, false
}

// A goroutine is what is started somewhere, and the functions that it may run.
type goroutine struct {
	site ssa.CallInstruction
	runs map[*ssa.Function]bool
}

// started returns the goroutines of a package that go round a loop: one that ends
// after a piece of work is no consumer.
func started(e *effects.Result) []goroutine {
	var out []goroutine
	for _, fn := range e.Calls.SSA().Funcs {
		for _, spawn := range e.Spawns(fn) {
			if spawn.Body.Fn == nil || len(spawn.Body.Fn.Blocks) == 0 || spawn.By == "time.AfterFunc" {
				continue
			}
			g := goroutine{spawn.Site, make(map[*ssa.Function]bool)}
			loops := false
			reach(e, spawn.Body.Fn, maxDepth, g.runs, &loops)
			if loops {
				out = append(out, g)
			}
		}
	}
	return out
}

func reach(e *effects.Result, fn *ssa.Function, depth int, runs map[*ssa.Function]bool, loops *bool) {
	if fn == nil || depth == 0 || runs[fn] {
		return
	}
	runs[fn] = true
	*loops = *loops || len(flow.Loops(fn)) > 0
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if _, isGo := instr.(*ssa.Go); !isGo {
					reach(e, e.Calls.Callee(call.Common()).Fn, depth-1, runs, loops)
				}
			}
		}
	}
}

// collect looks at the fields of a package's types.
func collect(pkg *types.Package, fns []*ssa.Function) (map[*types.Var]*field, []*types.Var) {
	fields := make(map[*types.Var]*field)
	var order []*types.Var
	of := func(v *types.Var) *field {
		f := fields[v]
		if f == nil {
			f = &field{v: v}
			fields[v] = f
			order = append(order, v)
		}
		return f
	}
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				addr, ok := instr.(*ssa.FieldAddr)
				if !ok {
					continue
				}
				v := place.FieldVar(addr.X.Type(), addr.Field)
				if v == nil || v.Exported() || v.Pkg() != pkg {
					continue
				}
				switch {
				case isSlice(v.Type()):
					of(v).slice(addr)
				case isList(v.Type()):
					of(v).list(addr)
				}
			}
		}
	}
	return fields, order
}

// slice notes what is done to a slice at an address.
func (f *field) slice(addr *ssa.FieldAddr) {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			f.read(ref)
		case *ssa.Store:
			if ref.Addr != ssa.Value(addr) {
				f.other = true
				continue
			}
			switch val := ref.Val.(type) {
			case *ssa.Call:
				if appended := appendOf(val, f.v); appended == one {
					f.puts = append(f.puts, ref)
				} else if appended == several {
					f.other = true // a batch: who makes it has it in hand
				}
			case *ssa.Slice:
				if load, ok := val.X.(*ssa.UnOp); ok && isField(load, f.v) {
					f.takes = append(f.takes, ref)
				}
			}
		default:
			f.other = true
		}
	}
}

// read notes what is done to the slice that was read.
func (f *field) read(load *ssa.UnOp) {
	for _, ref := range *load.Referrers() {
		call, ok := ref.(*ssa.Call)
		if !ok {
			continue
		}
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && (b.Name() == "len" || b.Name() == "cap") {
			f.other = f.other || judged(call)
		}
	}
}

// judged reports whether a length is compared with something other than 0 and 1,
// or goes where that may be done.
func judged(v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.BinOp:
			other := ref.Y
			if ref.Y == v {
				other = ref.X
			}
			switch ref.Op {
			case token.EQL, token.NEQ, token.LSS, token.GTR, token.LEQ, token.GEQ:
				c, isConst := other.(*ssa.Const)
				_, index := other.(*ssa.BinOp) // i < len(xs)
				if isConst && c.Value != nil && c.Int64() < 2 || index && ref.Op == token.LSS && ref.Y == v {
					continue
				}
				return true
			case token.SUB, token.ADD:
				if c, isConst := other.(*ssa.Const); !isConst || c.Value == nil || c.Int64() > 1 || judged(ref) {
					return true // how much there is more than allowed
				}
			default:
				return true
			}
		case *ssa.IndexAddr, *ssa.Slice, *ssa.MakeSlice, *ssa.MakeInterface:
		case *ssa.Convert:
			if judged(ref) {
				return true
			}
		case *ssa.Call:
			if !quiet(ref) {
				return true
			}
		default:
			return true
		}
	}
	return false
}

// quiet reports whether a call only tells a number to people.
func quiet(call *ssa.Call) bool {
	fn := calls.Object(call.Common())
	if fn == nil || fn.Pkg() == nil {
		return false
	}
	switch fn.Name() {
	case "Set", "Observe", "Record", "Add": // of a gauge
		return !strings.HasPrefix(fn.Pkg().Path(), "sync")
	}
	return false
}

// list notes what is done to a list.List at an address, or to one that a pointer
// in the field leads to.
func (f *field) list(addr *ssa.FieldAddr) {
	values := []ssa.Value{addr}
	for _, ref := range *addr.Referrers() {
		if load, ok := ref.(*ssa.UnOp); ok {
			values = append(values, load)
		}
	}
	for _, v := range values {
		for _, ref := range *v.Referrers() {
			call, ok := ref.(*ssa.Call)
			if !ok {
				continue
			}
			fn := calls.Object(call.Common())
			if fn == nil || fn.Pkg() == nil || fn.Pkg().Path() != "container/list" || len(call.Call.Args) == 0 || call.Call.Args[0] != v {
				f.other = true
				continue
			}
			switch fn.Name() {
			case "PushBack":
				f.puts = append(f.puts, call)
			case "Remove":
				f.takes = append(f.takes, call)
			case "Len":
				f.other = f.other || judged(call)
			case "Front", "Init":
			default:
				f.other = true // not first in, first out
			}
		}
	}
}

const (
	one = iota + 1
	several
)

// appendOf tells how much an append adds to a field, 0 if it is not its.
func appendOf(call *ssa.Call, v *types.Var) int {
	b, ok := call.Call.Value.(*ssa.Builtin)
	if !ok || b.Name() != "append" || len(call.Call.Args) != 2 {
		return 0
	}
	load, ok := call.Call.Args[0].(*ssa.UnOp)
	if !ok || !isField(load, v) {
		return 0
	}
	if s, ok := call.Call.Args[1].(*ssa.Slice); ok {
		if _, lit := s.X.(*ssa.Alloc); lit {
			return one
		}
	}
	return several
}

func isField(load *ssa.UnOp, v *types.Var) bool {
	addr, ok := load.X.(*ssa.FieldAddr)
	return ok && load.Op == token.MUL && place.FieldVar(addr.X.Type(), addr.Field) == v
}

// isSlice reports whether t is a slice of things to do: bytes are a buffer.
func isSlice(t types.Type) bool {
	s, ok := types.Unalias(t).Underlying().(*types.Slice)
	if !ok {
		return false
	}
	basic, ok := types.Unalias(s.Elem()).Underlying().(*types.Basic)
	return !ok || basic.Kind() != types.Byte
}

func isList(t types.Type) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Name() == "List" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "container/list"
}
