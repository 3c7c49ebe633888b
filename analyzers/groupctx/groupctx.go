package groupctx

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports contexts of errgroups that are used too late or not at all.
var Analyzer = &analysis.Analyzer{
	Name:     "groupctx",
	Doc:      "report contexts of errgroups that are used after Wait or that no task uses",
	URL:      report.URL("groupctx"),
	Requires: []*analysis.Analyzer{contexts.Analyzer, report.Requires},
	Run:      run,
}

// checker is one package being checked.
type checker struct {
	pass *analysis.Pass
	ctxs *contexts.Result
	ssa  *ssabuild.SSA
}

func run(pass *analysis.Pass) (any, error) {
	if !slices.ContainsFunc(pass.Pkg.Imports(), hasGroups) {
		return nil, nil
	}
	c := checker{pass: pass, ctxs: pass.ResultOf[contexts.Analyzer].(*contexts.Result)}
	if c.ssa = c.ctxs.Effects.Calls.SSA(); c.ssa == nil {
		return nil, nil
	}
	for _, fn := range c.ssa.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					c.late(call)
				}
			}
		}
		for _, g := range c.ctxs.Groups(fn) {
			c.unused(g)
		}
	}
	return nil, nil
}

// hasGroups reports whether a package declares errgroups.
func hasGroups(pkg *types.Package) bool {
	row, _ := knowledge.ByName(pkg.Path() + ".WithContext")
	_, derives := row.Derives()
	return derives
}

// late reports a call that gives up since the group that its context belongs
// to has been waited for.
func (c checker) late(call ssa.CallInstruction) {
	expr := c.ssa.CallExpr(call)
	if expr == nil {
		return
	}
	verb := "gives up at once"
	all := c.ctxs.DeadAt(call)
	if len(all) == 0 {
		verb = "cannot do what needs a live context"
		all = c.ctxs.ShapedDeadAt(call)
	}
	for _, dead := range all {
		if dead.Region.How != contexts.Waited {
			continue
		}
		wait := c.ssa.CallExpr(dead.Region.By)
		if wait == nil {
			continue
		}
		arg, ctx := ctxtext.Names(c.ssa, expr, dead)
		switch {
		case len(dead.Links) == 0 && !dead.Partly:
		case ctx == "":
			arg += " derives from what"
		default:
			arg += " derives from " + ctx + ", which"
		}
		report.Report(c.pass, report.Finding{
			At: expr,
			Message: fmt.Sprintf("%s %s: %s is the context of an errgroup, and ended when %s returned; pass the context that the group was made from",
				ctxtext.Callee(expr), verb, arg, ctxtext.Callee(wait)),
			Steps: ctxtext.Steps(c.ssa, expr, dead),
			Fixes: c.useParent(expr, dead),
		})
	}
}

// unused reports a group whose context nobody uses, while its tasks use the
// parent: then the first error stops nobody.
func (c checker) unused(g contexts.Group) {
	made := c.ssa.CallExpr(g.Made)
	if made == nil || !g.Unused() || g.StoppedOtherwise() {
		return
	}
	// A test looks at what every task does, and stops them by hand.
	if strings.HasSuffix(c.pass.Fset.File(made.Pos()).Name(), "_test.go") {
		return
	}
	var steps []report.Step
	several := len(g.Tasks) > 1
	var parent string
	for _, task := range g.Tasks {
		several = several || task.Many
		call := c.ctxs.ParentIn(g, task)
		if call == nil {
			continue
		}
		if expr := c.ssa.CallExpr(call); expr != nil {
			parent = ctxtext.Name(ctxtext.Arg(made, 0))
			steps = append(steps, report.StepAt(expr, "this task is not stopped when another one fails"))
		}
	}
	// One task alone has nobody to stop.
	if len(steps) == 0 || !several {
		return
	}
	report.Report(c.pass, report.Finding{
		At: made,
		Message: fmt.Sprintf("the context of this errgroup is not used by its tasks, which use %s: the first error stops none of the others; give them the group's context, or use a plain errgroup.Group",
			parent),
		Steps: steps,
		Fixes: c.giveContext(g),
	})
}

// assignment returns the statement g, ctx := errgroup.WithContext(ctx), and its
// two variables, nil if source looks different.
func (c checker) assignment(made *ssa.Call) (stmt *ast.AssignStmt, group, ctx *ast.Ident) {
	call := c.ssa.CallExpr(made)
	if call == nil {
		return nil, nil, nil
	}
	stmt, _ = ctxtext.Enclosing(c.pass, call, 1).(*ast.AssignStmt)
	if stmt == nil || len(stmt.Lhs) != 2 || len(stmt.Rhs) != 1 {
		return nil, nil, nil
	}
	group, _ = stmt.Lhs[0].(*ast.Ident)
	ctx, _ = stmt.Lhs[1].(*ast.Ident)
	if group == nil || ctx == nil {
		return nil, nil, nil
	}
	return stmt, group, ctx
}
