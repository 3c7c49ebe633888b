package locks

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// WaitsOnce returns the branch that decides on a direct Wait that stands
// behind an if instead of in a loop: the predicate is tested before the Wait
// and never after, although it may be false again. Nil if there is a loop, or
// no test at all.
func (r *Result) WaitsOnce(fn *ssa.Function, w CondWait) *ssa.If {
	b := w.Call.Block()
	if !w.Direct || len(flow.Around(b)) > 0 || flow.InRangeFunc(fn) {
		return nil
	}
	tests := testsBefore(b)
	if len(tests) == 0 || r.isLatch(tests) || testsAgain(b, tests) || r.callersTest(fn, w) {
		return nil
	}
	return tests[0]
}

// testsBefore returns the branches that lead to b and otherwise past it, the
// last first: two for `if x && y { b }`.
func testsBefore(b *ssa.BasicBlock) []*ssa.If {
	var tests []*ssa.If
	var past *ssa.BasicBlock
	for at := b; len(at.Preds) == 1; at = at.Preds[0] {
		test, ok := last(at.Preds[0]).(*ssa.If)
		if !ok {
			break
		}
		other := test.Block().Succs[0]
		if other == at {
			other = test.Block().Succs[1]
		}
		if past != nil && other != past {
			break
		}
		past = other
		tests = append(tests, test)
	}
	return tests
}

func last(b *ssa.BasicBlock) ssa.Instruction { return b.Instrs[len(b.Instrs)-1] }

// isLatch reports whether the only test is that of a bool field, and the
// package never assigns it anything but true (or, behind its back, the zero
// value that it starts with): once true, the condition stays so.
func (r *Result) isLatch(tests []*ssa.If) bool {
	if len(tests) != 1 {
		return false
	}
	cond := tests[0].Cond
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	load, ok := cond.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	var same func(addr ssa.Value) bool
	switch addr := load.X.(type) {
	case *ssa.FieldAddr:
		same = func(a ssa.Value) bool {
			f, ok := a.(*ssa.FieldAddr)
			return ok && f.Field == addr.Field && f.X.Type().String() == addr.X.Type().String()
		}
	case *ssa.Global:
		same = func(a ssa.Value) bool { return a == ssa.Value(addr) }
	default:
		cell, ok := place.Cell(addr)
		same = func(a ssa.Value) bool { c, is := place.Cell(a); return ok && is && c == cell }
	}
	stores := 0
	for _, fn := range r.SSA().Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				st, ok := instr.(*ssa.Store)
				if !ok || !same(st.Addr) {
					continue
				}
				c, ok := st.Val.(*ssa.Const)
				if !ok || c.Value == nil || !constant.BoolVal(c.Value) && !starts(st) {
					return false
				}
				stores++
			}
		}
	}
	return stores > 0
}

// starts reports whether a store gives a new variable or object its first value.
func starts(st *ssa.Store) bool {
	switch root := place.Of(st.Addr).Root.(type) {
	case *ssa.Alloc:
		return root.Block() == st.Block()
	case *ssa.Global:
		return startsProcess(st.Parent())
	}
	return false
}

// testsAgain reports whether some branch after the Wait tests what one of the
// tests before it did.
func testsAgain(wait *ssa.BasicBlock, tests []*ssa.If) bool {
	seen := make(map[*ssa.BasicBlock]bool)
	work := slices.Clone(wait.Succs)
	if test, ok := last(wait).(*ssa.If); ok && repeats(test, tests) {
		return true
	}
	for len(work) > 0 {
		b := work[len(work)-1]
		work = work[:len(work)-1]
		if seen[b] {
			continue
		}
		seen[b] = true
		if test, ok := last(b).(*ssa.If); ok && repeats(test, tests) {
			return true
		}
		work = append(work, b.Succs...)
	}
	return false
}

func repeats(test *ssa.If, tests []*ssa.If) bool {
	return slices.ContainsFunc(tests, func(t *ssa.If) bool { return alike(test.Cond, t.Cond, 6) })
}

