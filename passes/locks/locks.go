// Package locks says what the lock simulations of a package's functions mean:
// which acquires must wait for the goroutine itself, which ways out of a
// function forget an unlock, and in which orders locks are taken across
// functions and packages. It exports the lock-order edges of a package as a
// package fact. It does not report any diagnostics itself.
package locks

import (
	"go/token"
	"go/types"
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/given"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name:       "asynclocks",
	Doc:        "find out how functions hold locks, and in which order they take them",
	Run:        run,
	Requires:   []*analysis.Analyzer{effects.Analyzer, given.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(AsyncOrder)},
}

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		Effects: pass.ResultOf[effects.Analyzer].(*effects.Result),
		given:   pass.ResultOf[given.Analyzer].(*given.Result),
		pass:    pass,
	}
	// As with summaries: a std package is analysed only if somebody asks.
	if !ssabuild.IsStd(pass.Pkg.Path()) && r.Effects.Calls.Lazy.Interesting() {
		r.exportOrder()
	}
	return r, nil
}

// Result holds the answers for one package.
type Result struct {
	Effects *effects.Result

	given *given.Result
	pass  *analysis.Pass
	once  sync.Once
	world world

	usersOnce sync.Once
	byClass   map[string][]use

	writesOnce sync.Once
	writes     map[string][]write // by class of the connection

	orderOnce sync.Once
	edges     []Edge
}

// world is what the package as a whole does to its locks.
type world struct {
	writers map[string]token.Pos // classes that some function locks exclusively, and where
	// unlockers has the classes that some function unlocks without locking.
	unlockers map[string]bool
	released  map[string]bool // classes that some function unlocks for its caller, plain Unlock wrappers aside
}

// SSA returns the SSA form of the package, nil if there is nothing in it.
func (r *Result) SSA() *ssabuild.SSA { return r.Effects.Calls.SSA() }

