package flow

import (
	"go/token"

	"golang.org/x/tools/go/ssa"
)

// The SSA form of a select is t = select …; t0 = extract t #0, the index of
// the case that was chosen, and for each case i: if t0 == i goto body else next.

// Selected returns the select and the case that a comparison asks for.
func Selected(cmp *ssa.BinOp) (sel *ssa.Select, i int, ok bool) {
	x, ok := cmp.X.(*ssa.Extract)
	if !ok || x.Index != 0 || cmp.Op != token.EQL {
		return nil, 0, false
	}
	sel, ok = x.Tuple.(*ssa.Select)
	if !ok {
		return nil, 0, false
	}
	k, ok := cmp.Y.(*ssa.Const)
	if !ok || k.Value == nil || int(k.Int64()) >= len(sel.States) || k.Int64() < 0 {
		return nil, 0, false
	}
	return sel, int(k.Int64()), true
}

// CaseTests returns the comparisons that ask for case i of a select: none if
// no matter which case is chosen the same comes next.
func CaseTests(sel *ssa.Select, i int) []*ssa.BinOp {
	var out []*ssa.BinOp
	for _, ref := range *sel.Referrers() {
		index, ok := ref.(*ssa.Extract)
		if !ok || index.Index != 0 {
			continue
		}
		for _, use := range *index.Referrers() {
			cmp, ok := use.(*ssa.BinOp)
			if !ok {
				continue
			}
			if _, k, ok := Selected(cmp); ok && k == i {
				out = append(out, cmp)
			}
		}
	}
	return out
}

// CaseBranches returns the branches whose first arm is taken when case i of a
// select was chosen.
func CaseBranches(sel *ssa.Select, i int) []*ssa.If {
	var out []*ssa.If
	for _, test := range CaseTests(sel, i) {
		for _, ref := range *test.Referrers() {
			if branch, ok := ref.(*ssa.If); ok {
				out = append(out, branch)
			}
		}
	}
	return out
}
