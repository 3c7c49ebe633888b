package bubble

import (
	"fmt"
	"go/ast"
	"go/types"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/bubbles"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports what panics or hangs in a bubble of testing/synctest.
var Analyzer = &analysis.Analyzer{
	Name:     "bubble",
	Doc:      "report what panics or hangs in a bubble of testing/synctest",
	URL:      report.URL("bubble"),
	Requires: []*analysis.Analyzer{effects.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !bubbles.Uses(pass.Pkg) {
		return nil, nil
	}
	r := pass.ResultOf[effects.Analyzer].(*effects.Result)
	b := bubbles.Find(r.Calls)
	if b == nil {
		return nil, nil
	}
	c := &check{pass: pass, ssa: r.Calls.SSA()}
	for _, m := range b.MustPanic() {
		c.panics(m)
	}
	for _, s := range b.MayHang(r) {
		c.hangs(s)
	}
	return nil, nil
}

type check struct {
	pass *analysis.Pass
	ssa  *ssabuild.SSA
}

func (c *check) panics(m bubbles.Misuse) {
	call := c.ssa.CallExpr(m.Call)
	if call == nil {
		return
	}
	name := types.ExprString(call.Fun)
	var steps []report.Step
	why := ""
	switch m.Kind {
	case bubbles.Outside:
		why = name + " panics here, as the function of a test does not run in a bubble; put what it waits for, and it, into synctest.Test"
	case bubbles.Nested:
		why = name + " panics in a bubble: bubbles do not nest; call it for the test, and not in another bubble"
	case bubbles.Subtest:
		why = name + " panics in a bubble, which can have no subtests; call synctest.Test in each subtest instead"
	case bubbles.Parallel:
		why = name + " panics in a bubble; call it before synctest.Test, on the test around it"
	case bubbles.Deadline:
		why = name + " panics in a bubble, whose clock is not that of the deadline; ask the test around it"
	}
	if m.Bubble != nil {
		if site := c.ssa.CallExpr(m.Bubble); site != nil {
			steps = append(steps, report.StepAt(site.Fun, "the bubble starts here"))
		}
	}
	report.Report(c.pass, report.Finding{At: call, Message: why, Steps: steps})
}

func (c *check) hangs(h bubbles.Hang) {
	call, lock, site := c.ssa.CallExpr(h.Wait), c.callOf(h.Held.Site), c.ssa.CallExpr(h.Spawn)
	if call == nil || lock == nil || site == nil {
		return
	}
	mu := "a mutex"
	if sel, ok := ast.Unparen(lock.Fun).(*ast.SelectorExpr); ok && strings.HasSuffix(sel.Sel.Name, "Lock") {
		mu = types.ExprString(sel.X)
	}
	report.Report(c.pass, report.Finding{
		At:      call,
		Message: fmt.Sprintf("%s while %s is held never returns if a goroutine of the bubble waits for %[2]s: to wait for a mutex counts as running, so time stands still; unlock first", types.ExprString(call.Fun), mu),
		Steps: []report.Step{
			report.StepAt(lock, "%s is locked here", mu),
			report.StepAt(site, "this goroutine locks it, too"),
		},
	})
}

func (c *check) callOf(instr ssa.Instruction) *ast.CallExpr {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return c.ssa.CallExpr(call)
	}
	return nil
}
