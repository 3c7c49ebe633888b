// Package chantext words what the checks of channels have to say: it leads from
// an op of passes/classes back to the syntax, and spells the channel as source
// does.
package chantext

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Requires is what the pass given to Open must have in its ResultOf, next to
// what the check asks for itself.
var Requires = []*analysis.Analyzer{inspect.Analyzer, classes.Analyzer, report.Requires}

// A Writer words the findings of one package.
type Writer struct {
	Pass    *analysis.Pass
	SSA     *ssabuild.SSA
	Classes *classes.Result

	arrows func(token.Pos) ast.Node // made on first use
}

// Open returns what a check of channels starts with; nil for a package that has
// nothing of interest.
func Open(pass *analysis.Pass) *Writer {
	r := pass.ResultOf[classes.Analyzer].(*classes.Result)
	s := r.Calls.SSA()
	if s == nil {
		return nil
	}
	return &Writer{Pass: pass, SSA: s, Classes: r}
}

// Node is the syntax of an op: the send statement, the receive, the call; of a
// range over a channel, of whose statement a report must not take all, the
// channel. It is nil where there is none.
func (w *Writer) Node(op classes.Op) ast.Node {
	if call, ok := op.Instr.(ssa.CallInstruction); ok {
		if expr := w.SSA.CallExpr(call); expr != nil {
			return expr
		}
		return nil
	}
	pos := op.Instr.Pos()
	if s := op.Select(); s != nil {
		pos = s.States[op.Case].Pos
	}
	if n := w.At(pos); n != nil {
		if rng, ok := n.(*ast.RangeStmt); ok {
			return rng.X
		}
		return n
	}
	return nil
}

// At is the send, receive or range whose arrow (or for) is at pos, nil if there
// is none.
func (w *Writer) At(pos token.Pos) ast.Node {
	if w.arrows == nil {
		w.arrows = Arrows(w.Pass)
	}
	return w.arrows(pos)
}

// Arrows returns a function that is Writer.At, for checks that require inspect
// but are not about channels.
func Arrows(pass *analysis.Pass) func(token.Pos) ast.Node {
	arrows := sync.OnceValue(func() map[token.Pos]ast.Node {
		arrows := make(map[token.Pos]ast.Node)
		in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
		for n := range in.PreorderSeq((*ast.SendStmt)(nil), (*ast.UnaryExpr)(nil), (*ast.RangeStmt)(nil), (*ast.SelectStmt)(nil)) {
			switch n := n.(type) {
			case *ast.SendStmt:
				arrows[n.Arrow] = n
			case *ast.UnaryExpr:
				if n.Op == token.ARROW {
					arrows[n.OpPos] = n
				}
			case *ast.RangeStmt:
				arrows[n.For] = n
			case *ast.SelectStmt:
				arrows[n.Select] = n
			}
		}
		return arrows
	})
	return func(pos token.Pos) ast.Node { return arrows()[pos] }
}

// Chan spells what an op is done to: "s.quiesce".
func (w *Writer) Chan(op classes.Op) string {
	var e ast.Expr
	switch n := w.Node(op).(type) {
	case *ast.SendStmt:
		e = n.Chan
	case *ast.UnaryExpr:
		e = n.X
	case *ast.CallExpr:
		e = ast.Unparen(n.Fun)
		if op.Kind == classes.Close && len(n.Args) == 1 {
			e = n.Args[0]
		} else if sel, ok := e.(*ast.SelectorExpr); ok {
			e = sel.X
		}
	case ast.Expr:
		e = n // of a range
	}
	if e == nil {
		return "the channel"
	}
	return Spell(e)
}

// Spell is the text of an expression, shortened if it is long.
func Spell(e ast.Expr) string {
	text := types.ExprString(ast.Unparen(e))
	if len(text) > 40 || strings.ContainsAny(text, "\n") {
		switch e := ast.Unparen(e).(type) {
		case *ast.CallExpr:
			return Spell(e.Fun) + "(…)"
		case *ast.SelectorExpr:
			return "…." + e.Sel.Name
		}
		return "the channel"
	}
	return text
}

// Line is "L12" within the file of at, "file.go:12" otherwise.
func (w *Writer) Line(at, pos token.Pos) string {
	a, p := w.Pass.Fset.Position(at), w.Pass.Fset.Position(pos)
	if a.Filename == p.Filename {
		return fmt.Sprintf("L%d", p.Line)
	}
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

// Step adds a step at an op, if there is room for it.
func (w *Writer) Step(steps []report.Step, op classes.Op, text string) []report.Step {
	if n := w.Node(op); n != nil && len(steps) < report.MaxSteps {
		return append(steps, report.StepAt(n, "%s", text))
	}
	return steps
}

// Made adds a step for each make in a class.
func (w *Writer) Made(steps []report.Step, c *classes.Class) []report.Step {
	for _, m := range c.Makes {
		// Of a variable there is no call, and nothing to see.
		if call := w.SSA.CallAt(m.Instr.Pos()); call != nil && len(steps) < report.MaxSteps {
			steps = append(steps, report.StepAt(call, "made here"))
		}
	}
	return steps
}

// InTest reports whether a position is in a test file.
func (w *Writer) InTest(pos token.Pos) bool {
	f := w.Pass.Fset.File(pos)
	return f != nil && strings.HasSuffix(f.Name(), "_test.go")
}
