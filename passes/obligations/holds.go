package obligations

import (
	"golang.org/x/tools/go/ssa"
)

// A Holding is an obligation while it lasts: until it is released in fact, which
// for a deferred release is on the way out.
type Holding struct {
	Obligation
	held *Held
}

// Holds returns what fn comes to owe by its own calls, and can be followed.
func (r *Result) Holds(fn *ssa.Function) []Holding {
	r.mu.Lock()
	defer r.mu.Unlock()
	var out []Holding
	for _, o := range r.obligations(fn) {
		t := r.follow(o)
		if t.gone {
			continue
		}
		held := t.held(o)
		if held == nil {
			continue
		}
		ends := held.Ends
		held.Ends = func(instr ssa.Instruction) bool { return !Deferred(instr) && ends(instr) }
		held.on = nil
		out = append(out, Holding{o, held})
	}
	return out
}

// MustReach reports whether control can get to an instruction before it is
// released; false means "not shown".
func (h Holding) MustReach(goal ssa.Instruction) bool { return h.held.MustReach(goal) }

// Deferred reports whether an instruction only says what is done on the way out: a
// defer statement, or a literal that is made for one.
func Deferred(instr ssa.Instruction) bool {
	switch instr := instr.(type) {
	case *ssa.Defer:
		return true
	case *ssa.MakeClosure:
		for _, ref := range *instr.Referrers() {
			if d, ok := ref.(*ssa.Defer); !ok || d.Call.Value != ssa.Value(instr) {
				return false
			}
		}
		return len(*instr.Referrers()) > 0
	}
	return false
}
