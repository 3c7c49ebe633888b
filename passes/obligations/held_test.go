package obligations_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/obligations"
)

// randomFunc writes a function with one take(), some drop()s, branches, loops and
// returns.
func randomFunc(r *rand.Rand) string {
	var b strings.Builder
	b.WriteString("package p\nfunc take()\nfunc drop()\nfunc c() bool\nfunc f() {\n")
	taken := false
	var stmts func(depth int)
	stmts = func(depth int) {
		for range 1 + r.IntN(3) {
			switch k := r.IntN(10); {
			case k < 2 && !taken && (depth < 3 || r.IntN(2) == 0):
				taken = true
				b.WriteString("take()\n")
			case k < 4:
				b.WriteString("drop()\n")
			case k < 7 && depth > 0:
				b.WriteString("if c() {\n")
				stmts(depth - 1)
				if r.IntN(2) == 0 {
					b.WriteString("} else {\n")
					stmts(depth - 1)
				}
				b.WriteString("}\n")
			case k < 8 && depth > 0:
				b.WriteString("for c() {\n")
				stmts(depth - 1)
				b.WriteString("}\n")
			case k == 8:
				b.WriteString("if c() {\nreturn\n}\n")
			}
		}
	}
	stmts(3)
	if !taken {
		b.WriteString("take()\nif c() {\nreturn\n}\ndrop()\n")
	}
	b.WriteString("}\n")
	return b.String()
}

func build(t *testing.T, src string) *ssa.Function {
	t.Helper()
	fset := token.NewFileSet()
	f, err := parser.ParseFile(fset, "p.go", src, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: importer.Default()}, fset, types.NewPackage("p", "p"), []*ast.File{f}, ssa.SanityCheckFunctions)
	if err != nil {
		t.Fatal(err)
	}
	return pkg.Func("f")
}

func isCall(instr ssa.Instruction, name string) bool {
	call, ok := instr.(*ssa.Call)
	return ok && call.Call.StaticCallee() != nil && call.Call.StaticCallee().Name() == name
}

// paths visits every path of a function that passes no edge more than twice, as
// the instructions on it. It reports whether these are all.
func paths(fn *ssa.Function, visit func([]ssa.Instruction)) bool {
	passed := make(map[[2]int]int)
	n := 0
	var walk func(b *ssa.BasicBlock, path []ssa.Instruction)
	walk = func(b *ssa.BasicBlock, path []ssa.Instruction) {
		path = append(path[:len(path):len(path)], b.Instrs...)
		if len(b.Succs) == 0 {
			visit(path)
			n++
		}
		for _, s := range b.Succs {
			edge := [2]int{b.Index, s.Index}
			if passed[edge] == 2 || n > maxPaths {
				continue
			}
			passed[edge]++
			walk(s, path)
			passed[edge]--
		}
	}
	walk(fn.Blocks[0], nil)
	return n <= maxPaths
}

// maxPaths bounds how many paths of a function are looked at.
const maxPaths = 5000

// TestHeldByPaths: what MustReach claims of random functions is true of all their
// paths. Either whoever comes to the goal has it in hand, or whoever takes it
// comes there with it.
func TestHeldByPaths(t *testing.T) {
	seed := rand.Uint64()
	r := rand.New(rand.NewPCG(seed, 1))
	claims, silent := 0, 0
	for range 3000 {
		src := randomFunc(r)
		fn := build(t, src)
		var site ssa.Instruction
		var goals []ssa.Instruction
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if isCall(instr, "take") {
					site = instr
				}
				if ret, ok := instr.(*ssa.Return); ok {
					goals = append(goals, ret)
				}
			}
		}
		if site == nil {
			continue // after a return
		}
		h := &obligations.Held{Site: site, Fn: fn, Ends: func(i ssa.Instruction) bool { return isCall(i, "drop") }}
		for _, goal := range append(goals, site) {
			if !h.MustReach(goal) {
				silent++
				continue
			}
			claims++
			if text := refute(fn, site, goal); text != "" {
				t.Fatalf("seed %d: %s: %s\n%s", seed, goal, text, src)
			}
		}
	}
	if claims < 300 || silent < 300 {
		t.Errorf("%d claims, %d not: this shows little", claims, silent)
	}
}

// refute looks for paths that a claim is not true of.
func refute(fn *ssa.Function, site, goal ssa.Instruction) string {
	whoever, all := true, true // comes to the goal has it; that take it come there
	reached := false
	complete := paths(fn, func(path []ssa.Instruction) {
		has, taken := false, false
		for _, instr := range path {
			if instr == goal && (goal != site || taken) {
				reached = reached || has
				if goal != site || has {
					whoever = whoever && has
				} else {
					whoever = false
				}
				if has {
					taken = false // it came there
				}
			}
			switch {
			case instr == site:
				has, taken = true, true
			case isCall(instr, "drop"):
				if taken {
					all = false
				}
				has = false
			}
		}
		if taken && path[len(path)-1] != goal {
			all = false
		}
	})
	if !complete {
		return "" // nothing is shown
	}
	if !reached {
		return "no path leads there with it in hand"
	}
	if !whoever && !all {
		return "some paths lead there without it, and some lead elsewhere"
	}
	return ""
}
