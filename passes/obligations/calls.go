package obligations

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/knowledge"
)

// maxDepth bounds how deep calls are followed.
const maxDepth = 6

// call tells what a call, a deferred call or a go statement does to an item.
func (t *tracker) call(it item, call ssa.CallInstruction) {
	common := call.Common()
	if common.Value == it.v && !common.IsInvoke() {
		t.endOf(it, call, released) // a function that releases: cancel()
		return
	}
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		switch common.Value.Name() {
		case "len", "cap", "print", "println":
		default:
			t.endOf(it, call, handed)
		}
		return
	}
	e := t.callee(it, call)
	if _, spawns := call.(*ssa.Go); spawns && e == 0 && it.used() {
		e = handed // it may be needed for longer than this function
	}
	if e != 0 {
		t.endOf(it, call, e)
	}
}

// callee tells how the function that is called ends an item, 0 if it does not.
func (t *tracker) callee(it item, call ssa.CallInstruction) end {
	common := call.Common()
	args, recv := calls.Args(common)
	row := calls.Row(common)
	if part, ok := row.Frees(); ok {
		if v := partOf(part, args, recv); v == it.v && (it.path == "" || it.path == "."+part.Field) {
			return released
		}
	}
	if i, ok := row.Drains(); ok {
		if i < len(args) && args[i] == it.v {
			return released
		}
		return 0
	}
	if recv == it.v && (it.path == "" || row.Name == "") && t.ofStd(common, it) {
		if common.IsInvoke() && closes(common.Method) {
			return released
		}
		t.next(call)
		return 0
	}
	if row.Borrows {
		if v := call.Value(); v != nil {
			t.wrapped(v)
		}
		return 0
	}
	if row.Name != "" {
		return handed
	}
	callee := t.r.Calls.Callee(common)
	worst := end(0)
	asArg := false
	for i := 0; ; i++ {
		arg := callee.Argument(common, i)
		if arg == nil {
			break
		}
		if arg != it.v {
			continue
		}
		asArg = true
		s := t.r.param(calls.Func{Fn: callee.Fn}, item{v: it.v, path: it.path}, t.depth, i)
		if callee.Fn == nil || len(callee.Fn.Blocks) == 0 {
			s = t.r.importedParam(common, i, it)
		}
		if e := s.end(call); e != 0 && (worst == 0 || e < worst) {
			worst = e
		}
	}
	if !asArg && common.IsInvoke() {
		return handed // by an interface, of an object
	}
	return worst
}

// next notes where a call of Next says that nothing more comes: rows are closed
// then.
func (t *tracker) next(call ssa.CallInstruction) {
	if calls.Row(call.Common()).Name == "(*database/sql.Rows).Next" {
		t.atEnd(call)
	}
}

// atEnd notes that a call answers false at the end of what it reads.
func (t *tracker) atEnd(call ssa.CallInstruction) {
	v := call.Value()
	if v == nil {
		return
	}
	for _, ref := range *v.Referrers() {
		if branch, ok := ref.(*ssa.If); ok {
			t.drained[branch] = true
		}
	}
}

// wrapped follows a reader on top of what is owed: to read it to its end is to
// read that to its end.
func (t *tracker) wrapped(v ssa.Value) {
	if t.wraps[v] {
		return
	}
	if t.wraps == nil {
		t.wraps = make(map[ssa.Value]bool)
	}
	t.wraps[v] = true
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.MakeInterface:
			t.wrapped(ref)
		case *ssa.ChangeInterface:
			t.wrapped(ref)
		case *ssa.Extract:
			if ref.Index == 0 {
				t.wrapped(ref)
			}
		case ssa.CallInstruction:
			row := calls.Row(ref.Common())
			if i, ok := row.Drains(); ok && calls.Arg(ref.Common(), i) == v {
				t.end(ref, released)
			}
			if w := ref.Value(); row.Borrows && w != nil {
				t.wrapped(w)
			}
			if row.Name == "(*bufio.Scanner).Scan" {
				t.atEnd(ref)
			}
		}
	}
}

// ofStd reports whether a method that is called on an item is one of a type that
// std owes, or of an interface that it is in: all that these do is known.
func (t *tracker) ofStd(common *ssa.CallCommon, it item) bool {
	if common.IsInvoke() {
		return it.path == "" && !it.in
	}
	fn := calls.Object(common)
	return fn != nil && fn.Pkg() != nil && knowledge.IsStd(fn.Pkg().Path()) && !it.in
}

// closes reports whether a method of an interface may be one that releases.
func closes(m *types.Func) bool {
	switch m.Name() {
	case "Close", "CloseWithError", "Stop", "Commit", "Rollback", "Wait", "Release", "Cancel":
		return true
	}
	return false
}

// freesRecv reports whether a function is a method that releases its receiver.
func freesRecv(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok {
		return false
	}
	part, ok := knowledge.Of(obj).Frees()
	return ok && part.Of == knowledge.OfRecv
}

func partOf(part knowledge.Part, args []ssa.Value, recv ssa.Value) ssa.Value {
	switch part.Of {
	case knowledge.OfRecv:
		return recv
	case knowledge.OfArg:
		if part.Index < len(args) {
			return args[part.Index]
		}
	}
	return nil
}

// A summary is what a function does to one of its parameters or captured
// variables.
type summary struct {
	releases bool // it may release what is there
	hands    bool // it may keep it, or hand it on
	early    bool // it may fail, with an error, before it does either
}

// unknown is the summary of a function that nothing is known of.
var unknown = &summary{hands: true}

func (s *summary) ends() bool { return s.releases || s.hands }

// end is what a call of the function does.
func (s *summary) end(call ssa.CallInstruction) end {
	_, isCall := call.(*ssa.Call)
	switch {
	case !s.ends():
		return 0
	case s.early && isCall:
		return fails
	case s.releases && !s.hands:
		return released
	}
	return handed
}

type summaryKey struct {
	v    ssa.Value
	path string
}

// param returns what a function does to its parameter i (0 if none is named).
func (r *Result) param(f calls.Func, it item, depth int, i ...int) *summary {
	n := 0
	if len(i) > 0 {
		n = i[0]
	}
	if f.Fn == nil || len(f.Fn.Blocks) == 0 || n >= len(f.Fn.Params) {
		return unknown
	}
	return r.summary(f.Fn, item{v: f.Fn.Params[n], path: it.path}, depth+1)
}

// summary follows a parameter or captured variable of a function.
func (r *Result) summary(fn *ssa.Function, it item, depth int) *summary {
	key := summaryKey{it.v, it.path}
	if s, ok := r.summaries[key]; ok {
		if s == nil {
			return unknown // a recursion
		}
		return s
	}
	if depth > maxDepth {
		return unknown
	}
	r.summaries[key] = nil
	s := r.summarize(fn, it, depth)
	r.summaries[key] = s
	return s
}

func (r *Result) summarize(fn *ssa.Function, it item, depth int) *summary {
	t := r.tracker(fn, depth)
	t.add(it)
	if t.gone {
		return unknown
	}
	s := &summary{}
	for _, e := range t.ends {
		s.releases = s.releases || e == released
		s.hands = s.hands || e != released
	}
	if !s.ends() {
		return s
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && b != fn.Recover && Fails(ret) {
			h := t.heldOnEntry()
			s.early = s.early || h.MustReach(ret)
		}
	}
	return s
}
