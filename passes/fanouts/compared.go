package fanouts

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// compared reports whether the function of a site, or one around it, compares the
// length of what is at p with something other than 0 and 1: there is a limit. It is
// none if what is long goes on to the site, and what is short goes elsewhere.
func compared(p place.Place, site *spawns.Site) bool {
	at := site.Site.Block()
	for fn := site.In; fn != nil; fn = fn.Parent() {
		for _, b := range fn.Blocks {
			iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
			if !ok {
				continue
			}
			cond, ok := iff.Cond.(*ssa.BinOp)
			if !ok {
				continue
			}
			if cond.Op == token.LSS && lenOf(cond.Y) != nil && len(flow.Around(b)) > 0 {
				continue // i < len(xs), of a loop
			}
			for i, side := range [][2]ssa.Value{{cond.X, cond.Y}, {cond.Y, cond.X}} {
				xs := lenOf(side[0])
				if xs == nil || place.Of(xs) != p || small(side[1]) || index(side[1]) {
					continue
				}
				if arm := long(cond.Op, i == 1); arm >= 0 && at != nil && len(b.Succs[arm].Preds) == 1 && b.Succs[arm].Dominates(at) {
					continue
				}
				return true
			}
		}
		at = nil
		if mc := place.MakeOf(fn); mc != nil {
			at = mc.Block()
		}
	}
	return false
}

// long returns the arm that is taken for what is longer, -1 if neither is: of a
// comparison with the length on the left or, if flipped, on the right.
func long(op token.Token, flipped bool) int {
	switch op {
	case token.GTR, token.GEQ:
		if flipped {
			return 1
		}
		return 0
	case token.LSS, token.LEQ:
		if flipped {
			return 0
		}
		return 1
	}
	return -1
}

// small reports whether v is a constant below 2.
func small(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.Value != nil && c.Int64() < 2
}

// index reports whether v counts the rounds of a loop, or is another length.
func index(v ssa.Value) bool {
	if step, ok := v.(*ssa.BinOp); ok && step.Op == token.ADD {
		v = step.X
	}
	_, isPhi := v.(*ssa.Phi)
	return isPhi || lenOf(v) != nil
}
