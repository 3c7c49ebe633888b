package locks

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
)

// mustEnter computes, for each function that only this package can call, the
// lock classes that every call of it holds: the contract "caller must hold
// s.mu" that is written in comments at best. Functions that others may call
// (exported ones, bodies of goroutines, literals that go elsewhere, functions
// whose calls are not seen) have none.
func (r *Result) mustEnter() map[*ssa.Function][]string {
	s := r.SSA()
	sites := r.callSites()
	entry := make(map[*ssa.Function][]string)
	known := map[*ssa.Function]bool{nil: true}
	// From above: a function is known once all its callers are, or when a
	// round adds nothing (recursion), starting with "every class".
	for changed := true; changed; {
		changed = false
		for _, fn := range s.Funcs {
			calls := sites[fn]
			if len(calls) == 0 || isOpen(fn) {
				known[fn] = true
				continue
			}
			var held []string
			first := true
			for _, site := range calls {
				if !known[site.from] {
					continue // holds every class so far
				}
				here := slices.Concat(site.held, entry[site.from])
				if first {
					held, first = here, false
				} else {
					held = slices.DeleteFunc(held, func(c string) bool { return !slices.Contains(here, c) })
				}
			}
			if first {
				continue
			}
			slices.Sort(held)
			held = slices.Compact(held)
			if !known[fn] || !slices.Equal(held, entry[fn]) {
				known[fn], entry[fn], changed = true, held, true
			}
		}
	}
	return entry
}

// isOpen reports whether code that is not seen here may call fn.
func isOpen(fn *ssa.Function) bool {
	if fn.Parent() != nil {
		mk := fn.Referrers()
		return mk == nil || !calledOnly(fn)
	}
	return token.IsExported(fn.Name()) || fn.Name() == "main" || startsProcess(fn)
}

type site struct {
	from *ssa.Function
	held []string
}

// callSites returns the calls of each function of the package, with the lock
// classes held there. A deferred call runs when the locks of its function are
// in an unknown state of unlocking, and a goroutine starts with none: both
// count as holding nothing.
func (r *Result) callSites() map[*ssa.Function][]site {
	sites := make(map[*ssa.Function][]site)
	for _, fn := range r.SSA().Funcs {
		sim := r.Effects.Lockset(fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				callee := r.Effects.Calls.Callee(call.Common())
				if callee.Fn == nil {
					continue
				}
				at := site{from: fn}
				if c, ok := call.(*ssa.Call); ok && sim != nil {
					at.held = owedThroughout(sim, c)
					for _, h := range sim.MustHold(c) {
						if h.Class != "" {
							at.held = append(at.held, h.ClassMode())
						}
					}
				}
				if _, started := call.(*ssa.Go); started {
					at.from = nil // nobody: known, and holds nothing
				}
				sites[callee.Fn] = append(sites[callee.Fn], at)
			}
		}
	}
	return sites
}

// owedThroughout returns the classes that a function unlocks for its caller on
// every way out, and has not unlocked before at.
func owedThroughout(sim *lockset.Function, at ssa.Instruction) []string {
	var out []string
	for _, o := range sim.Owed {
		always := !slices.ContainsFunc(sim.Returns, func(ret lockset.Return) bool { return !slices.Contains(ret.Gone, o.Lock) })
		if class := lockset.ClassOf(o.Lock); class != "" && always && !flow.Precedes(o.Site, at) {
			out = append(out, lockset.Held{Class: class, Read: o.Read}.ClassMode())
		}
	}
	return out
}
