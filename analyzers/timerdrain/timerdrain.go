package timerdrain

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/gotimers"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

var Analyzer = &analysis.Analyzer{
	Name:     "timerdrain",
	Doc:      "report timers that are drained with a bare receive after Stop",
	URL:      report.URL("timerdrain"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, ssabuild.Analyzer, report.Requires},
	Run:      run,
}

// A drain is `if !t.Stop() { <-t.C }`.
type drain struct {
	stmt *ast.IfStmt
	stop *ast.CallExpr // t.Stop()
	recv *ast.UnaryExpr
	sel  *ast.SelectorExpr // t.C
	// elseOf is set if stmt is the else branch of another if.
	elseOf bool
}

func run(pass *analysis.Pass) (any, error) {
	drains := find(pass)
	if len(drains) == 0 {
		return nil, nil
	}
	proofs := newProver(pass, drains)
	eras := gotimers.Eras(pass)
	for _, d := range drains {
		news := eras(d.stmt.Pos()) == gotimers.New
		t, c := types.ExprString(d.sel.X), types.ExprString(d.sel)
		proof := proofs.of(d)
		if proof == nil && !news {
			continue // right, for what can be seen
		}
		f := report.Finding{At: d.recv, Fixes: []analysis.SuggestedFix{d.fix(news || proof.nilChan)}}
		advice := fmt.Sprintf("since Go 1.23 call %s.Stop() alone", t)
		if !news {
			advice = "receive in a select with default"
		}
		switch {
		case proof == nil:
			f.Message = fmt.Sprintf("draining %s after Stop is never needed since Go 1.23 and hangs if the value was already received; call %s.Stop() alone", c, t)
		case proof.nilChan:
			f.Message = fmt.Sprintf("<-%s blocks for ever: a timer from time.AfterFunc has no channel; call %s.Stop() alone", c, t)
			f.Steps = []report.Step{report.StepAt(at(proof.pos), "the timer is made here, with C nil")}
		case proof.stopped:
			f.Message = fmt.Sprintf("<-%s blocks for ever here: the timer was already stopped at L%d and not reset since, so Stop returned false; %s", c, line(pass, proof.pos), advice)
			f.Steps = []report.Step{report.StepAt(at(proof.pos), "the timer is stopped here")}
		default:
			f.Message = fmt.Sprintf("<-%s blocks for ever here: the timer fired and was received from at L%d, so Stop returned false; %s", c, line(pass, proof.pos), advice)
			f.Steps = []report.Step{report.StepAt(at(proof.pos), "the only value of the timer is received here")}
		}
		report.Report(pass, f)
	}
	return nil, nil
}

// at is the range of an operation of which SSA keeps only where it starts.
func at(pos token.Pos) analysis.Range { return report.Span{From: pos, To: pos + 1} }

func line(pass *analysis.Pass, pos token.Pos) int { return pass.Fset.Position(pos).Line }

// find returns the drains of the package in source order.
func find(pass *analysis.Pass) []drain {
	if !imports(pass.Pkg, "time") {
		return nil // no name to call Stop on; a timer from elsewhere is no loss
	}
	var drains []drain
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for cur := range in.Root().Preorder((*ast.IfStmt)(nil)) {
		d, ok := shape(pass.TypesInfo, cur.Node().(*ast.IfStmt))
		if !ok {
			continue
		}
		outer, isIf := cur.Parent().Node().(*ast.IfStmt)
		d.elseOf = isIf && outer.Else == ast.Stmt(d.stmt)
		drains = append(drains, d)
	}
	return drains
}

func imports(pkg *types.Package, path string) bool {
	for _, imp := range pkg.Imports() {
		if imp.Path() == path {
			return true
		}
	}
	return false
}

