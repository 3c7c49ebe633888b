package neverends

import (
	"fmt"
	"go/ast"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "neverends",
	Doc:      "report goroutines that nothing can end, started again and again",
	URL:      report.URL("neverends"),
	Requires: []*analysis.Analyzer{spawns.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	all := pass.ResultOf[spawns.Analyzer].(*spawns.Result)
	for _, site := range all.Sites() {
		again := repeats(site)
		if again == "" || site.Where.Stays {
			continue
		}
		for _, stay := range site.Life.Stays {
			if stay.Endless() {
				tell(pass, site, stay, again)
				break
			}
		}
	}
	return nil, nil
}

// repeats says when one more goroutine is started, "" if it may well be that
// only one ever is.
func repeats(site *spawns.Site) string {
	name := calls.Name(site.Where.Func)
	switch site.Where.Start {
	case spawns.Constructor, spawns.Method:
		return "each call of " + name + " leaves one more behind"
	case spawns.Handler:
		return "each request leaves one more behind"
	}
	if site.Where.Unbounded && site.Where.Start != spawns.Test {
		return "each round of the loop leaves one more behind"
	}
	return ""
}

func tell(pass *analysis.Pass, site *spawns.Site, stay spawns.Stay, again string) {
	f := report.Finding{At: spanOf(site)}
	why := "its loop has no way out"
	switch stmt := stay.Syntax().(type) {
	case *ast.RangeStmt:
		why = "Stop does not close the channel that it ranges over"
		f.Steps = append(f.Steps, report.StepAt(head(stmt), "the loop"))
	case *ast.ForStmt:
		f.Steps = append(f.Steps, report.StepAt(head(stmt), "the loop"))
	default:
		if !stay.IsLoop() {
			why = "it waits for nothing that can happen"
			f.Steps = append(f.Steps, report.StepAt(report.Span{From: stay.Op.Pos(), To: stay.Op.Pos() + 1}, "here"))
		}
	}
	f.Message = fmt.Sprintf("this goroutine never ends: %s, and %s; give it a context, or a channel that is closed to end it", why, again)
	report.Report(pass, f)
}

func head(stmt ast.Stmt) report.Span {
	return report.Span{From: stmt.Pos(), To: stmt.Pos() + 3}
}

// spanOf is the place of a report: the go keyword, or the function that starts
// the goroutine.
func spanOf(site *spawns.Site) report.Span {
	pos := site.Site.Pos()
	if _, ok := site.Site.(*ssa.Go); ok {
		return report.Span{From: pos, To: pos + 2}
	}
	return report.Span{From: pos, To: pos + 1}
}
