package grouplimit

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/groups"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports groups that wait for themselves because of their limit.
var Analyzer = &analysis.Analyzer{
	Name:     "grouplimit",
	Doc:      "report limits of an errgroup.Group that its own tasks or its order of calls turn into a deadlock",
	URL:      report.URL("grouplimit"),
	Requires: []*analysis.Analyzer{effects.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !groups.Uses(pass.Pkg) {
		return nil, nil
	}
	r := pass.ResultOf[effects.Analyzer].(*effects.Result)
	s := r.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	c := &check{pass: pass, ssa: s, done: make(map[token.Pos]bool)}
	for _, g := range groups.Find(r) {
		c.nested(g)
		c.empty(g)
		c.inTask(g)
	}
	for _, fn := range s.Funcs {
		for _, l := range groups.Limits(fn) {
			c.late(l)
		}
	}
	return nil, nil
}

type check struct {
	pass *analysis.Pass
	ssa  *ssabuild.SSA
	done map[token.Pos]bool // a call may be found from several functions
}

// nested looks for tasks that wait for a slot of their own group.
func (c *check) nested(g groups.Group) {
	limit, ok := slots(g)
	if !ok || limit.Least == 0 {
		return
	}
	for _, t := range g.Tasks {
		if t.Count < limit.Least {
			continue
		}
		for _, add := range t.Adds {
			set := c.ssa.CallExpr(limit.Call)
			at := c.ssa.CallExpr(add)
			if set == nil || at == nil {
				continue
			}
			name, what := receiver(at), types.ExprString(at.Fun)
			if calls.Row(add.Common()).Group == "" { // a function of another package
				name = receiver(set)
				what += " calls " + name + ".Go"
			}
			c.report(at, fmt.Sprintf("%s in a task of %s, which has %s: once such tasks hold all slots, each waits here for another to end and %s.Wait never returns; use %s.TryGo and run the task inline if it fails, or a second group",
				what, name, "SetLimit("+types.ExprString(set.Args[0])+")", name, name),
				c.step(t.Site, "the task is started here"), c.step(limit.Call, "the limit is set here"))
		}
	}
}

// slots returns the highest of the limits of a group; false if there may be
// none.
func slots(g groups.Group) (max groups.Limit, ok bool) {
	for i, l := range g.Limits {
		if !l.Known {
			return groups.Limit{}, false
		}
		if i == 0 || l.Least > max.Least {
			max = l
		}
	}
	return max, len(g.Limits) > 0
}

// empty looks for a group without slots.
func (c *check) empty(g groups.Group) {
	if len(g.Limits) != 1 || !g.Limits[0].Const || !g.Limits[0].Known || g.Limits[0].Least != 0 {
		return
	}
	for _, t := range g.Tasks {
		if at := c.ssa.CallExpr(t.Site); at != nil && t.Waits && groups.SetBefore(g.Limits[0], t.Site) {
			c.report(at, fmt.Sprintf("%s never returns: SetLimit(0) leaves no slot for any task; use a limit of at least 1, or -1 for none", types.ExprString(at.Fun)),
				c.step(g.Limits[0].Call, "the limit is set here"))
			return
		}
	}
}

// inTask looks for limits that are set by a task of the group.
func (c *check) inTask(g groups.Group) {
	for _, l := range g.Limits {
		for _, t := range g.Tasks {
			if t.Body == l.In && l.Known {
				c.setLate(l, t.Site, "in a task of "+receiver(c.ssa.CallExpr(l.Call)))
			}
		}
	}
}

// late looks for limits that are set when a task may be running.
func (c *check) late(l groups.Limit) {
	if start := groups.StartedBefore(l); start != nil && l.Known {
		if at := c.ssa.CallExpr(start); at != nil {
			c.setLate(l, start, fmt.Sprintf("after %s with no Wait in between", types.ExprString(at.Fun)))
		}
	}
}

func (c *check) setLate(l groups.Limit, start ssa.CallInstruction, when string) {
	at := c.ssa.CallExpr(l.Call)
	if at == nil {
		return
	}
	c.report(at, fmt.Sprintf("%s %s: while the task runs this panics or, where there was no limit before, makes %s.Wait wait for ever; set the limit before the first task", types.ExprString(at.Fun), when, receiver(at)),
		c.step(start, "the task is started here"))
}

func (c *check) report(at *ast.CallExpr, message string, steps ...report.Step) {
	if !c.done[at.Pos()] {
		c.done[at.Pos()] = true
		report.Report(c.pass, report.Finding{At: at, Message: message, Steps: steps})
	}
}

func (c *check) step(call ssa.CallInstruction, message string) report.Step {
	if at := c.ssa.CallExpr(call); at != nil {
		return report.StepAt(at, "%s", message)
	}
	return report.Step{At: report.Span{}}
}

// receiver is how the code calls the group on which it calls a method.
func receiver(call *ast.CallExpr) string {
	if call != nil {
		if sel, ok := ast.Unparen(call.Fun).(*ast.SelectorExpr); ok {
			return types.ExprString(sel.X)
		}
	}
	return "the group"
}
