// Package spawns tells the story of each goroutine that a package starts: what
// it runs, what it waits for on its way to the end, who starts it and how
// often, and which objects own goroutines that only they can end. It does not
// report any diagnostics itself.
//
// A goroutine is described by its Stays: the loops and single operations that
// it may stay in for good. Each has Exits, and each exit has the causes that
// lead to it. A goroutine ends if it gets out of every stay that it enters. What
// cannot be decided is said to be unknown, and a claim that needs it is not
// made.
//
// Limits: callees are followed if they are static and of this package; cycles
// entered by goto are unknown; the body of a range over a function is a
// function of its own.
package spawns

import (
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name:       "asyncspawns",
	Doc:        "find the goroutines of a package and what ends each of them",
	Run:        run,
	Requires:   []*analysis.Analyzer{effects.Analyzer, classes.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
	FactTypes:  []analysis.Fact{new(AsyncOwns)},
}

func run(pass *analysis.Pass) (any, error) {
	r := &Result{
		Effects: pass.ResultOf[effects.Analyzer].(*effects.Result),
		Classes: pass.ResultOf[classes.Analyzer].(*classes.Result),
		pass:    pass,
	}
	// As with summaries: a std package is analysed only if somebody asks.
	if !ssabuild.IsStd(pass.Pkg.Path()) && r.Effects.Calls.Lazy.Interesting() {
		r.exportOwners()
	}
	return r, nil
}

// Result holds the answers for one package.
type Result struct {
	Effects *effects.Result
	Classes *classes.Result

	pass  *analysis.Pass
	once  sync.Once
	sites []*Site
	byFn  map[*ssa.Function][]*Site
	users map[*ssa.Function]users
	lives lives

	ownersOnce sync.Once
	owners     map[*types.TypeName]*AsyncOwns
	ownerNames []*types.TypeName // its keys, in order
	enders     map[*types.TypeName][]*ssa.Function
	imported   sync.Map // *types.TypeName of other packages -> *AsyncOwns, nil if there is none
}

// A Site is a place that starts a goroutine, and what is known of it.
type Site struct {
	calls.Spawn
	In    *ssa.Function // the function that the site stands in
	Life  Life
	Where Where

	graph *calls.Graph
}

// Sites returns the places that start goroutines, in the order of the package's
// functions.
func (r *Result) Sites() []*Site {
	r.compute()
	return r.sites
}

// In returns the places in fn that start goroutines.
func (r *Result) In(fn *ssa.Function) []*Site {
	r.compute()
	return r.byFn[fn]
}

func (r *Result) compute() {
	r.once.Do(func() {
		s := r.Effects.Calls.SSA()
		if s == nil {
			return
		}
		r.lives = lives{graph: r.Effects.Calls, done: make(map[livesKey]*Life)}
		r.byFn = make(map[*ssa.Function][]*Site)
		r.users = usersOf(r.Effects.Calls, s.Funcs)
		for _, fn := range s.Funcs {
			for _, spawn := range r.Effects.Spawns(fn) {
				site := &Site{Spawn: spawn, In: fn, graph: r.Effects.Calls}
				site.Life = r.lives.of(spawn.Body.Fn, maxDepth)
				site.Where = r.where(site)
				r.sites = append(r.sites, site)
				r.byFn[fn] = append(r.byFn[fn], site)
			}
		}
	})
}
