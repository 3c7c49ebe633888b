package obligations

import (
	"go/constant"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// guarded returns where a literal that captures an item comes to release it at
// all, if it does so only behind a flag of the function around:
//
//	started := false
//	onClose := func() {
//		if started {
//			cancel()
//		}
//	}
//	if err := dial(onClose); err != nil {
//		return err // lost, whoever has got onClose
//	}
//	started = true
//
// Before the flag is set the literal is of no use to release anything. It reports
// false if there is no such flag, or if others may set it.
func (t *tracker) guarded(mc *ssa.MakeClosure, captured *ssa.FreeVar, path string) (sets []ssa.Instruction, ok bool) {
	lit := captured.Parent()
	inner := t.r.tracker(lit, t.depth+1)
	inner.add(item{v: captured, path: path})
	if inner.gone {
		return nil, false
	}
	var flag *ssa.FreeVar
	for end := range inner.ends {
		f := flagBefore(end)
		if f == nil || flag != nil && f != flag {
			return nil, false
		}
		flag = f
	}
	if flag == nil {
		return nil, false
	}
	cell, ok := mc.Bindings[slices.Index(lit.FreeVars, flag)].(*ssa.Alloc)
	if !ok || cell.Parent() != t.fn {
		return nil, false
	}
	values, all := place.Stores(cell)
	for _, ref := range *cell.Referrers() {
		store, ok := ref.(*ssa.Store)
		if !ok || store.Addr != ssa.Value(cell) {
			continue
		}
		values = values[:max(len(values)-1, 0)]
		c, ok := store.Val.(*ssa.Const)
		if !ok || c.Value == nil || c.Value.Kind() != constant.Bool {
			return nil, false
		}
		if constant.BoolVal(c.Value) {
			sets = append(sets, store)
		}
	}
	return sets, all && len(values) == 0 // else a literal sets it, some time
}

// flagBefore returns the captured flag that is true wherever an instruction is
// executed, nil if there is none.
func flagBefore(instr ssa.Instruction) *ssa.FreeVar {
	b := instr.Block()
	for dom := b.Idom(); dom != nil; dom = dom.Idom() {
		branch, ok := dom.Instrs[len(dom.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		load, ok := branch.Cond.(*ssa.UnOp)
		if !ok {
			continue
		}
		flag, ok := load.X.(*ssa.FreeVar)
		if ok && len(dom.Succs[0].Preds) == 1 && dom.Succs[0].Dominates(b) {
			return flag
		}
	}
	return nil
}
