package ctxdetached

import (
	"fmt"
	"go/ast"
	"regexp"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "ctxdetached",
	Doc:      "report calls that get context.Background where a context is at hand",
	URL:      report.URL("ctxdetached"),
	Requires: []*analysis.Analyzer{contexts.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !ctxtext.Imports(pass.Pkg, "context") {
		return nil, nil
	}
	ctxs := pass.ResultOf[contexts.Analyzer].(*contexts.Result)
	s := ctxs.Effects.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	for _, fn := range s.Funcs {
		if ctxtext.InTest(pass.Fset, fn) || cleansUp(enclosing(fn).Name()) {
			continue
		}
		seen := make(map[*ssa.Call]bool) // by what made the context
		for _, d := range ctxs.Detached(fn) {
			if !seen[d.Made] {
				seen[d.Made] = true
				check(pass, s, ctxs, d)
			}
		}
	}
	return nil, nil
}

// check reports one call, unless there may be a reason for it.
func check(pass *analysis.Pass, s *ssabuild.SSA, ctxs *contexts.Result, d contexts.Detached) {
	made, call := s.CallExpr(d.Made), s.CallExpr(d.Call)
	if made == nil || call == nil || ctxs.SomeMustBeDone(d.Call) || ctxs.SomeMayBeDone(d.Call) {
		return
	}
	ctx, ok := atHand(ctxs, d, made)
	callee := ctxtext.Callee(call)
	if !ok || cleansUp(callee[strings.LastIndex(callee, ".")+1:]) || explained(pass, made) || explained(pass, call) {
		return
	}
	what := ctxtext.Callee(made) + "()"
	f := report.Finding{
		At: made,
		Message: fmt.Sprintf("%s is what %s gets although %s is at hand: the end of %s does not end the call; pass %s, or context.WithoutCancel(%s) if the call must go on",
			what, callee, ctx.Name, ctx.Name, ctx.Name, ctx.Name),
		Steps: []report.Step{report.StepAt(call, "it is passed here")},
	}
	if strings.HasSuffix(what, "TODO()") && !ctx.Shadowed && !strings.Contains(ctx.Name, ".") {
		f.Fixes = append(f.Fixes, analysis.SuggestedFix{
			Message:   "Pass " + ctx.Name,
			TextEdits: []analysis.TextEdit{{Pos: made.Pos(), End: made.End(), NewText: []byte(ctx.Name)}},
		})
	}
	report.Report(pass, f)
}

// atHand returns the context that the call could have had: of the function
// itself; else of the object whose method it is, if nothing at all ends the
// call as it is.
func atHand(ctxs *contexts.Result, d contexts.Detached, made *ast.CallExpr) (contexts.Named, bool) {
	if own := ctxs.OwnAt(made); len(own) > 0 {
		return own[0], true
	}
	fn := d.Call.Parent()
	_, recv := calls.Args(d.Call.Common())
	if d.Bounded || len(fn.Params) > 0 && recv != nil && place.Of(recv) == place.Of(fn.Params[0]) {
		return contexts.Named{}, false // the callee has the object, and its context, too
	}
	return ctxs.ReceiverAt(made)
}

// enclosing is the declared function around fn.
func enclosing(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// cleanup matches the names of functions that are there to go on when others
// have to end: what they do must not be cut short.
var cleanup = regexp.MustCompile(`(?i)close|stop|shutdown|shut|clean|release|unlock|rollback|abort|cancel|delete|remove|destroy|teardown|dispose|drain|flush|finish|finali[sz]e|audit|log|record|revoke|unregister|deregister|detach|background|async|disconnect|kill|leave|expire|commit|unmount|unprepare|teardown`)

func cleansUp(name string) bool { return cleanup.MatchString(name) }

// reason matches comments that say why a context is detached.
var reason = regexp.MustCompile(`(?i)context|ctx|background|cancel|detach|outlive|deadline|timeout`)

// todo matches comments that say that it should be otherwise.
var todo = regexp.MustCompile(`\b(TODO|FIXME|XXX)\b`)

// explained reports whether a comment above the statement that a node is in says
// something about the context: it is meant to be so.
func explained(pass *analysis.Pass, node ast.Node) bool {
	file := ctxtext.File(pass, node.Pos())
	stmt := statement(pass, node)
	if file == nil || stmt == nil {
		return false
	}
	at := pass.Fset.Position(stmt.Pos())
	for _, group := range file.Comments {
		from, to := pass.Fset.Position(group.Pos()), pass.Fset.Position(group.End())
		if to.Line == at.Line-1 && from.Column == at.Column && reason.MatchString(group.Text()) && !todo.MatchString(group.Text()) {
			return true
		}
	}
	return false
}

// statement is the outermost statement around a node that stands in the same
// list: the if of which the node is the condition.
func statement(pass *analysis.Pass, node ast.Node) (stmt ast.Stmt) {
	for _, n := range ctxtext.Path(pass, node) {
		switch n := n.(type) {
		case *ast.BlockStmt, *ast.CaseClause, *ast.CommClause, *ast.FuncLit:
			return stmt
		case ast.Stmt:
			stmt = n
		}
	}
	return stmt
}
