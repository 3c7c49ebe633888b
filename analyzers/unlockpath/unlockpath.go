package unlockpath

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/locks"
	"github.com/asynclint/asynclint/passes/lockset"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "unlockpath",
	Doc:      "report paths that leave a function without the unlock that other paths have",
	URL:      report.URL("unlockpath"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		told := make(map[token.Pos]bool) // one path of several that end at one place is enough
		for _, f := range held.MayForget(fn) {
			forgotten(w, fn, f, told)
		}
		for _, e := range held.MayUnlockTwice(fn) {
			twice(w, e)
		}
	}
	return nil, nil
}

func forgotten(w locktext.Writer, fn *ssa.Function, f locks.Forgotten, told map[token.Pos]bool) {
	lock := w.Held(f.Held)
	since := w.Line(f.Held.Site.Pos(), f.Held.Site.Pos())
	way, at := wayOut(w, fn, f)
	if at == nil || told[at.Pos()] {
		return
	}
	told[at.Pos()] = true
	var steps []report.Step
	if step, ok := w.Locked(f.Held); ok {
		steps = append(steps, step)
	}
	if call := w.SSA.CallExpr(f.Unlock); call != nil {
		steps = append(steps, report.StepAt(call, "another path unlocks it here"))
	}
	unlock := "Unlock"
	if f.Held.Read {
		unlock = "RUnlock"
	}
	report.Report(w.Pass, report.Finding{
		At: at,
		Message: fmt.Sprintf("%s with %s held: this path skips the %s, so the next goroutine that locks it blocks for ever; unlock before, or defer %s.%s() after %s",
			way, lock, unlock, lock, unlock, since),
		Steps: steps,
		Fixes: fixes(w, fn, f, at),
	})
}

// wayOut words how the path ends and where to point.
func wayOut(w locktext.Writer, fn *ssa.Function, f locks.Forgotten) (string, analysis.Range) {
	if ret, ok := f.Instr.(*ssa.Return); ok && !f.Loop {
		if stmt := w.SSA.ReturnStmt(ret); stmt != nil {
			return "return", stmt
		}
		// The function falls off its end.
		if end := bodyEnd(fn); end.IsValid() {
			return "end of " + calls.Name(fn), report.Span{From: end, To: end + 1}
		}
		return "", nil
	}
	if stmt := w.SSA.Continue(fn, f.Instr); stmt != nil {
		return "continue", stmt
	}
	if call := w.Call(f.Held.Site); call != nil {
		return "next round of the loop", call
	}
	return "", nil
}

// bodyEnd is the closing brace of fn.
func bodyEnd(fn *ssa.Function) token.Pos {
	switch syntax := fn.Syntax().(type) {
	case *ast.FuncDecl:
		if syntax.Body != nil {
			return syntax.Body.Rbrace
		}
	case *ast.FuncLit:
		return syntax.Body.Rbrace
	}
	return token.NoPos
}

// fixes inserts the unlock before the return or continue: always right where
// the path holds the lock for certain, and the smallest change. Turning the
// whole into a defer would be better style, but moves the unlocks of other
// paths.
func fixes(w locktext.Writer, fn *ssa.Function, f locks.Forgotten, at analysis.Range) []analysis.SuggestedFix {
	stmt, ok := at.(ast.Stmt)
	lockCall := w.Call(f.Held.Site)
	if !ok || lockCall == nil || !f.Held.Direct() || !w.SSA.InBlock(stmt) {
		return nil
	}
	if ret, ok := stmt.(*ast.ReturnStmt); ok {
		for _, res := range ret.Results {
			if !plain(w.Pass.TypesInfo, res) {
				return nil // what is returned may need the lock
			}
		}
	}
	unlock := "Unlock"
	if f.Held.Read {
		unlock = "RUnlock"
	}
	text := w.Receiver(lockCall) + "." + unlock + "()\n"
	return []analysis.SuggestedFix{{
		Message:   "Unlock before leaving",
		TextEdits: []analysis.TextEdit{{Pos: stmt.Pos(), End: stmt.Pos(), NewText: []byte(text)}},
	}}
}

// plain reports whether evaluating e cannot need the lock: constants, local
// names, and errors made of these.
func plain(info *types.Info, e ast.Expr) bool {
	switch e := ast.Unparen(e).(type) {
	case *ast.BasicLit:
		return true
	case *ast.Ident:
		return !isGlobal(info.Uses[e]) || isError(info.Uses[e])
	case *ast.SelectorExpr:
		return ofPackage(info, e) && (isError(info.Uses[e.Sel]) || !isGlobal(info.Uses[e.Sel]))
	case *ast.CallExpr:
		// errors.New, fmt.Errorf, and the like: a package has no part in this lock.
		fun, ok := ast.Unparen(e.Fun).(*ast.SelectorExpr)
		if !ok || !ofPackage(info, fun) {
			return false
		}
		for _, a := range e.Args {
			if !plain(info, a) {
				return false
			}
		}
		return true
	}
	return false
}

// ofPackage reports whether e is pkg.Name.
func ofPackage(info *types.Info, e *ast.SelectorExpr) bool {
	id, ok := e.X.(*ast.Ident)
	if !ok {
		return false
	}
	_, ok = info.Uses[id].(*types.PkgName)
	return ok
}

// isGlobal reports whether obj is a package-level variable, which a lock may
// guard.
func isGlobal(obj types.Object) bool {
	v, ok := obj.(*types.Var)
	return ok && v.Pkg() != nil && v.Parent() == v.Pkg().Scope()
}

// isError reports whether obj is a variable for an error: those of packages
// are constants in all but name.
func isError(obj types.Object) bool {
	return obj != nil && types.Identical(obj.Type(), types.Universe.Lookup("error").Type())
}

func twice(w locktext.Writer, e lockset.Excess) {
	call := w.SSA.CallAt(e.At)
	if call == nil {
		return
	}
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s() of a lock that this path has unlocked already: the program dies with \"sync: unlock of unlocked mutex\"; remove one of the unlocks",
			w.Callee(call)),
	})
}
