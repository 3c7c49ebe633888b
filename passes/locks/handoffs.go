package locks

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/given"
	"github.com/asynclint/asynclint/passes/lockset"
)

// A Handoff is an op that depends on what another package gave, while a lock
// is held: what is done there, and when it is over, is not up to this package.
type Handoff struct {
	given.Op
	Held lockset.Held
}

// MustHandOff returns the ops of fn that are reached with a lock of a nameable
// class held on every path, in block order: one for each op, with the lock that
// was taken last.
func (r *Result) MustHandOff(fn *ssa.Function) []Handoff {
	sim := r.Effects.Lockset(fn)
	if sim == nil || startsProcess(fn) {
		return nil
	}
	var out []Handoff
	for _, op := range r.given.Ops(fn) {
		held := sim.MustHold(op.At())
		if len(held) == 0 {
			continue
		}
		for _, h := range slices.Backward(held) {
			call, isCall := op.At().(*ssa.Call)
			if isCall && len(op.Chain) == 0 {
				call = nil // what it does to locks is not known
			}
			if !r.across(call, op.At().Parent(), h) {
				continue
			}
			out = append(out, Handoff{op, h})
			break
		}
	}
	return out
}