// shape recognises a drain: no init, no else, one statement in the block.
func shape(info *types.Info, s *ast.IfStmt) (drain, bool) {
	d := drain{stmt: s}
	not, ok := ast.Unparen(s.Cond).(*ast.UnaryExpr)
	if !ok || not.Op != token.NOT || s.Init != nil || s.Else != nil || len(s.Body.List) != 1 {
		return d, false
	}
	if d.stop, ok = ast.Unparen(not.X).(*ast.CallExpr); !ok {
		return d, false
	}
	stop, ok := ast.Unparen(d.stop.Fun).(*ast.SelectorExpr)
	if !ok || !isTimerMember(info, stop, "Stop") {
		return d, false
	}
	if d.recv = received(s.Body.List[0]); d.recv == nil {
		return d, false
	}
	d.sel, ok = ast.Unparen(d.recv.X).(*ast.SelectorExpr)
	return d, ok && isTimerMember(info, d.sel, "C") && same(info, stop.X, d.sel.X)
}

// received returns the receive that a statement consists of: `<-c`, `_ = <-c`.
func received(s ast.Stmt) *ast.UnaryExpr {
	var e ast.Expr
	switch s := s.(type) {
	case *ast.ExprStmt:
		e = s.X
	case *ast.AssignStmt:
		for _, l := range s.Lhs {
			if id, ok := l.(*ast.Ident); !ok || id.Name != "_" {
				return nil
			}
		}
		if len(s.Rhs) != 1 {
			return nil
		}
		e = s.Rhs[0]
	default:
		return nil
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u
	}
	return nil
}

// isTimerMember reports whether sel selects a method or field of time.Timer,
// also of one that is embedded.
func isTimerMember(info *types.Info, sel *ast.SelectorExpr, name string) bool {
	s, ok := info.Selections[sel]
	if !ok || s.Obj().Name() != name || s.Obj().Pkg() == nil || s.Obj().Pkg().Path() != "time" {
		return false
	}
	if fn, ok := s.Obj().(*types.Func); ok {
		return fn.FullName() == "(*time.Timer)."+name
	}
	// Ticker has a C too, but no Stop with a result that `!` could take.
	return s.Kind() == types.FieldVal
}

// same reports whether two expressions certainly denote the same variable:
// names, fields and elements by the same index, no calls.
func same(info *types.Info, a, b ast.Expr) bool {
	switch a := ast.Unparen(a).(type) {
	case *ast.Ident:
		b, ok := ast.Unparen(b).(*ast.Ident)
		return ok && info.Uses[a] != nil && info.Uses[a] == info.Uses[b]
	case *ast.BasicLit:
		b, ok := ast.Unparen(b).(*ast.BasicLit)
		return ok && a.Value == b.Value
	case *ast.SelectorExpr:
		b, ok := ast.Unparen(b).(*ast.SelectorExpr)
		return ok && info.Uses[a.Sel] != nil && info.Uses[a.Sel] == info.Uses[b.Sel] && same(info, a.X, b.X)
	case *ast.StarExpr:
		b, ok := ast.Unparen(b).(*ast.StarExpr)
		return ok && same(info, a.X, b.X)
	case *ast.IndexExpr:
		b, ok := ast.Unparen(b).(*ast.IndexExpr)
		return ok && same(info, a.X, b.X) && same(info, a.Index, b.Index)
	}
	return false
}

// fix leaves t.Stop() alone or, for old versions of Go, where a value may
// still have to be drained, makes the receive one that does not wait.
func (d drain) fix(alone bool) analysis.SuggestedFix {
	s := d.stmt
	if !alone {
		return analysis.SuggestedFix{
			Message: "Drain without waiting",
			TextEdits: []analysis.TextEdit{
				{Pos: s.Body.List[0].Pos(), End: d.recv.Pos(), NewText: []byte("select {\ncase ")},
				{Pos: d.recv.End(), End: s.Body.List[0].End(), NewText: []byte(":\ndefault:\n}")},
			},
		}
	}
	before, after := "", ""
	if d.elseOf {
		before, after = "{\n\t", "\n}"
	}
	return analysis.SuggestedFix{
		Message: "Call Stop alone",
		TextEdits: []analysis.TextEdit{
			{Pos: s.Pos(), End: d.stop.Pos(), NewText: []byte(before)},
			{Pos: d.stop.End(), End: s.End(), NewText: []byte(after)},
		},
	}
}
