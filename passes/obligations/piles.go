package obligations

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// A Pile is something that a loop makes in each round and that only a deferred call
// releases, which runs when the function returns.
type Pile struct {
	Obligation
	Defer *ssa.Defer
}

// MayPile returns what piles up in loops of fn, in block order. Whether a loop has
// so many rounds that it matters, is for others to say.
func (r *Result) MayPile(fn *ssa.Function) []Pile {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Pile
	for _, o := range r.obligations(fn) {
		if len(flow.Around(o.Site.Block())) == 0 {
			continue
		}
		if d := r.follow(o).onlyDeferred(); d != nil && inOneLoop(o.Site, d) && flow.Precedes(o.Site, d) && flow.Reaches(d, o.Site, nil) {
			out = append(out, Pile{o, d})
		}
	}
	return out
}

// onlyDeferred returns the deferred call that alone ends an obligation.
func (t *tracker) onlyDeferred() *ssa.Defer {
	if t.gone || len(t.ends) != 1 {
		return nil
	}
	for instr := range t.ends {
		d, _ := instr.(*ssa.Defer)
		return d
	}
	return nil
}

func inOneLoop(a, b ssa.Instruction) bool {
	for _, l := range flow.Around(a.Block()) {
		if l.Has(b.Block()) {
			return true
		}
	}
	return false
}
