package analyzers_test

import (
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"
	"golang.org/x/tools/go/types/typeutil"

	"github.com/asynclint/asynclint/analyzers/internal/checktest"
)

// The contract of drivers that run the suite in an editor, gopls first among
// them, is that an analysis is a function of a package and of the facts of what
// it imports: they remember its outcome under a hash of these, run it again
// and again in one process, on several packages at once, and have of imported
// packages no more than export data. Here is what can be seen in the source:
// what the analyzers import and use, and what they keep. What they say when run
// is looked at in host_test.go and facts_test.go, and by checktest; that facts
// are small and plain data, in package passes.

// ours is the prefix of our packages.
const ours = "github.com/asynclint/asynclint/"

// worldly are the packages that reach outside of what an analyzer is given.
// None of them may be below the suite, however far.
var worldly = []string{"os/exec", "os/user", "os/signal", "net", "plugin", "runtime/debug", "go/build", "go/importer",
	"golang.org/x/tools/go/packages", "golang.org/x/tools/go/gcexportdata", "math/rand/v2", "crypto/rand"}

// outward are functions and variables of other packages that an analyzer must
// not use itself. A package without names is forbidden as a whole. fmt, go/ast and their
// like import some of these to print, which does no harm.
var outward = map[string][]string{
	"os": nil, "syscall": nil, "log": nil, "math/rand": nil, "io/ioutil": nil, "unsafe": nil,
	"time":          {"Now", "Since", "Until", "Sleep", "After", "AfterFunc", "Tick", "NewTimer", "NewTicker", "Local", "LoadLocation"},
	"path/filepath": {"Abs", "EvalSymlinks", "Glob", "Walk", "WalkDir"},
	"fmt":           {"Print", "Printf", "Println", "Scan", "Scanf", "Scanln"},
	"flag":          {"CommandLine", "Parse", "Args", "Bool", "String", "Int", "BoolVar", "StringVar", "IntVar", "Var", "Func"},
	"runtime":       {"NumCPU", "GOMAXPROCS", "NumGoroutine", "GOROOT", "Version"},
	// gopls leaves these nil, and its cache does not know what was read.
	"golang.org/x/tools/go/analysis": {"ReadFile", "OtherFiles", "IgnoredFiles"},
}

// except are files that may: to look at what the build leaves out can only
// make checks silent, and without they are as right as on one platform alone.
var except = []string{"passes/ssabuild/mentioned.go"}

// TestContractImports: nothing below the suite can start a process, open a
// connection or load packages, and no code of ours reads a file, the
// environment or the clock.
func TestContractImports(t *testing.T) {
	pkgs := suiteSource(t)
	packages.Visit(pkgs, nil, func(p *packages.Package) {
		for _, bad := range worldly {
			if p.PkgPath == bad || bad == "net" && strings.HasPrefix(p.PkgPath, "net/") {
				t.Errorf("the suite reaches %s", p.PkgPath)
			}
		}
	})
	for _, pkg := range pkgs {
		for id, obj := range pkg.TypesInfo.Uses {
			if obj.Pkg() == nil {
				continue
			}
			names, known := outward[obj.Pkg().Path()]
			if v, ok := obj.(*types.Var); ok && !v.IsField() && obj.Parent() != obj.Pkg().Scope() {
				continue // a parameter
			}
			if f, ok := obj.(*types.Func); ok && f.Signature().Recv() != nil && names != nil {
				continue // time.Time.After is arithmetic
			}
			if _, name := obj.(*types.PkgName); !name && known && (names == nil || slices.Contains(names, obj.Name())) {
				at := pkg.Fset.Position(id.Pos())
				if !slices.ContainsFunc(except, func(name string) bool { return strings.HasSuffix(filepath.ToSlash(at.Filename), "/"+name) }) {
					t.Errorf("%v: %s.%s", at, obj.Pkg().Path(), obj.Name())
				}
			}
		}
	}
}

// TestContractGlobals: a package-level variable of ours is written nowhere but
// where it is declared, or while the package is initialised. One that guards or
// counts something could be told apart from state by nobody. The flags of an
// analyzer are set before it runs, which gopls never does.
func TestContractGlobals(t *testing.T) {
	for _, pkg := range suiteSource(t) {
		for _, name := range pkg.Types.Scope().Names() {
			if v, ok := pkg.Types.Scope().Lookup(name).(*types.Var); ok && stateful(v.Type()) {
				t.Errorf("%v: %s %v is made to be changed", pkg.Fset.Position(v.Pos()), name, v.Type())
			}
		}
		for _, file := range pkg.Syntax {
			for _, decl := range file.Decls {
				if f, ok := decl.(*ast.FuncDecl); ok && f.Body != nil && !(f.Recv == nil && f.Name.Name == "init") {
					for _, id := range written(pkg.TypesInfo, f.Body) {
						t.Errorf("%v: %s writes the package-level variable %s", pkg.Fset.Position(id.Pos()), f.Name.Name, id.Name)
					}
				}
			}
		}
	}
}

