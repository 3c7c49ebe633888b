package driver

import (
	"cmp"
	"context"
	"slices"

	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/directives"
)

// Checker is x/tools' own driver behind our interface. It holds the whole
// program in memory and dies of a panic in an analyzer, but every other driver
// can be measured against it.
type Checker struct{}

// Run implements Engine.
func (Checker) Run(ctx context.Context, req Request) (*Result, error) {
	roots, err := load(ctx, req, packages.LoadAllSyntax|packages.NeedModule|packages.NeedForTest)
	if err != nil {
		return nil, err
	}
	g := newGraph(roots)
	nodes := make(map[*packages.Package]*node)
	var asked []*packages.Package
	var outcomes []outcome
	for _, n := range append(g.unvisited(), g.order...) {
		nodes[n.Package] = n
		n.broken = n.IllTyped
		for _, dep := range n.deps {
			if dep.broken && n.cause == nil {
				n.cause = cmp.Or(dep.cause, dep)
			}
		}
		if n.cause == nil && len(n.Errors) > 0 {
			outcomes = append(outcomes, outcome{node: n, lines: packageErrors{list: n.Errors}.lines()})
		}
		if n.role == full {
			asked = append(asked, n.Package)
		}
	}
	list := req.Analyzers
	if slices.Contains(newPlan(list, nil).all, directives.Analyzer) && !slices.Contains(list, directives.Analyzer) {
		// Results are kept only of what is asked for.
		list = append(slices.Clone(list), directives.Analyzer)
	}
	done, err := checker.Analyze(list, asked, &checker.Options{SanityCheck: true})
	if err != nil {
		return nil, err
	}
	res := &Result{Problems: brokenProblems(outcomes), Packages: len(g.asked)}
	for _, act := range done.Roots {
		n := nodes[act.Package]
		if act.Err != nil && !n.broken {
			res.Problems = append(res.Problems, internalProblem(n, act.Analyzer.Name, act.Err, ""))
		}
		for _, d := range act.Diagnostics {
			res.Findings = append(res.Findings, newFinding(act.Package.Fset, act.Package.Syntax, n, act.Analyzer, d))
		}
		if set, ok := act.Result.(*directives.Set); ok && !n.broken {
			silenced, list := silences(act.Package.Fset, act.Package.Syntax, n, req.Analyzers, set)
			res.Silenced, res.Directives = append(res.Silenced, silenced...), append(res.Directives, list...)
		}
	}
	for _, p := range asked {
		if !nodes[p].broken && len(p.Syntax) > 0 {
			res.Files = append(res.Files, p.GoFiles...)
		}
	}
	res.Findings, res.Problems = sortFindings(res.Findings), sortProblems(res.Problems)
	res.Silenced, res.Directives, res.Files = sortSilenced(res.Silenced), sortDirectives(res.Directives), sortFiles(res.Files)
	return res, ctx.Err()
}
