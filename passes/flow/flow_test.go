package flow_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"
	"honnef.co/go/tools/analysis/dfa"

	"github.com/asynclint/asynclint/passes/flow"
)

// laws checks what dfa.Semilattice demands, and that the merge does not change
// its arguments, on random elements.
func laws[L dfa.Semilattice[E], E any](t *testing.T, random func(*rand.Rand) E) {
	t.Helper()
	var l L
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		x, y, z := random(rng), random(rng), random(rng)
		for law, holds := range map[string]bool{
			"associativity": l.Equals(l.Merge(x, l.Merge(y, z)), l.Merge(l.Merge(x, y), z)),
			"commutativity": l.Equals(l.Merge(x, y), l.Merge(y, x)),
			"idempotency":   l.Equals(l.Merge(x, x), x),
			"identity":      l.Equals(l.Merge(x, l.Ident()), x) && l.Equals(l.Merge(l.Ident(), x), x),
			"reflexivity":   l.Equals(x, x),
		} {
			if !holds {
				t.Fatalf("%s fails for %v, %v, %v", law, x, y, z)
			}
		}
	}
}

func TestMustLattice(t *testing.T) {
	laws[flow.MustLattice[int]](t, func(rng *rand.Rand) flow.Must[int] {
		if rng.IntN(5) == 0 {
			return flow.Must[int]{All: true}
		}
		m := flow.Must[int]{}
		for k := range 4 {
			if rng.IntN(2) == 0 {
				m = m.With(k)
			}
		}
		return m
	})
	all := flow.Must[int]{All: true}
	if !all.Has(3) || !all.With(3).All || !all.Without(func(int) bool { return true }).All {
		t.Error("every fact loses one")
	}
	two := flow.Must[int]{}.With(1).With(2)
	if one := two.Without(func(k int) bool { return k == 2 }); !one.Has(1) || one.Has(2) || !two.Has(2) {
		t.Error("Without does not drop, or changes its receiver")
	}
}

// TestForward: must-facts meet at joins and survive loops.
func TestForward(t *testing.T) {
	const src = `package p
func mark()
func ask(bool)
func f(a bool, n int) {
	if a { mark() } else { ask(false); mark() }
	ask(true)
	for range n { ask(true) }
	ask(true)
}
func g(a bool, n int) {
	if a { mark() }
	ask(false)
	for range n { mark() }
	ask(false)
}`
	for _, fn := range build(t, src) {
		marks := func(b *ssa.BasicBlock, upTo ssa.Instruction) bool {
			for _, instr := range b.Instrs {
				if instr == upTo {
					return false
				}
				if called(instr) == "mark" {
					return true
				}
			}
			return false
		}
		res := flow.Forward[flow.MustLattice[string]](fn, flow.Must[string]{}, func(from, _ *ssa.BasicBlock, in flow.Must[string]) flow.Must[string] {
			if marks(from, nil) {
				return in.With("mark")
			}
			return in
		})
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if called(instr) != "ask" {
					continue
				}
				want := instr.(*ssa.Call).Call.Args[0].(*ssa.Const).Value.String() == "true"
				if got := res.In(b).Has("mark") || marks(b, instr); got != want {
					t.Errorf("%s, block %d: marked on every path is %t, want %t", fn.Name(), b.Index, got, want)
				}
			}
		}
	}
}

// called is the name of the function that an instruction calls, or "".
func called(instr ssa.Instruction) string {
	if call, ok := instr.(*ssa.Call); ok && call.Call.StaticCallee() != nil {
		return call.Call.StaticCallee().Name()
	}
	return ""
}

// build returns the functions of a package that have a body.
func build(t *testing.T, src string) []*ssa.Function {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{}, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	var fns []*ssa.Function
	for _, name := range []string{"f", "g"} {
		fns = append(fns, pkg.Func(name))
	}
	return fns
}