// alike reports whether two values are computed in the same way from the same
// places; negations do not count.
func alike(x, y ssa.Value, depth int) bool {
	if x == y {
		return true
	}
	if depth == 0 {
		return false
	}
	depth--
	if not, ok := x.(*ssa.UnOp); ok && not.Op == token.NOT {
		return alike(not.X, y, depth)
	}
	if not, ok := y.(*ssa.UnOp); ok && not.Op == token.NOT {
		return alike(x, not.X, depth)
	}
	switch x := x.(type) {
	case *ssa.Const:
		y, ok := y.(*ssa.Const)
		return ok && x.String() == y.String()
	case *ssa.BinOp:
		y, ok := y.(*ssa.BinOp)
		return ok && (alike(x.X, y.X, depth) && alike(x.Y, y.Y, depth) || alike(x.X, y.Y, depth) && alike(x.Y, y.X, depth))
	case *ssa.UnOp:
		if y, ok := y.(*ssa.UnOp); ok && x.Op == y.Op && x.Op != token.MUL {
			return alike(x.X, y.X, depth)
		}
	case *ssa.Call:
		y, ok := y.(*ssa.Call)
		return ok && sameCall(x, y, depth)
	}
	p := place.Of(x)
	return p == place.Of(y) && p.Path != "" || loads(x, y)
}

// loads reports whether x and y read one variable.
func loads(x, y ssa.Value) bool {
	p, ok1 := x.(*ssa.UnOp)
	q, ok2 := y.(*ssa.UnOp)
	return ok1 && ok2 && p.Op == token.MUL && q.Op == token.MUL && place.Of(p.X) == place.Of(q.X)
}

func sameCall(x, y *ssa.Call, depth int) bool {
	b, ok1 := x.Call.Value.(*ssa.Builtin)
	c, ok2 := y.Call.Value.(*ssa.Builtin)
	switch {
	case ok1 != ok2:
		return false
	case ok1:
		if b.Name() != c.Name() {
			return false
		}
	case calls.Object(x.Common()) == nil || calls.Object(x.Common()) != calls.Object(y.Common()):
		return false
	}
	return slices.EqualFunc(x.Call.Args, y.Call.Args, func(a, b ssa.Value) bool { return alike(a, b, depth) })
}

// callersTest reports whether a function of this package calls fn in a loop,
// which may be the one that tests again. It is not, if fn locks and after the
// Wait changes what it found: then it is done with the condition when it
// returns, as the Get of a queue is, which workers call in a loop, too.
func (r *Result) callersTest(fn *ssa.Function, w CondWait) bool {
	if r.locksItself(fn, w) && changesAfter(w.Call) {
		return false
	}
	for _, caller := range r.SSA().Funcs {
		if r.InTest(caller) {
			continue
		}
		for _, b := range caller.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if ok && r.Effects.Calls.Callee(call.Common()).Fn == fn && len(flow.Around(b)) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// locksItself reports whether fn itself took a lock that it holds at the Wait.
func (r *Result) locksItself(fn *ssa.Function, w CondWait) bool {
	sim := r.Effects.Lockset(fn)
	return sim != nil && len(sim.MustHold(w.Call)) > 0
}

// changesAfter reports whether a field, or an element of a map or slice, may
// be assigned after a call.
func changesAfter(call *ssa.Call) bool {
	changes := func(instrs []ssa.Instruction) bool {
		return slices.ContainsFunc(instrs, func(instr ssa.Instruction) bool {
			switch instr := instr.(type) {
			case *ssa.Store:
				_, local := place.Cell(instr.Addr)
				return !local
			case *ssa.MapUpdate:
				return true
			}
			return false
		})
	}
	b := call.Block()
	if changes(b.Instrs[slices.Index(b.Instrs, ssa.Instruction(call))+1:]) {
		return true
	}
	seen := map[*ssa.BasicBlock]bool{b: true}
	for work := slices.Clone(b.Succs); len(work) > 0; work = work[1:] {
		if !seen[work[0]] {
			seen[work[0]] = true
			if changes(work[0].Instrs) {
				return true
			}
			work = append(work, work[0].Succs...)
		}
	}
	return false
}
