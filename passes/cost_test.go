package passes_test

import (
	"fmt"
	"os"
	"path/filepath"
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
// alone with that of the lock passes on top of it, for each of several modules:
//
//	ASYNCLINT_COST=/src/grpc-go:/src/restic go test ./passes -run TestCost -v
func TestCost(t *testing.T) {
	dirs := filepath.SplitList(os.Getenv("ASYNCLINT_COST"))
	if len(dirs) == 0 {
		t.Skip("set ASYNCLINT_COST to the folders of modules to measure")
	}
	var sum cost
	for _, dir := range dirs {
		c := costOf(t, dir)
		t.Logf("%s: %v", dir, c)
		sum.loading, sum.base, sum.all = sum.loading+c.loading, sum.base+c.base, sum.all+c.all
	}
	if len(dirs) > 1 {
		t.Logf("sum of %d modules: %v", len(dirs), sum)
	}
}

// cost is CPU time spent on a module.
type cost struct {
	loading, base, all time.Duration // to load it, then with SSA alone, and with the lock passes
}

func (c cost) String() string {
	more := float64(c.all - c.base)
	return fmt.Sprintf("SSA alone %v, with the lock passes %v: %+.1f %%; of a whole run (%v to load and type-check): %+.1f %%",
		c.base, c.all, 100*more/float64(c.base), c.loading, 100*more/float64(c.base+c.loading))
}

// costOf loads all packages of the module in dir and takes the mean of three
// turns.
func costOf(t *testing.T, dir string) cost {
	before := cpu(t)
	pkgs := load(t, dir, "./...")
	c := cost{loading: cpu(t) - before}
	const turns = 3
	for range turns {
		c.base += spent(t, pkgs, built)
		c.all += spent(t, pkgs, simulated)
	}
	c.base, c.all = c.base/turns, c.all/turns
	return c
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
