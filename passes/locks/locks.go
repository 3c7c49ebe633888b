// Package locks says what the lock simulations of a package's functions mean:
// which acquires must wait for the goroutine itself, which ways out of a
// function forget an unlock, and in which orders locks are taken across
// functions and packages. It exports the lock-order edges of a package as a
// package fact. It does not report any diagnostics itself.
package locks

import (
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asynclocks",
	Doc:  "find out how functions hold locks, and in which order they take them",
	Run:        run,
	Requires:   []*analysis.Analyzer{effects.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(Order)},
}

func run(pass *analysis.Pass) (any, error) {
	r := &Result{Effects: pass.ResultOf[effects.Analyzer].(*effects.Result), pass: pass}
	// As with summaries: a std package is analysed only if somebody asks.
	if !ssabuild.IsStd(pass.Pkg.Path()) && r.Effects.Calls.Lazy.Interesting() {
		r.exportOrder()
	}
	return r, nil
}

// Result holds the answers for one package.
type Result struct {
	Effects *effects.Result

	pass  *analysis.Pass
	once  sync.Once
	world world

	orderOnce sync.Once
	edges     []Edge
}

// world is what the package as a whole does to its locks.
type world struct {
	writers  map[string]bool // classes that some function locks exclusively
	released map[string]bool // classes that some function unlocks for its caller, plain Unlock wrappers aside
}

// SSA returns the SSA form of the package, nil if there is nothing in it.
func (r *Result) SSA() *ssabuild.SSA { return r.Effects.Calls.SSA() }

// survey collects world on first use.
func (r *Result) survey() *world {
	r.once.Do(func() {
		r.world = world{writers: make(map[string]bool), released: make(map[string]bool)}
		s := r.SSA()
		if s == nil {
			return
		}
		for _, fn := range s.Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					if call, ok := instr.(ssa.CallInstruction); ok && calls.Row(call.Common()).Locks == knowledge.Write {
						_, recv := calls.Args(call.Common())
						r.world.writers[lockset.ClassOf(place.Of(recv))] = true
					}
				}
			}
			sim := r.Effects.Lockset(fn)
			if sim == nil || forwards(fn) {
				continue
			}
			for _, ret := range sim.Returns {
				for _, p := range ret.Gone {
					r.world.released[lockset.ClassOf(p)] = true
				}
			}
		}
	})
	return &r.world
}

// forwards reports whether fn is a plain wrapper such as
// func (s *S) unlock() { s.mu.Unlock() }: one block and one call.
func forwards(fn *ssa.Function) bool {
	n := 0
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if _, ok := instr.(ssa.CallInstruction); ok {
				n++
			}
		}
	}
	return len(fn.Blocks) == 1 && n == 1
}

// MayBeWritten reports whether the package locks a class exclusively
// somewhere: without a writer, read locks never wait for each other.
func (r *Result) MayBeWritten(class string) bool { return class != "" && r.survey().writers[class] }

// A Conflict is an acquire of a lock that the same goroutine holds already.
type Conflict struct {
	lockset.Acquire
	Held lockset.Held
	// Again is set where both are read locks: they only wait for each other
	// if a writer comes in between.
	Again bool
}

// MustConflicts returns the acquires of fn, its own and those of its callees,
// that wait for a lock which the path to them holds: of one instance, by
// place. One conflict is returned for each call.
func (r *Result) MustConflicts(fn *ssa.Function) []Conflict {
	sim := r.Effects.Lockset(fn)
	if sim == nil {
		return nil
	}
	var out []Conflict
	seen := make(map[any]bool)
	for _, a := range sim.Acquires {
		for _, h := range a.Before {
			if h.Stale || h.Lock != a.Lock || !a.Lock.Exact() || freed(a, h.Lock) {
				continue
			}
			again := a.Read && h.Read
			key := struct {
				at    any
				again bool
			}{a.At, again}
			if seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, Conflict{Acquire: a, Held: h, Again: again})
		}
	}
	return out
}

func freed(a lockset.Acquire, p place.Place) bool {
	for _, f := range a.Freed {
		if f == p {
			return true
		}
	}
	return false
}
