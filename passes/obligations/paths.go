package obligations

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// held returns the walk for an obligation, nil if it is not known when it is
// got.
func (t *tracker) held(o Obligation) *Held {
	h := &Held{Site: o.Site, Fn: t.fn, Ends: t.endsAt, Arm: t.arm, Open: Independent(t.fn)}
	if err := errorOf(o.Site); err != nil {
		if h.From = Succeeds(err, false); h.From == nil && used(err) {
			return nil
		}
	}
	t.retry(h)
	return h
}

func (t *tracker) heldOnEntry() *Held {
	h := &Held{Fn: t.fn, Ends: t.endsAt, Arm: t.arm, Open: Independent(t.fn)}
	t.retry(h)
	return h
}

func (t *tracker) endsAt(instr ssa.Instruction) bool { return t.ends[instr] != 0 }

// retry tells the walk of calls that may fail before they take over.
func (t *tracker) retry(h *Held) {
	for _, b := range t.fn.Blocks {
		for _, instr := range b.Instrs {
			if t.ends[instr] != fails {
				continue
			}
			if err := errorOf(instr.(*ssa.Call)); err != nil {
				h.Retry(instr, failures(err))
			}
		}
	}
}

// arm tells what a branch says of what is held.
func (t *tracker) arm(branch *ssa.If, arm int) flow.Arm {
	if empty, ok := t.tests[branch]; ok && empty == arm {
		return flow.Never
	}
	if t.drained[branch] && arm == 1 {
		return flow.Ending
	}
	if t.empty(branch, arm) {
		return flow.Ending
	}
	return flow.Taken
}

// empty reports whether an arm is taken for the answer to an HTTP request that
// has no body, or one that is no longer a body.
func (t *tracker) empty(branch *ssa.If, arm int) bool {
	cmp, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false
	}
	status, ok := cmp.Y.(*ssa.Const)
	load, isLoad := cmp.X.(*ssa.UnOp)
	if !ok || !isLoad || status.Value == nil {
		return false
	}
	addr, ok := load.X.(*ssa.FieldAddr)
	if !ok || fieldOf(addr.X.Type(), addr.Field) == nil || fieldOf(addr.X.Type(), addr.Field).Name() != "StatusCode" {
		return false
	}
	switch status.Value.ExactString() {
	case "101", "204", "304":
		return arm == 0 == (cmp.Op == token.EQL)
	}
	return false
}

// errorOf returns the error that a call returns last, nil if it returns none or
// nobody looks at it.
func errorOf(call ssa.CallInstruction) ssa.Value {
	v := call.Value()
	if v == nil {
		return nil
	}
	if IsError(v.Type()) {
		return v
	}
	tuple, ok := v.Type().(*types.Tuple)
	if !ok || tuple.Len() == 0 || !IsError(tuple.At(tuple.Len()-1).Type()) {
		return nil
	}
	for _, ref := range *v.Referrers() {
		if ex, ok := ref.(*ssa.Extract); ok && ex.Index == tuple.Len()-1 {
			return ex
		}
	}
	return nil
}

func used(v ssa.Value) bool {
	return slices.ContainsFunc(*v.Referrers(), func(ref ssa.Instruction) bool {
		_, debug := ref.(*ssa.DebugRef)
		return !debug
	})
}

// Succeeds returns where control goes if v, the result of a call, is nil; or if
// isBool, if it is true.
func Succeeds(v ssa.Value, isBool bool) []flow.Point { return arms(v, isBool, true) }

func failures(err ssa.Value) []flow.Point { return arms(err, false, false) }

// arms returns where control goes if v is nil (or true), or not.
func arms(v ssa.Value, isBool, good bool) []flow.Point {
	var out []flow.Point
	add := func(branch *ssa.If, arm int) {
		if !good {
			arm = 1 - arm
		}
		out = append(out, flow.Point{Block: branch.Block().Succs[arm], Pred: branch.Block()})
	}
	for _, v := range reads(v) {
		for _, ref := range *v.Referrers() {
			if branch, ok := ref.(*ssa.If); ok && isBool {
				add(branch, 0)
			}
			cond, ok := ref.(*ssa.BinOp)
			if !ok || isBool || !IsNil(cond.X) && !IsNil(cond.Y) || cond.Op != token.EQL && cond.Op != token.NEQ {
				continue
			}
			for _, user := range *cond.Referrers() {
				if branch, ok := user.(*ssa.If); ok {
					arm := 0
					if cond.Op == token.NEQ {
						arm = 1
					}
					add(branch, arm)
				}
			}
		}
	}
	return out
}

// reads returns a value, and what is read from a variable while that has it.
func reads(v ssa.Value) []ssa.Value {
	out := []ssa.Value{v}
	for _, ref := range *v.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Val != v {
			continue
		}
		cell, ok := store.Addr.(*ssa.Alloc)
		if !ok {
			continue
		}
		for _, use := range *cell.Referrers() {
			if load, ok := use.(*ssa.UnOp); ok && load.Op == token.MUL && LastValue(load) == v {
				out = append(out, load)
			}
		}
	}
	return out
}

