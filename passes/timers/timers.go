// Package timers follows the tickers and timers that a function makes: where they
// are stopped, who receives from them, and how they are left running. What is kept
// in the fields of objects is a matter of passes/obligations. It does not report
// any diagnostics itself.
package timers

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/obligations"
)

// Uses is what becomes of one ticker or timer. It is complete: what goes where
// it cannot be followed has no Uses (see Of).
type Uses struct {
	Fn    *ssa.Function // that makes it
	Stops []ssa.Instruction
	// chans are the values that are its channel, received from in fn and in
	// literals.
	chans map[ssa.Value]bool
	// compared is set if it is compared, with nil: then the stops may depend on
	// whether there is one.
	compared bool
	// Runners are literals that use it in goroutines.
	Runners []*ssa.Function
	Fields  []*ssa.FieldAddr // that its channel is kept in

	seen  map[ssa.Value]bool
	inner map[*ssa.Function]bool // literals that stop it
	made  []*ssa.MakeClosure     // literals that capture it
}

// Of follows what call makes; isChan if that is a channel, not a ticker. It
// is nil if somebody else may get hold of it.
func Of(call *ssa.Call, isChan bool) *Uses {
	u := &Uses{
		Fn:    call.Parent(),
		chans: make(map[ssa.Value]bool),
		seen:  make(map[ssa.Value]bool),
		inner: make(map[*ssa.Function]bool),
	}
	if !u.follow(call, isChan) || !u.literals() {
		return nil
	}
	return u
}

func (u *Uses) follow(v ssa.Value, isChan bool) bool {
	if u.seen[v] {
		return true
	}
	u.seen[v] = true
	if isChan {
		u.chans[v] = true
	}
	for _, ref := range *v.Referrers() {
		if !u.use(v, ref, isChan) {
			return false
		}
	}
	return true
}

func (u *Uses) use(v ssa.Value, ref ssa.Instruction, isChan bool) bool {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
		return true
	case *ssa.BinOp:
		u.compared = true
		return true
	case *ssa.Phi:
		return u.follow(ref, isChan)
	case *ssa.ChangeType:
		return u.follow(ref, isChan)
	case *ssa.FieldAddr:
		return !isChan && u.field(ref)
	case *ssa.UnOp:
		return isChan && ref.Op == token.ARROW
	case *ssa.Select:
		return isChan && !slices.ContainsFunc(ref.States, func(s *ssa.SelectState) bool { return s.Send == v })
	case *ssa.Store:
		switch to := ref.Addr.(type) {
		case *ssa.Alloc:
			return ref.Val == v && to.Parent() == u.Fn && u.variable(to, isChan)
		case *ssa.FieldAddr:
			if isChan && ref.Val == v {
				u.Fields = append(u.Fields, to)
				return true
			}
		}
		return false
	case ssa.CallInstruction:
		return !isChan && u.call(ref)
	}
	return false
}

// field follows C.
func (u *Uses) field(addr *ssa.FieldAddr) bool {
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !u.follow(ref, true) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

func (u *Uses) call(ref ssa.CallInstruction) bool {
	switch method(ref) {
	case "Reset":
		return true
	case "Stop":
		if _, apart := ref.(*ssa.Go); apart {
			return false
		}
		if ref.Parent() == u.Fn {
			u.Stops = append(u.Stops, ref)
		} else {
			u.inner[ref.Parent()] = true
		}
		return true
	}
	return false
}

// variable follows a local variable, here or as a captured one.
func (u *Uses) variable(addr ssa.Value, isChan bool) bool {
	if u.seen[addr] {
		return true
	}
	u.seen[addr] = true
	for _, ref := range *addr.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.UnOp:
			if !u.follow(ref, isChan) {
				return false
			}
		case *ssa.Store:
			if ref.Val == addr {
				return false
			}
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return false
			}
			u.made = append(u.made, ref)
			for i, b := range ref.Bindings {
				if b == addr && !u.variable(fn.FreeVars[i], isChan) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// literals sorts the literals that capture the ticker. The function around runs
// them itself, or they are goroutines, where a Stop is none of the paths of fn.
// What becomes of others, returned or registered, is not known: they may need
// the ticker as long as somebody has them.
func (u *Uses) literals() bool {
	for _, made := range u.made {
		fn := made.Fn.(*ssa.Function)
		runner := false
		for _, ref := range refs(made) {
			call, ok := ref.(ssa.CallInstruction)
			if !ok {
				return false
			}
			spawn, spawned := calls.SpawnAt(ref)
			switch {
			case spawned && spawn.Body.Fn == fn:
				runner = true
			case call.Common().Value != made && !flow.InRangeFunc(fn):
				return false
			case u.inner[fn]:
				u.Stops = append(u.Stops, ref)
			}
		}
		if u.inner[fn] && (runner || made.Parent() != u.Fn) {
			return false
		}
		if runner {
			u.Runners = append(u.Runners, fn)
		}
	}
	return true
}

// method returns which method of a ticker or timer an instruction calls.
func method(instr ssa.CallInstruction) string {
	fn := calls.Object(instr.Common())
	if fn == nil {
		return ""
	}
	switch fn.FullName() {
	case "(*time.Ticker).Stop", "(*time.Timer).Stop":
		return "Stop"
	case "(*time.Ticker).Reset", "(*time.Timer).Reset":
		return "Reset"
	}
	return ""
}

// Maker returns the function of package time that a call makes a ticker or timer
// with, "" if it makes none.
func Maker(call *ssa.Call) string {
	fn := calls.Object(call.Common())
	if fn == nil {
		return ""
	}
	switch fn.FullName() {
	case "time.NewTicker", "time.NewTimer", "time.Tick", "time.After":
		return fn.Name()
	}
	return ""
}

// Keeper returns the type of the package that keeps the channel of a ticker in a
// field, and the method that ends its objects.
func (u *Uses) Keeper() (*types.Named, *types.Func) {
	for _, addr := range u.Fields {
		field, owner := obligations.FieldAt(addr)
		if end := obligations.Ending(owner); end != nil && field != nil && !field.Exported() {
			return owner, end
		}
	}
	return nil, nil
}

// refs returns the instructions that use v, but for those that are only there
// for debuggers.
func refs(v ssa.Value) []ssa.Instruction {
	var out []ssa.Instruction
	for _, ref := range *v.Referrers() {
		if _, ok := ref.(*ssa.DebugRef); !ok {
			out = append(out, ref)
		}
	}
	return out
}
