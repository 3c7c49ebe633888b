// Package ssabuild builds the SSA form of a package, lazily.
//
// It is x/tools' buildssa with two differences. It builds on first use, so a
// package in which no check has anything to ask costs nothing; and it knows
// (Lazy.Interesting) which packages cannot reach anything that asynclint
// speaks about. It does not report any diagnostics itself.
package ssabuild

import (
	"go/ast"
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/ctrlflow"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/knowledge"
)

// Analyzer provides *Lazy. It has no facts on purpose: building SSA of a
// package must never force building SSA of all its dependencies.
var Analyzer = &analysis.Analyzer{
	Name:       "asyncssa",
	Doc:        "build SSA form on first use, for later passes",
	Run:        run,
	Requires:   []*analysis.Analyzer{inspect.Analyzer, ctrlflow.Analyzer},
	ResultType: reflect.TypeFor[*Lazy](),
}

// Lazy is the SSA form of a package, not built yet.
type Lazy struct {
	pass        *analysis.Pass
	cfgs        *ctrlflow.CFGs
	inspect     *inspector.Inspector
	interesting bool

	once sync.Once
	ssa  *SSA
}

// SSA is the SSA form of the package under analysis.
type SSA struct {
	Pkg *ssa.Package
	// Funcs holds every function with source in this package: declared
	// functions and methods with their literals, in source order, then the
	// package initialiser with the literals of package-level variables.
	Funcs []*ssa.Function

	calls map[token.Pos]*ast.CallExpr // by Lparen, which is where ssa puts a call

	inspect   *inspector.Inspector
	stmtsOnce sync.Once
	stmts     *statements
}

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	return &Lazy{
		pass:        pass,
		cfgs:        pass.ResultOf[ctrlflow.Analyzer].(*ctrlflow.CFGs),
		inspect:     in,
		interesting: interesting(pass.Pkg, in),
	}, nil
}

// Interesting reports whether the package may contain or reach anything that
// asynclint has an opinion on. It is a may-answer: false is a promise.
func (l *Lazy) Interesting() bool { return l.interesting }

// Get builds the SSA form on first use; it is nil for a package that is not
// Interesting. It is safe for concurrent use.
func (l *Lazy) Get() *SSA {
	if !l.interesting {
		return nil
	}
	l.once.Do(func() { l.ssa = build(l.pass, l.cfgs, l.inspect) })
	return l.ssa
}

// CallExpr returns the syntax of a call, nil for calls that the SSA builder
// made up. Positions of reports come from here: the position of an SSA call
// is its opening parenthesis.
func (s *SSA) CallExpr(call ssa.CallInstruction) *ast.CallExpr {
	return s.CallAt(call.Common().Pos())
}

// CallAt returns the call whose opening parenthesis is at pos, which is where
// SSA puts a call; nil if there is none.
func (s *SSA) CallAt(pos token.Pos) *ast.CallExpr { return s.calls[pos] }

func build(pass *analysis.Pass, cfgs *ctrlflow.CFGs, in *inspector.Inspector) *SSA {
	prog := ssa.NewProgram(pass.Fset, ssa.BuilderMode(0))
	prog.SetNoReturn(func(fn *types.Func) bool {
		// The table covers hosts without facts for std (nogo, our own driver).
		return cfgs.NoReturn(fn) || knowledge.Of(fn).NoReturn
	})
	for _, p := range pass.Pkg.Imports() {
		prog.CreatePackage(p, nil, nil, true)
	}
	pkg := prog.CreatePackage(pass.Pkg, pass.Files, pass.TypesInfo, false)
	pkg.Build()

	s := &SSA{Pkg: pkg, calls: make(map[token.Pos]*ast.CallExpr), inspect: in}
	var add func(f *ssa.Function)
	add = func(f *ssa.Function) {
		s.Funcs = append(s.Funcs, f)
		for _, anon := range f.AnonFuncs {
			add(anon)
		}
	}
	for _, file := range pass.Files {
		for _, decl := range file.Decls {
			decl, ok := decl.(*ast.FuncDecl)
			if !ok {
				continue
			}
			if obj, ok := pass.TypesInfo.Defs[decl.Name].(*types.Func); ok {
				if f := prog.FuncValue(obj); f != nil {
					add(f)
				}
			}
		}
	}
	if init := pkg.Func("init"); init != nil {
		add(init) // literals in package-level variable initialisers hang here
	}
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		s.calls[call.Lparen] = call
	}
	return s
}

// interesting looks for the reasons to build SSA: a go statement, a channel,
// a select; an import whose functions block, spawn, lock or end contexts; or any import
// outside std, whose functions may have summaries.
func interesting(pkg *types.Package, in *inspector.Inspector) bool {
	for _, imp := range pkg.Imports() {
		if knowledge.Concurrent(imp.Path()) || !IsStd(imp.Path()) {
			return true
		}
	}
	for range in.PreorderSeq((*ast.GoStmt)(nil), (*ast.SelectStmt)(nil), (*ast.ChanType)(nil), (*ast.SendStmt)(nil)) {
		return true
	}
	return false
}

// IsStd reports whether path belongs to the standard library: it is on the
// list that the go command prints. A rule such as "no dot in the first
// element" would be wrong, since `module sample` is legal.
func IsStd(path string) bool {
	// In a module, only std's own copies of golang.org/x have this prefix.
	return strings.HasPrefix(path, "vendor/") || knowledge.IsStd(path)
}
