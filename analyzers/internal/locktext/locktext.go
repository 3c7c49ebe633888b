// Package locktext words what the lock checks have in common: how the user
// spells a lock, where it was taken, and the calls that lead to a lock.
package locktext

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/locks"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// A Writer words the findings of one package.
type Writer struct {
	Pass *analysis.Pass
	SSA  *ssabuild.SSA
}

// Enter steps into function literals that are called where they stand or that
// the callee calls back, and into the bodies of ranges over functions (call is
// nil): the call to show is the one inside.
func (w Writer) Enter(call *ast.CallExpr, via []effect.Step) (*ast.CallExpr, []effect.Step) {
	if call == nil && len(via) > 0 {
		call, via = w.find(via[0]), via[1:]
	}
	for call != nil && len(via) > 0 {
		inside := w.find(via[0])
		if inside == nil || !within(inside, literals(call)) {
			break
		}
		call, via = inside, via[1:]
	}
	return call, via
}

// literals are the function literals in a call: what it calls, and what it
// passes.
func literals(call *ast.CallExpr) (lits []*ast.FuncLit) {
	for _, e := range append([]ast.Expr{call.Fun}, call.Args...) {
		if lit, ok := ast.Unparen(e).(*ast.FuncLit); ok {
			lits = append(lits, lit)
		}
	}
	return lits
}

func within(call *ast.CallExpr, lits []*ast.FuncLit) bool {
	return slices.ContainsFunc(lits, func(lit *ast.FuncLit) bool { return lit.Pos() <= call.Pos() && call.End() <= lit.End() })
}

// Open returns what a lock check starts with: a Writer, what is known of the
// package's locks, and its functions, none if it has nothing of interest.
func Open(pass *analysis.Pass) (Writer, *locks.Result, []*ssa.Function) {
	held := pass.ResultOf[locks.Analyzer].(*locks.Result)
	w := Writer{Pass: pass, SSA: held.SSA()}
	if w.SSA == nil {
		return w, held, nil
	}
	return w, held, w.SSA.Funcs
}

// Held spells a lock as the call that took it does: "s.mu", also if s.mu is of
// a type with its own Lock. Of a lock that another callee left held it is the
// field or variable, by the type that has it.
func (w Writer) Held(h lockset.Held) string {
	if call := w.Call(h.Site); call != nil && (h.Direct() || isLock(call)) {
		return w.Receiver(call)
	}
	return Short(h.Class)
}

// isLock reports whether a call is of a method with the name of sync's.
func isLock(call *ast.CallExpr) bool {
	sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr)
	return ok && (sel.Sel.Name == "Lock" || sel.Sel.Name == "RLock")
}

// Call returns the syntax of an SSA call, nil for other instructions.
func (w Writer) Call(instr ssa.Instruction) *ast.CallExpr {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return w.SSA.CallExpr(call)
	}
	return nil
}

// Receiver spells what a method is called on: "s.mu" of s.mu.Lock(). Of a
// call of another form it is the whole function.
func (w Writer) Receiver(call *ast.CallExpr) string {
	if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
		return expr(sel.X)
	}
	return expr(call.Fun)
}

// Callee spells the function of a call: "s.flush".
func (w Writer) Callee(call *ast.CallExpr) string { return expr(call.Fun) }

// expr is source on one line; long literals are not names.
func expr(e ast.Expr) string {
	switch e.(type) {
	case *ast.FuncLit:
		return "the func literal"
	}
	s := types.ExprString(e)
	if len(s) > 60 {
		s = s[:57] + "..."
	}
	return s
}

// Line is "L12" within the file of at, "file.go:12" otherwise.
func (w Writer) Line(at, pos token.Pos) string {
	p, here := w.Pass.Fset.Position(pos), w.Pass.Fset.Position(at)
	if p.Filename == here.Filename {
		return fmt.Sprintf("L%d", p.Line)
	}
	return fmt.Sprintf("%s:%d", filepath.Base(p.Filename), p.Line)
}

// Locked is the step to where a lock was taken.
func (w Writer) Locked(h lockset.Held) (report.Step, bool) {
	call := w.Call(h.Site)
	if call == nil {
		return report.Step{}, false
	}
	verb := "locked"
	if h.Read {
		verb = "read-locked"
	}
	if !h.Direct() {
		return report.StepAt(call, "%s is %s in here", w.Held(h), verb), true
	}
	return report.StepAt(call, "%s is %s here", w.Held(h), verb), true
}

// Chain makes a step of each call of a chain. A position in another package
// cannot be shown: its step stands at the call in this package and names the
// function, file and line.
func (w Writer) Chain(at analysis.Range, via []effect.Step, leaf string) []report.Step {
	var out []report.Step
	for i, step := range via {
		last := i == len(via)-1
		what := step.Func + " calls on here"
		if last {
			what = step.Func + " " + leaf
		}
		if call := w.find(step); call != nil {
			out = append(out, report.StepAt(call, "%s", what))
		} else if last {
			out = append(out, report.StepAt(at, "%s (%s)", what, step.At))
		}
	}
	return out
}

// find returns the call at a step, if it is in this package: the position must
// be that of a call, so that a file of the same name elsewhere does not match.
func (w Writer) find(step effect.Step) *ast.CallExpr {
	name := strings.TrimLeft(step.Func, "(*")
	name = strings.TrimPrefix(name, "func literal in ")
	if pkg, _, ok := strings.Cut(strings.TrimLeft(name, "(*"), "."); !ok || pkg != w.Pass.Pkg.Name() {
		return nil
	}
	for _, file := range w.Pass.Files {
		tf := w.Pass.Fset.File(file.FileStart)
		if filepath.Base(tf.Name()) != step.At.File || step.At.Line > tf.LineCount() || step.At.Line < 1 {
			continue
		}
		if call := w.SSA.CallAt(tf.LineStart(step.At.Line) + token.Pos(step.At.Col-1)); call != nil {
			return call
		}
	}
	return nil
}

// Short is a class as a user would write it: "Store.mu" of
// "example.com/p.Store.mu".
func Short(class string) string {
	class = strings.TrimSuffix(class, lockset.Shared)
	class = class[strings.LastIndexByte(class, '/')+1:]
	if _, rest, ok := strings.Cut(class, "."); ok {
		return rest
	}
	return class
}
