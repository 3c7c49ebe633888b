package contexts

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
)

// ended is the one fact of the analysis below: some context is done.
type ended struct{}

// endedOnEveryPath returns, for each block of fn, whether every path to it
// leads through a region where some context is done. Dominance, as Region.Holds
// has it, misses what comes after two such regions join:
//
//	select {
//	case <-ctx.Done():
//	case <-parent.Done():
//	}
//	time.Sleep(grace) // one of them is done
//
// It is a forward must-analysis; the block that no path reaches holds every
// fact, and is never asked about.
func (r *Result) endedOnEveryPath(fn *ssa.Function) flow.Result[flow.Must[ended]] {
	if got, ok := r.everyPath.Load(fn); ok {
		return got.(flow.Result[flow.Must[ended]])
	}
	inside := make(map[*ssa.BasicBlock]bool) // on leaving
	entered := make(map[*ssa.BasicBlock]bool)
	for _, region := range r.Regions(fn) {
		switch region.How {
		case Received, HasErr, AfterDone:
			if region.after < 0 {
				entered[region.head] = true
			} else {
				inside[region.head] = true
			}
		}
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			// A select of nothing else; its cases need no bodies to be regions.
			if sel, ok := instr.(*ssa.Select); ok && sel.Blocking && len(sel.States) > 0 && !slices.ContainsFunc(sel.States, func(s *ssa.SelectState) bool {
				return s.Dir != types.RecvOnly || effects.DoneOf(s.Chan) == nil
			}) {
				inside[b] = true
			}
		}
	}
	res := flow.Forward[flow.MustLattice[ended]](fn, flow.Must[ended]{}, func(from, to *ssa.BasicBlock, in flow.Must[ended]) flow.Must[ended] {
		if inside[from] || entered[to] {
			return in.With(ended{})
		}
		return in
	})
	r.everyPath.Store(fn, res)
	return res
}
