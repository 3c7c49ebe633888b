// Package spawntext words what the checks of loops that start goroutines have to
// say.
package spawntext

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/fanouts"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Element says what there is a goroutine for, and what makes them many. Spell is
// that of chantext.
func Element(f fanouts.Fanout, spell func(ast.Expr) string) (each, more string) {
	over := spell(f.Over)
	switch f.Source {
	case fanouts.Stream:
		return "each value from " + over, "a fast sender starts them faster than they end"
	case fanouts.Scan:
		return "each round of " + over, "there are as many as there is to read"
	case fanouts.Seq:
		return "each value of " + over, "a long sequence starts all of them at once"
	}
	if call, ok := ast.Unparen(f.Over).(*ast.CallExpr); ok {
		over = types.ExprString(call.Fun) + "(…)"
	}
	return "each element of " + over, "a large one starts all of them at once"
}

// Span is the place of a report: the go keyword, or the function that starts
// the goroutine.
func Span(site *spawns.Site) report.Span {
	pos := site.Site.Pos()
	if _, ok := site.Site.(*ssa.Go); ok {
		return report.Span{From: pos, To: pos + 2}
	}
	return report.Span{From: pos, To: pos + 1}
}