// Independent returns which branches of a function are free: what they test is
// tested nowhere else in the function, so that neither what happened before nor
// what comes later tells which arm is taken.
func Independent(fn *ssa.Function) func(*ssa.If) bool {
	var count map[any]int
	return func(branch *ssa.If) bool {
		if count == nil {
			count = make(map[any]int)
			for _, b := range fn.Blocks {
				if iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
					for a := range atomsOf(iff) {
						count[a]++
					}
				}
			}
		}
		atoms := atomsOf(branch)
		for a := range atoms {
			if a == opaque || count[a] > 1 {
				return false
			}
		}
		return len(atoms) > 0
	}
}

// opaque stands for what cannot be taken apart: a flag that was set on the way.
var opaque = new(int)

func atomsOf(branch *ssa.If) map[any]bool {
	atoms := make(map[any]bool)
	addAtoms(atoms, branch.Cond, 8)
	return atoms
}

// addAtoms adds what a condition depends on.
func addAtoms(atoms map[any]bool, v ssa.Value, depth int) {
	if depth == 0 {
		atoms[opaque] = true
		return
	}
	switch v := v.(type) {
	case *ssa.Const:
	case *ssa.BinOp:
		addAtoms(atoms, v.X, depth-1)
		addAtoms(atoms, v.Y, depth-1)
	case *ssa.UnOp:
		if v.Op != token.MUL {
			addAtoms(atoms, v.X, depth-1)
			return
		}
		p := place.Of(v)
		if cell, ok := p.Root.(*ssa.Alloc); ok && p.Path == "" {
			if last := place.LastStore(v, cell); last != nil {
				addAtoms(atoms, last, depth-1)
				return
			}
		}
		atoms[p] = true
	case *ssa.Call:
		atoms[v] = true
		if fn, ok := v.Call.Value.(*ssa.Function); ok && !IsError(v.Type()) {
			atoms[fn] = true // asked again, it may answer the same
		} else if v.Call.IsInvoke() && !IsError(v.Type()) {
			atoms[v.Call.Method] = true
		}
	case *ssa.Extract:
		atoms[v] = true
	case *ssa.Phi:
		atoms[opaque] = true
	default:
		atoms[place.Of(v)] = true
	}
}

// Fails reports whether a return tells of an error for certain, and hands the
// caller nothing else.
func Fails(ret *ssa.Return) bool {
	n := len(ret.Results)
	if n == 0 || !IsError(ret.Results[n-1].Type()) {
		return false
	}
	for _, v := range ret.Results[:n-1] {
		if _, isConst := LastValue(v).(*ssa.Const); !isConst {
			return false
		}
	}
	switch v := LastValue(ret.Results[n-1]).(type) {
	case *ssa.MakeInterface:
		return true
	case *ssa.UnOp:
		if _, isGlobal := v.X.(*ssa.Global); isGlobal {
			return true // io.EOF
		}
	case *ssa.Call:
		if fn := v.Call.StaticCallee(); fn != nil && fn.Pkg != nil && (fn.Pkg.Pkg.Path() == "errors" && fn.Name() == "New" || fn.Pkg.Pkg.Path() == "fmt" && fn.Name() == "Errorf") {
			return true
		}
	}
	return underError(ret.Block())
}

// underError reports whether control gets to a block only if some error is not
// nil.
func underError(b *ssa.BasicBlock) bool {
	for dom := b.Idom(); dom != nil; dom = dom.Idom() {
		iff, ok := dom.Instrs[len(dom.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		if err, arm := Tested(iff); err != nil && len(dom.Succs[arm].Preds) == 1 && dom.Succs[arm].Dominates(b) {
			return true
		}
	}
	return false
}

// Tested returns the error that a branch compares with nil, and the arm that is
// taken if there is one.
func Tested(branch *ssa.If) (err ssa.Value, arm int) {
	cond, ok := branch.Cond.(*ssa.BinOp)
	if !ok || cond.Op != token.NEQ && cond.Op != token.EQL {
		return nil, 0
	}
	if cond.Op == token.EQL {
		arm = 1
	}
	switch {
	case IsNil(cond.Y) && IsError(cond.X.Type()):
		return LastValue(cond.X), arm
	case IsNil(cond.X) && IsError(cond.Y.Type()):
		return LastValue(cond.Y), arm
	}
	return nil, 0
}

// LastValue looks through a local variable.
func LastValue(v ssa.Value) ssa.Value {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return v
	}
	// Nothing comes between an assignment and the test that follows it, whatever
	// literals assign later.
	instrs := load.Block().Instrs
	for i := slices.Index(instrs, ssa.Instruction(load)) - 1; i >= 0; i-- {
		if store, ok := instrs[i].(*ssa.Store); ok && store.Addr == load.X {
			return store.Val
		}
		if _, ok := instrs[i].(ssa.CallInstruction); ok {
			break
		}
	}
	if cell, ok := load.X.(*ssa.Alloc); ok {
		if last := place.LastStore(load, cell); last != nil {
			return last
		}
	}
	return v
}

// IsError reports whether t is the type error.
func IsError(t types.Type) bool {
	return types.Identical(t, types.Universe.Lookup("error").Type())
}
