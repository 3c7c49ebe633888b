package ctxloop

import (
	"fmt"
	"go/ast"
	"slices"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/flow"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "ctxloop",
	Doc:      "report loops that go on, or sleep, when they have been told to stop",
	URL:      report.URL("ctxloop"),
	Requires: append([]*analysis.Analyzer{contexts.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	c := check{w, pass.ResultOf[contexts.Analyzer].(*contexts.Result)}
	for _, fn := range w.SSA.Funcs {
		if ctxtext.InTest(pass.Fset, fn) {
			continue
		}
		stops := contexts.Stops(fn)
		var endless []flow.Loop
		for _, loop := range flow.Loops(fn) {
			if c.endless(loop, stops) {
				endless = append(endless, loop)
			}
		}
		for _, wait := range contexts.Waits(fn) {
			if !slices.ContainsFunc(endless, func(l flow.Loop) bool { return l.Has(wait.Instr.Block()) }) {
				c.wait(wait, stops)
			}
		}
	}
	return nil, nil
}

type check struct {
	*chantext.Writer
	ctxs *contexts.Result
}

// wait reports a sleep, or a receive from a timer, during which nobody listens
// to what ends the loop or the function.
func (c check) wait(wait contexts.Wait, stops []contexts.Stop) {
	at, isSleep := c.syntax(wait)
	if at == nil || c.ctxs.SomeMustBeDone(wait.Instr) {
		return
	}
	loops := flow.Around(wait.Instr.Block())
	inLoop := len(loops) > 0
	name, from := c.listens(wait, loops, stops)
	if from == nil && !isSleep { // else it is sleepctx's
		if named := c.ctxs.NamedAt(at); len(named) > 0 {
			name = "<-" + named[0].Name + ".Done()"
		}
	}
	if name == "" || short(wait, inLoop, from) {
		return
	}
	where, how := "", "select on "+name+" as well"
	if inLoop {
		where = " in this loop"
	}
	if isSleep {
		how = "select on " + name + " and time.After"
	}
	what := chantext.Spell(at)
	if _, isRange := at.(*ast.SelectorExpr); isRange {
		what = "the range over " + what
		where = ""
	}
	f := report.Finding{At: at, Message: fmt.Sprintf("%s%s does not listen to %s: who ends it waits until the time is over; %s",
		what, where, name, how)}
	if from != nil {
		f.Steps = append(f.Steps, report.StepAt(from, "it listens here only"))
	}
	report.Report(c.Pass, f)
}

// syntax is the expression that waits.
func (c check) syntax(wait contexts.Wait) (at ast.Expr, isSleep bool) {
	if call, ok := wait.Instr.(*ssa.Call); ok {
		if expr := c.SSA.CallExpr(call); expr != nil {
			return expr, true
		}
		return nil, true
	}
	switch n := c.At(wait.Instr.Pos()).(type) {
	case *ast.UnaryExpr:
		return n, false
	case *ast.RangeStmt:
		return n.X, false
	}
	return nil, false
}

// listens returns what the innermost loop around a wait that can be told to end
// listens to, or the function does before it waits; "" if there is none. The
// end of a context is sleepctx's business where the wait is a sleep.
func (c check) listens(wait contexts.Wait, loops []flow.Loop, stops []contexts.Stop) (string, ast.Node) {
	_, isSleep := wait.Instr.(*ssa.Call)
	ends := func(s contexts.Stop) bool {
		if s.Ctx != nil && isSleep {
			return false
		}
		for _, l := range loops {
			if s.Leaves(l) {
				return true
			}
		}
		return s.Polled() && s.Returns() && flow.Reaches(s.Select, wait.Instr, nil) && !contexts.CaseBody(s.Select, s.Case).Dominates(wait.Instr.Block())
	}
	for _, s := range stops {
		if !ends(s) {
			continue
		}
		if recv, ok := c.At(s.Select.States[s.Case].Pos).(*ast.UnaryExpr); ok {
			return "<-" + chantext.Spell(recv.X), recv
		}
	}
	return "", nil
}

// short reports whether nobody will notice a wait.
func short(wait contexts.Wait, inLoop bool, from ast.Node) bool {
	if d, ok := startsAt(wait.For); ok {
		return d < ctxtext.Long
	}
	return !inLoop && from == nil
}

// startsAt returns the least constant that a duration may be: of a back-off
// what it begins with. It is false for what comes from elsewhere.
func startsAt(v ssa.Value) (least time.Duration, ok bool) {
	switch v := v.(type) {
	case *ssa.Const:
		if v.Value == nil {
			return 0, false
		}
		return ctxtext.Value(v.Value)
	case *ssa.ChangeType:
		return startsAt(v.X)
	case *ssa.Convert:
		return startsAt(v.X)
	case *ssa.Phi:
		for _, edge := range v.Edges {
			if k, isConst := edge.(*ssa.Const); isConst {
				if d, exact := startsAt(k); exact && (!ok || d < least) {
					least, ok = d, true
				}
			}
		}
	}
	return least, ok
}
