// Package testmod holds what the tests of the command share: modules written
// to disk, and small analyzers to run on them.
package testmod

import (
	"go/ast"
	"go/token"
	"go/types"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/types/typeutil"
	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/passes/directives"
)

// Write writes the files of a txtar archive to a new directory and returns it.
// A go.mod for module sample is added unless there is one.
func Write(t *testing.T, archive string) string {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir()) // as the go command prints it
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{"go.mod": "module sample\n\ngo 1.26\n"}
	for _, f := range txtar.Parse([]byte(archive)).Files {
		files[f.Name] = string(f.Data)
	}
	for name, data := range files {
		name = filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Env makes the go command, and ours, mean the same on every machine.
func Env(t *testing.T) {
	t.Helper()
	for _, v := range []string{"GOFLAGS=", "GOWORK=off", "GOPROXY=off", "GOTOOLCHAIN=local", "GO111MODULE=", "GOPACKAGESDRIVER=off", "GITHUB_ACTIONS=", "ASYNCLINT_CACHE=off"} {
		name, value, _ := strings.Cut(v, "=")
		t.Setenv(name, value)
	}
}

// Sleeps is a fact: the function calls time.Sleep, perhaps through others.
type Sleeps struct{ Via string }

func (*Sleeps) AFact()           {}
func (s *Sleeps) String() string { return "sleeps via " + s.Via }

// Count is a package fact: how many functions of the package sleep.
type Count struct{ N int }

func (*Count) AFact() {}

// SleepFacts exports Sleeps and Count. Its result is the set of functions of
// this package that sleep.
var SleepFacts = &analysis.Analyzer{
	Name:       "sleepfacts",
	Doc:        "find functions that sleep",
	Run:        sleepFacts,
	Requires:   []*analysis.Analyzer{inspect.Analyzer},
	FactTypes:  []analysis.Fact{new(Sleeps), new(Count)},
	ResultType: reflect.TypeFor[Sleepers](),
}

// Sleepers maps the calls that sleep, directly or not, to what they call.
type Sleepers map[*ast.CallExpr]*types.Func

func sleepFacts(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	found, counted := Sleepers{}, map[*types.Func]bool{}
	for again := true; again; {
		again = false
		for cur := range in.Root().Preorder((*ast.CallExpr)(nil)) {
			call := cur.Node().(*ast.CallExpr)
			callee := typeutil.StaticCallee(pass.TypesInfo, call)
			if callee == nil || found[call] != nil {
				continue
			}
			callee = callee.Origin()
			if !isSleep(callee) && !pass.ImportObjectFact(callee, new(Sleeps)) {
				continue
			}
			found[call], again = callee, true
			for decl := range cur.Enclosing((*ast.FuncDecl)(nil)) {
				fn := pass.TypesInfo.Defs[decl.Node().(*ast.FuncDecl).Name].(*types.Func)
				if !counted[fn] {
					counted[fn] = true
					pass.ExportObjectFact(fn, &Sleeps{callee.FullName()})
				}
			}
		}
	}
	if len(counted) > 0 {
		pass.ExportPackageFact(&Count{len(counted)})
	}
	return found, nil
}

// isSleep also takes the Sleep of a package time in the module at hand: tests
// that run often need not load std.
func isSleep(f *types.Func) bool {
	return f.Name() == "Sleep" && f.Pkg().Name() == "time" && f.Signature().Recv() == nil
}

// Sleepy reports the calls that SleepFacts found, with a step at the function
// that is called.
var Sleepy = &analysis.Analyzer{
	Name:     "sleepy",
	Doc:      "sleepy: report calls that sleep",
	URL:      "https://example.com/sleepy",
	Run:      sleepy,
	Requires: []*analysis.Analyzer{SleepFacts},
}

func sleepy(pass *analysis.Pass) (any, error) {
	for call, callee := range pass.ResultOf[SleepFacts].(Sleepers) {
		d := analysis.Diagnostic{Pos: call.Pos(), End: call.End(), Category: "sleepy", Message: "call of " + callee.Name() + " sleeps"}
		if callee.Pkg() == pass.Pkg {
			d.Related = []analysis.RelatedInformation{{Pos: callee.Pos(), Message: callee.Name() + " is declared here"}}
		}
		pass.Report(d)
	}
	return nil, nil
}

// Obedient reports each literal of a kind unless a directive silences that.
func Obedient(name string, kind token.Token) *analysis.Analyzer {
	a := &analysis.Analyzer{Name: name, Doc: name, Requires: []*analysis.Analyzer{directives.Analyzer}}
	a.Run = func(pass *analysis.Pass) (any, error) {
		set := pass.ResultOf[directives.Analyzer].(*directives.Set)
		for _, file := range pass.Files {
			for n := range ast.Preorder(file) {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == kind && !set.Generated(lit.Pos()) {
					if d := (analysis.Diagnostic{Pos: lit.Pos(), End: lit.End(), Message: lit.Value}); !set.Silence(name, d) {
						pass.Report(d)
					}
				}
			}
		}
		return nil, nil
	}
	return a
}
