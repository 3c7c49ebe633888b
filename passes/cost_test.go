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
		sum.loading += c.loading
		sum.base.add(c.base)
		sum.all.add(c.all)
	}
	if len(dirs) > 1 {
		t.Logf("sum of %d modules: %v", len(dirs), sum)
	}
}

// cost is what a module costs: to load it, then with SSA alone, and with the
// lock passes. On a machine that others use as well, CPU time tells little, and
// one round of the garbage collector more or less is a large part of it; what
// is allocated tells the same every time.
type cost struct {
	loading   time.Duration
	base, all turns
}

// turns adds up runs of one analyzer.
type turns struct {
	cpu   time.Duration
	bytes uint64
}

func (t *turns) add(u turns) { t.cpu, t.bytes = t.cpu+u.cpu, t.bytes+u.bytes }

func (c cost) String() string {
	more := float64(c.all.cpu - c.base.cpu)
	return fmt.Sprintf("SSA alone %v, with the lock passes %v: %+.1f %%; of a whole run (%v to load and type-check): %+.1f %%; allocated %+.1f %%",
		c.base.cpu, c.all.cpu, 100*more/float64(c.base.cpu), c.loading, 100*more/float64(c.base.cpu+c.loading),
		100*(float64(c.all.bytes)/float64(c.base.bytes)-1))
}

// costOf loads all packages of the module in dir and takes the mean of three
// turns.
func costOf(t *testing.T, dir string) cost {
	before := cpu(t)
	pkgs := load(t, dir, "./...")
	c := cost{loading: cpu(t) - before}
	const rounds = 3
	for range rounds {
		c.base.add(spent(t, pkgs, built))
		c.all.add(spent(t, pkgs, simulated))
	}
	c.base.cpu, c.all.cpu = c.base.cpu/rounds, c.all.cpu/rounds
	return c
}

// spent is what one analyzer takes for packages that are loaded.
func spent(t *testing.T, pkgs []*packages.Package, a *analysis.Analyzer) turns {
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := cpu(t)
	if _, err := checker.Analyze([]*analysis.Analyzer{a}, pkgs, nil); err != nil {
		t.Fatal(err)
	}
	used := cpu(t) - start
	runtime.ReadMemStats(&after)
	return turns{used, after.TotalAlloc - before.TotalAlloc}
}

func cpu(t *testing.T) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		t.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
