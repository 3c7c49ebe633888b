package lockset_test

import (
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/lockset"
)

// load builds the SSA form of the functions of a package that imports sync.
func load(t testing.TB, src string) *ssa.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", "package p\nimport \"sync\"\n"+src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := &types.Config{Importer: importer.ForCompiler(fset, "source", nil)}
	pkg, _, err := ssautil.BuildPackage(conf, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	return pkg
}

// run simulates a function; of calls other than of sync nothing is known.
func run(fn *ssa.Function) *lockset.Function {
	return lockset.Run(fn, lockset.Env{
		Calls: func(ssa.CallInstruction) ([]lockset.Event, bool) { return nil, false },
	})
}

// spell writes down all that a simulation says.
func spell(sim *lockset.Function) string {
	var b strings.Builder
	held := func(all []lockset.Held) {
		for _, h := range all {
			fmt.Fprintf(&b, " %s%s %t %t", h.Lock.Root.Name(), h.Lock.Path, h.Read, h.Stale)
		}
		b.WriteString("\n")
	}
	fmt.Fprintf(&b, "gave up %t\n", sim.GaveUp)
	for _, a := range sim.Acquires {
		fmt.Fprintf(&b, "acquire %s%s %t %v:", a.Lock.Root.Name(), a.Lock.Path, a.Read, a.At)
		held(a.Before)
	}
	for _, l := range sim.Leaks {
		fmt.Fprintf(&b, "leak %v %t:", l.Instr, l.Loop)
		held([]lockset.Held{l.Held})
	}
	for _, e := range sim.Excesses {
		fmt.Fprintf(&b, "excess %s%s %v\n", e.Lock.Root.Name(), e.Lock.Path, e.At)
	}
	for _, ret := range sim.Returns {
		fmt.Fprintf(&b, "return %d gone, %d unknown:", len(ret.Gone), len(ret.Unknown))
		held(ret.Held)
	}
	return b.String()
}

const branches = `
type T struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	n    int
	next *T
}

func (t *T) f(a, b, c bool, all []*T) int {
	if a {
		t.mu.Lock()
		defer t.mu.Unlock()
	}
	for _, u := range all {
		u.rw.RLock()
		if u.n == 0 {
			continue
		}
		if b {
			u.rw.RUnlock()
			break
		}
		u.rw.RUnlock()
	}
	ok := t.rw.TryLock()
	switch {
	case ok:
		t.rw.Unlock()
	case c:
		t.rw.Lock()
		return 1
	}
	if a {
		t.n++
	}
	return t.n
}`

// TestDeterminism: two runs over one function say the same in the same order,
// though states are kept in maps.
func TestDeterminism(t *testing.T) {
	pkg := load(t, branches)
	fn := pkg.Prog.LookupMethod(types.NewPointer(pkg.Type("T").Type()), pkg.Pkg, "f")
	first := spell(run(fn))
	if !strings.Contains(first, "acquire") || !strings.Contains(first, "leak") {
		t.Fatalf("it says too little to compare:\n%s", first)
	}
	for range 20 {
		if again := spell(run(fn)); again != first {
			t.Fatalf("another run says\n%s\nafter\n%s", again, first)
		}
	}
}

// TestGivesUp: with more sets of locks than a block may have, nothing is said.
func TestGivesUp(t *testing.T) {
	var fields, body strings.Builder
	for i := range 5 {
		fmt.Fprintf(&fields, "m%d sync.Mutex; ", i)
		fmt.Fprintf(&body, "if c[%d] { t.m%d.Lock() }\n", i, i)
	}
	src := fmt.Sprintf("type T struct { %s }\nfunc f(t *T, c [5]bool) {\n%s t.m0.Lock(); t.m0.Lock() }", fields.String(), body.String())
	sim := run(load(t, src).Func("f"))
	if !sim.GaveUp {
		t.Fatalf("32 sets of locks were followed:\n%s", spell(sim))
	}
	if len(sim.Acquires)+len(sim.Leaks)+len(sim.Excesses)+len(sim.Returns) > 0 {
		t.Errorf("it gave up and yet says\n%s", spell(sim))
	}
}

// TestDoesNotGiveUp: a loop over objects takes one state, not one a round.
func TestDoesNotGiveUp(t *testing.T) {
	sim := run(load(t, `
type T struct { mu sync.Mutex; n int }
func f(all []*T) {
	for _, t := range all {
		t.mu.Lock()
	}
	for _, t := range all {
		t.mu.Unlock()
	}
}`).Func("f"))
	if sim.GaveUp {
		t.Error("it gave up")
	}
	if len(sim.Owed) > 0 || len(sim.Excesses) > 0 {
		t.Errorf("unlocking the elements one by one is held against it:\n%s", spell(sim))
	}
}

// TestMustAndMay: what all paths hold at a call, and what some do.
func TestMustAndMay(t *testing.T) {
	fn := load(t, `
type T struct { a, b sync.Mutex }
func g()
func f(t *T, c bool) {
	t.a.Lock()
	if c {
		t.b.Lock()
	}
	g()
	t.a.Unlock()
}`).Func("f")
	sim := run(fn)
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || call.Call.StaticCallee().Name() != "g" {
				continue
			}
			if must, may := sim.MustHold(call), sim.MayHold(call); len(must) != 1 || must[0].Lock.Path != ".a" || len(may) != 2 {
				t.Errorf("at g, must hold %v, may hold %v", must, may)
			}
			return
		}
	}
	t.Error("no call of g")
}
