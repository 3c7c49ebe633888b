// Package owedtext words what the checks of things that have to be released have
// to say: where they are lost, and since when they are owed.
package owedtext

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Requires is what the pass given to Each must have in its ResultOf.
var Requires = []*analysis.Analyzer{obligations.Analyzer, report.Requires}

// A Loss is a leak of passes/obligations, with its syntax.
type Loss struct {
	obligations.Leak
	SSA  *ssabuild.SSA
	Call *ast.CallExpr // that makes the function owe it
	// At is what to report: the return, or where none is written, the call.
	At   analysis.Range
	When string // "on this return", "when f returns", "in the next round of the loop"
	fset *token.FileSet
}

// Each visits what the functions of a package lose, but for those that run only
// once: what these lose is lost once.
func Each(pass *analysis.Pass, visit func(*Loss)) {
	r := pass.ResultOf[obligations.Analyzer].(*obligations.Result)
	s := r.Calls.SSA()
	if s == nil {
		return
	}
	for _, fn := range s.Funcs {
		if Brief(pass, fn) {
			continue
		}
		for _, leak := range r.MustLose(fn) {
			if l := loss(pass, s, leak); l != nil {
				visit(l)
			}
		}
	}
}

func loss(pass *analysis.Pass, s *ssabuild.SSA, leak obligations.Leak) *Loss {
	l := &Loss{Leak: leak, SSA: s, Call: s.CallExpr(leak.Site), fset: pass.Fset}
	if l.Call == nil {
		return nil
	}
	l.At = l.Call
	ret, ok := leak.At.(*ssa.Return)
	if !ok {
		l.When = "in each round of the loop"
		return l
	}
	if stmt := s.ReturnStmt(ret); stmt != nil {
		l.At = report.Span{From: stmt.Pos(), To: stmt.Pos() + token.Pos(len("return"))}
		l.When = "on this return"
		if l.Elsewhere() {
			l.When = "on this return of the goroutine it is given to"
		}
		return l
	}
	l.When = "at the end of the function"
	if l.Elsewhere() {
		l.When = "at the end of the goroutine it is given to"
	}
	return l
}

// By is how source spells the function that is called.
func (l *Loss) By() string { return Spell(l.Call) }

// Spell is how source spells the function of a call, shortened if that is long.
func Spell(call *ast.CallExpr) string {
	if text := types.ExprString(call.Fun); len(text) <= 40 {
		return text
	}
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return "…." + sel.Sel.Name
	}
	return "the call"
}

// Since is where it is owed from, for a message at At: " (L12)", or "" if that is
// the same place.
func (l *Loss) Since() string {
	if l.At == analysis.Range(l.Call) {
		return ""
	}
	return fmt.Sprintf(" (L%d)", l.fset.Position(l.Call.Pos()).Line)
}

// Steps are the other places of the story.
func (l *Loss) Steps(made, released string) []report.Step {
	var steps []report.Step
	if l.Since() != "" {
		steps = append(steps, report.StepAt(l.Call, "%s", made))
	}
	if call, ok := l.Release.(ssa.CallInstruction); ok {
		if at := l.SSA.CallExpr(call); at != nil {
			return append(steps, report.StepAt(at, "%s", released))
		}
	}
	return steps
}

// Brief reports whether what fn leaves behind is of no concern: the process ends
// with it, as with main and tests, or it runs once, as init.
func Brief(pass *analysis.Pass, fn *ssa.Function) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	if fn.Synthetic != "" || fn.Signature.Recv() == nil && (strings.HasPrefix(fn.Name(), "init#") || fn.Name() == "main" && pass.Pkg.Name() == "main") {
		return true
	}
	for p := range fn.Signature.Params().Variables() {
		t := p.Type()
		if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
			t = ptr.Elem()
		}
		if named, ok := types.Unalias(t).(*types.Named); ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing" {
			return true
		}
	}
	return strings.HasSuffix(pass.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// Direct reports whether the call is one of the function that makes it, not of
// another one that returns it.
func (l *Loss) Direct() bool { return calls.Row(l.Site.Common()).Name == l.Row.Name }

// Elsewhere reports whether it is lost in another function than the one that came
// to owe it: in a goroutine that it was given to.
func (l *Loss) Elsewhere() bool { return l.Leak.At.Parent() != l.Site.Parent() }
