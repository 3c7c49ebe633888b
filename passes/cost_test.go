package passes_test

import (
	"os"
	"runtime"
	"syscall"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/locks"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// built builds the SSA form of every package that has something of interest,
// and nothing else: the floor that the passes stand on.
var built = &analysis.Analyzer{
	Name:     "built",
	Doc:      "build SSA",
	Requires: []*analysis.Analyzer{calls.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		if g := pass.ResultOf[calls.Analyzer].(*calls.Graph); !ssabuild.IsStd(pass.Pkg.Path()) && g.Lazy.Interesting() {
			g.SSA()
		}
		return nil, nil
	},
	FactTypes: []analysis.Fact{new(none)}, // so that dependencies are visited, too
}

type none struct{}

func (*none) AFact() {}

// simulated asks for all that the lock checks ask for.
var simulated = &analysis.Analyzer{
	Name:     "simulated",
	Doc:      "simulate locks",
	Requires: []*analysis.Analyzer{locks.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[locks.Analyzer].(*locks.Result)
		if ssabuild.IsStd(pass.Pkg.Path()) || r.SSA() == nil {
			return nil, nil
		}
		for _, fn := range r.SSA().Funcs {
			r.MustConflicts(fn)
			r.MayUnlockTwice(fn)
			r.MayForget(fn)
		}
		return nil, nil
	},
}

// TestCost compares, in one process and in turns, the CPU time of building SSA
// alone with that of the lock passes on top of it.
func TestCost(t *testing.T) {
	dir := os.Getenv("ASYNCLINT_COST")
	if dir == "" {
		t.Skip("set ASYNCLINT_COST to the folder of a module to measure")
	}
	before := cpu(t)
	pkgs := load(t, dir, "./...")
	loading := cpu(t) - before
	var base, all time.Duration
	for range 3 {
		base += spent(t, pkgs, built)
		all += spent(t, pkgs, simulated)
	}
	base, all = base/3, all/3
	t.Logf("SSA alone %v, with the lock passes %v: %+.1f %%; of a whole run (%v to load and type-check): %+.1f %%",
		base, all, 100*float64(all-base)/float64(base), loading, 100*float64(all-base)/float64(base+loading))
}

// spent is the CPU time of one analyzer over packages that are loaded.
func spent(t *testing.T, pkgs []*packages.Package, a *analysis.Analyzer) time.Duration {
	runtime.GC()
	before := cpu(t)
	if _, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil); err != nil {
		t.Fatal(err)
	}
	return cpu(t) - before
}

func cpu(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