// suiteSource are our packages below the suite, with syntax and types.
func suiteSource(t *testing.T) []*packages.Package {
	t.Helper()
	config := &packages.Config{Dir: checktest.Root(t), Mode: packages.NeedName | packages.NeedImports | packages.NeedDeps |
		packages.NeedFiles | packages.NeedCompiledGoFiles}
	top, err := packages.Load(config, "./analyzers")
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	packages.Visit(top, nil, func(p *packages.Package) {
		// What the fixtures and pages are read from is no analyzer.
		if strings.HasPrefix(p.PkgPath, ours) && p.PkgPath != ours+"testdata" && p.PkgPath != ours+"analyzers" {
			paths = append(paths, p.PkgPath)
		}
	})
	config.Mode |= packages.NeedSyntax | packages.NeedTypes | packages.NeedTypesInfo | packages.NeedExportFile
	config.Mode &^= packages.NeedDeps
	pkgs, err := packages.Load(config, paths...)
	if err != nil {
		t.Fatal(err)
	}
	if len(pkgs) < 40 || packages.PrintErrors(pkgs) > 0 {
		t.Fatalf("%d packages: this shows nothing", len(pkgs))
	}
	return pkgs
}

// stateful reports whether a value of the type is of use only if it changes.
func stateful(t types.Type) bool {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	if _, ok := t.Underlying().(*types.Chan); ok {
		return true
	}
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && (named.Obj().Pkg().Path() == "sync" || named.Obj().Pkg().Path() == "sync/atomic")
}

// written lists uses of package-level variables in body that may change them:
// they, or what is in them, are assigned to, have their address taken, or are
// the receiver of a method of ours that could. Methods of others that change
// something are those of stateful types.
func written(info *types.Info, body ast.Node) []*ast.Ident {
	var out []*ast.Ident
	add := func(e ast.Expr) {
		if id := global(info, e); id != nil {
			out = append(out, id)
		}
	}
	ast.Inspect(body, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.AssignStmt:
			if n.Tok != token.DEFINE {
				for _, lhs := range n.Lhs {
					add(lhs)
				}
			}
		case *ast.IncDecStmt:
			add(n.X)
		case *ast.RangeStmt:
			if n.Tok == token.ASSIGN {
				add(n.Key)
				add(n.Value)
			}
		case *ast.UnaryExpr:
			if n.Op == token.AND {
				add(n.X)
			}
		case *ast.CallExpr:
			if b, ok := typeutil.Callee(info, n).(*types.Builtin); ok && slices.Contains([]string{"append", "clear", "copy", "delete"}, b.Name()) {
				add(n.Args[0])
			}
		case *ast.SelectorExpr:
			if s := info.Selections[n]; s != nil && s.Kind() == types.MethodVal && pointerReceiver(s.Obj()) && strings.HasPrefix(s.Obj().Pkg().Path()+"/", ours) {
				add(n.X)
			}
		}
		return true
	})
	return out
}

func pointerReceiver(method types.Object) bool {
	f, ok := method.(*types.Func)
	if !ok || f.Signature().Recv() == nil {
		return false
	}
	_, ptr := f.Signature().Recv().Type().Underlying().(*types.Pointer)
	return ptr
}

// global is the package-level variable that e is a part of, if any.
func global(info *types.Info, e ast.Expr) *ast.Ident {
	for e != nil {
		switch x := ast.Unparen(e).(type) {
		case *ast.IndexExpr:
			e = x.X
		case *ast.StarExpr:
			e = x.X
		case *ast.SliceExpr:
			e = x.X
		case *ast.SelectorExpr:
			if id, ok := x.X.(*ast.Ident); ok {
				if _, qualified := info.Uses[id].(*types.PkgName); qualified {
					e = x.Sel
					continue
				}
			}
			e = x.X
		case *ast.Ident:
			if v, ok := info.Uses[x].(*types.Var); ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope() && !isFlag(v) {
				return x
			}
			return nil
		default:
			return nil
		}
	}
	return nil
}

// isFlag reports whether v is a flag.Value.
func isFlag(v *types.Var) bool {
	set := types.NewMethodSet(types.NewPointer(v.Type()))
	return set.Lookup(v.Pkg(), "Set") != nil && set.Lookup(v.Pkg(), "String") != nil
}