// survey collects world on first use.
func (r *Result) survey() *world {
	r.once.Do(func() {
		r.world = world{writers: make(map[string]token.Pos), released: make(map[string]bool), unlockers: make(map[string]bool)}
		s := r.SSA()
		if s == nil {
			return
		}
		for _, fn := range s.Funcs {
			r.surveyCalls(fn)
			sim := r.Effects.Lockset(fn)
			if sim == nil {
				continue
			}
			for _, a := range sim.Acquires {
				// d.state.set() locks d.state.mu, in terms of its caller alone.
				if !a.Read && a.Class != "" && r.world.writers[a.Class] == token.NoPos {
					r.world.writers[a.Class] = a.At
				}
			}
			if forwards(fn) || fn.Parent() != nil && calledOnly(fn) {
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

// surveyCalls notes which classes a function locks and unlocks by itself. A
// literal belongs to the function that it stands in.
func (r *Result) surveyCalls(fn *ssa.Function) {
	locked, unlocked := make(map[string]bool), make(map[string]bool)
	var scan func(fn *ssa.Function)
	scan = func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				row := calls.Row(call.Common())
				if row.Locks == knowledge.NoMode && row.Unlocks == knowledge.NoMode {
					continue
				}
				_, recv := calls.Args(call.Common())
				class := lockset.ClassOf(place.Of(recv))
				if row.Unlocks != knowledge.NoMode {
					unlocked[class] = true
					continue
				}
				locked[class] = true
				if row.Locks == knowledge.Write && r.world.writers[class] == token.NoPos {
					r.world.writers[class] = call.Common().Pos()
				}
			}
		}
		for _, anon := range fn.AnonFuncs {
			scan(anon)
		}
	}
	if fn.Parent() == nil {
		scan(fn)
	}
	for class := range unlocked {
		if !locked[class] {
			r.world.unlockers[class] = true
		}
	}
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
// somewhere, by itself or in a callee: without a writer, read locks never wait for each other.
func (r *Result) MayBeWritten(class string) bool {
	return class != "" && r.survey().writers[class].IsValid()
}

// A Conflict is an acquire of a lock that the same goroutine holds already.
type Conflict struct {
	lockset.Acquire
	Held lockset.Held
	// Again is set where both are read locks: they only wait for each other
	// if a writer comes in between.
	Again bool
	// Assumed is set where the lock is reached through a pointer back to the
	// owner (r.store.mu while s.mu is held, and r came out of s): that r.store
	// is s is what such a field is for, but the code does not show it.
	Assumed bool
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
		before := a.Before
		if a.Inside {
			h := lockset.Held{Lock: a.Lock, Class: a.Class, Site: a.Instr, Via: []effect.Step{}}
			before = append(slices.Clip(before), h)
		}
		for _, h := range before {
			assumed := h.Lock != a.Lock && leadsBack(h, a)
			if h.Stale || h.Lock != a.Lock && !assumed || !a.Lock.Exact() || freed(a, h.Lock) || a.Open || a.State {
				continue
			}
			again := a.Read && h.Read
			if again && isLocal(a.Lock, fn) || r.unlockedBeside(fn, a.Lock) {
				continue
			}
			key := struct {
				at    any
				again bool
			}{a.At, again}
			if seen[key] {
				continue
			}
			seen[key] = true
			out = append(out, Conflict{Acquire: a, Held: h, Again: again, Assumed: assumed})
		}
	}
	return out
}

// leadsBack reports whether the lock of a is reached from something that came
// out of the owner of the held lock, through one pointer field of the owner's
// type: s.mu is held, r is an element of s.replicas, and r.store.mu is locked.
// Elements of the owner's own type (nodes, children) are left out: their
// pointer leads to a peer.
func leadsBack(h lockset.Held, a lockset.Acquire) bool {
	if a.Class == "" || h.Class != a.Class || h.Lock.Root == nil || a.Lock.Root == nil {
		return false
	}
	owner, lock, ok := lockset.Owner(h.Lock)
	if !ok || owner.Path != "" || a.Direct {
		return false // only the plain receiver or variable: s, not x.y.s
	}
	back, ok := strings.CutSuffix(a.Lock.Path, lock)
	if !ok {
		return false
	}
	dot := strings.LastIndexByte(back, '.')
	if dot < 0 || strings.Contains(back[dot:], "[") {
		return false
	}
	child := place.Place{Root: a.Lock.Root, Path: back[:dot]}
	from := place.Generic(child)
	return from.Root == owner.Root && from.Path != "" && !types.Identical(object(child.Type()), object(owner.Type()))
}

// object is the type behind all pointers: the place of an element is that of
// its address.
func object(t types.Type) types.Type {
	for t != nil {
		ptr, ok := types.Unalias(t).Underlying().(*types.Pointer)
		if !ok {
			return types.Unalias(t)
		}
		t = ptr.Elem()
	}
	return types.Typ[types.Invalid]
}

func freed(a lockset.Acquire, p place.Place) bool { return slices.Contains(a.Freed, p) }

// SameSite reports whether the lock was taken by the very call that takes it
// again, in an earlier round of a loop.
func (c Conflict) SameSite() bool { return c.Direct && c.Instr == c.Held.Site }

// Method is the name of the locking method.
func (c Conflict) Method() string {
	if c.Read {
		return "RLock"
	}
	return "Lock"
}

// Manner says how the lock is held already.
func (c Conflict) Manner() string {
	if c.Held.Read {
		return "read-locked"
	}
	return "locked"
}

// Writer returns a call in the package that locks a class exclusively: its
// opening parenthesis, NoPos if there is none.
func (r *Result) Writer(class string) token.Pos { return r.survey().writers[class] }

// MayUnlockTwice returns the unlocks of fn that follow an unlock of the same
// lock on some path, with no lock in between.
func (r *Result) MayUnlockTwice(fn *ssa.Function) []lockset.Excess {
	sim := r.Effects.Lockset(fn)
	if sim == nil || r.InTest(fn) {
		// if err != nil { mu.Unlock(); require.NoError(t, err) } never goes on,
		// but it takes the value of err to know that.
		return nil
	}
	return sim.Excesses
}

// unlockedBeside reports whether another function of the same nest of
// literals unlocks p for somebody else: the mutex is used as a signal between
// goroutines, and locking it twice waits for that signal.
func (r *Result) unlockedBeside(fn *ssa.Function, p place.Place) bool {
	outer := fn
	for outer.Parent() != nil {
		outer = outer.Parent()
	}
	var beside func(f *ssa.Function) bool
	beside = func(f *ssa.Function) bool {
		if sim := r.Effects.Lockset(f); f != fn && sim != nil {
			for _, o := range sim.Owed {
				if o.Lock == p && !calledOnly(f) {
					return true
				}
			}
		}
		return slices.ContainsFunc(f.AnonFuncs, beside)
	}
	return beside(outer)
}

// calledOnly reports whether a literal is only called or deferred where it is
// made: then its unlocks are its maker's.
func calledOnly(f *ssa.Function) bool {
	mk := place.MakeOf(f)
	return mk != nil && onlyCalled(mk)
}
