package flow_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/flow"
)

const loops = `package p

func mark(string)

func straight() { mark("out") }

func nested(n int) {
	for i := 0; i < n; i++ {
		mark("one")
		for range n {
			mark("two")
			if n > 3 {
				mark("leaves") // on no cycle: it returns
				return
			}
		}
		if n == 7 {
			mark("breaks")
			break
		}
	}
	mark("out")
}

func jumps(n int) {
	if n > 0 {
		goto middle
	}
again:
	mark("irreducible")
middle:
	n++
	if n < 10 {
		goto again
	}
}

func back(n int) {
again:
	mark("goto")
	n++
	if n < 10 {
		goto again
	}
}

func yields(seq func(func(int) bool)) {
	for range seq {
		mark("rangefunc")
	}
}
`

func TestAround(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", loops, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: importer.Default()}, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]int{"out": 0, "one": 1, "two": 2, "leaves": 0, "breaks": 0, "irreducible": 0, "goto": 1, "rangefunc": 0}
	for fn := range ssautil.AllFunctions(pkg.Prog) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || len(call.Call.Args) == 0 {
					continue
				}
				arg, ok := call.Call.Args[0].(*ssa.Const)
				if !ok {
					continue
				}
				name := arg.Value.ExactString()
				name = name[1 : len(name)-1]
				around := flow.Around(b)
				if len(around) != want[name] {
					t.Errorf("%s in %s is in %d loops, want %d", name, fn, len(around), want[name])
				}
				for i := 1; i < len(around); i++ {
					if !around[i].Has(around[i-1].Head) || around[i-1].Has(around[i].Head) {
						t.Errorf("%s: loop %d is not inside loop %d", name, i-1, i)
					}
				}
				if flow.InRangeFunc(fn) != (name == "rangefunc") {
					t.Errorf("%s: InRangeFunc(%s) = %v", name, fn, flow.InRangeFunc(fn))
				}
			}
		}
	}
}
