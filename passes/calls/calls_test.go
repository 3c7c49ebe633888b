package calls_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/calls"
)

const source = `package p

import (
	"sync"
	"time"
)

type T struct{ sync.WaitGroup }

func (*T) M(int) {}

func f(int) {}

func generic[V any](V) {}

type I interface{ M(int) }

func static(t *T)      { f(1) }
func method(t *T)      { t.M(1) }
func bound(t *T)       { m := t.M; m(1) }
func captured(t *T)    { m := t.M; func() { println(); m(1) }() }
func expression(t *T)  { m := (*T).M; m(t, 1) }
func instance(t *T)    { generic(1) }
func literal(t *T)     { func(int) {}(1) }
func variable(t *T)    { g := func(int) {}; g(1) }
func reassigned(t *T)  { g := f; h := func() { g = nil }; h(); g(1) }
func dynamic(i I)      { i.M(1) }
func parameter(g func(int)) { g(1) }

func goes(t *T)        { go t.M(1) }
func waitGroup(t *T)   { t.Go(func() {}) }
func afterFunc(t *T)   { time.AfterFunc(1, func() {}) }
`

// last returns the last call in the function of this name, or in its last
// literal that has one.
func last(pkg *ssa.Package, name string) ssa.CallInstruction {
	var call ssa.CallInstruction
	visit := func(fn *ssa.Function) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if c, ok := instr.(ssa.CallInstruction); ok {
					call = c
				}
			}
		}
	}
	visit(pkg.Func(name))
	if name == "captured" {
		visit(pkg.Func(name).AnonFuncs[0])
	}
	return call
}

func build(t *testing.T) *ssa.Package {
	t.Helper()
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", source, 0)
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

// TestCallee: what a call runs, and with which receiver.
func TestCallee(t *testing.T) {
	pkg := build(t)
	for _, test := range []struct {
		name, callee string
		recv         bool // the receiver comes from the func value
	}{
		{"static", "p.f", false},
		{"method", "(*p.T).M", false},
		{"bound", "(*p.T).M", true},
		{"captured", "(*p.T).M", true},
		{"expression", "(*p.T).M", false},
		{"instance", "p.generic", false},
		{"literal", "func literal in p.literal", false},
		{"variable", "func literal in p.variable", false},
		{"reassigned", "", false},
		{"dynamic", "", false},
		{"parameter", "", false},
	} {
		call := last(pkg, test.name).Common()
		got := calls.Callee(call)
		name := ""
		if got.Fn != nil {
			name = calls.Name(got.Fn)
		}
		if name != test.callee || (got.Recv != nil) != test.recv {
			t.Errorf("%s: calls %q, receiver %v; want %q, %v", test.name, name, got.Recv, test.callee, test.recv)
		}
		if got.Fn == nil || got.Fn.Signature.Recv() == nil {
			continue
		}
		for i, want := range []string{"*p.T", "int"} {
			if arg := got.Argument(call, i); arg == nil || arg.Type().String() != want {
				t.Errorf("%s: argument %d is %v, want a %s", test.name, i, arg, want)
			}
		}
	}
}

// TestArgs: the receiver is told from the arguments however a method is called.
func TestArgs(t *testing.T) {
	pkg := build(t)
	for _, name := range []string{"method", "bound", "expression", "dynamic"} {
		args, recv := calls.Args(last(pkg, name).Common())
		if len(args) != 1 || args[0].Type().String() != "int" || recv == nil {
			t.Errorf("%s: receiver %v, arguments %v", name, recv, args)
		}
	}
}

// TestSpawnAt: what starts a goroutine.
func TestSpawnAt(t *testing.T) {
	pkg := build(t)
	for _, test := range []struct {
		name, by, body string
		group          bool
	}{
		{"goes", "go", "(*p.T).M", false},
		{"waitGroup", "(*sync.WaitGroup).Go", "func literal in p.waitGroup", true},
		{"afterFunc", "time.AfterFunc", "func literal in p.afterFunc", false},
	} {
		s, ok := calls.SpawnAt(last(pkg, test.name))
		if !ok || s.By != test.by || s.Body.Fn == nil || calls.Name(s.Body.Fn) != test.body || (s.Group != nil) != test.group {
			t.Errorf("%s: %+v", test.name, s)
		}
	}
	if s, ok := calls.SpawnAt(last(pkg, "static")); ok {
		t.Errorf("static: %+v", s)
	}
}
