package neverends

import (
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "neverends",
	Doc:      "report goroutines that nothing can end, started again and again",
	URL:      report.URL("neverends"),
	Requires: append(slices.Clone(chantext.Requires), spawns.Analyzer),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	all := pass.ResultOf[spawns.Analyzer].(*spawns.Result)
	for _, site := range all.Sites() {
		if site.Where.Stays {
			continue
		}
		again := repeats(site)
		for _, stay := range site.Life.Stays {
			if again == "" && idle(site, stay) {
				tell(w, site, stay, "each call of "+calls.Name(site.Where.Func)+" leaves one more behind")
				break
			}
			if again == "" {
				continue
			}
			if stay.Endless() {
				tell(w, site, stay, again)
				break
			}
			if cause, ok := all.MustStay(stay); ok {
				tellDead(w, site, cause, again)
				break
			}
		}
	}
	for _, shared := range all.MustShare() {
		tellShared(w, shared)
	}
	return nil, nil
}

// repeats says when one more goroutine is started, "" if it may well be that
// only one ever is.
func repeats(site *spawns.Site) string {
	name := calls.Name(site.Where.Func)
	if site.Where.Once || serves(site.Where.Func) {
		return ""
	}
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

// serves reports whether a method is, by its name, what a program runs for as
// long as it serves: the goroutines that it starts last as long as the process.
func serves(fn *ssa.Function) bool {
	switch fn.Name() {
	case "Run", "Serve", "ListenAndServe", "Main", "Execute":
		return true
	}
	return false
}

// idle reports whether a goroutine ends up in an empty select: unlike a loop,
// that is of no use to the process either.
func idle(site *spawns.Site, stay spawns.Stay) bool {
	return stay.Endless() && !stay.IsLoop() && site.Where.Start == spawns.Function
}

func tell(w *chantext.Writer, site *spawns.Site, stay spawns.Stay, again string) {
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
	report.Report(w.Pass, f)
}

// tellDead: there is a way out, and nobody opens it.
func tellDead(w *chantext.Writer, site *spawns.Site, cause spawns.Cause, again string) {
	recv, ok := w.At(cause.At).(*ast.UnaryExpr)
	if !ok {
		return
	}
	report.Report(w.Pass, report.Finding{
		At: spanOf(site),
		Message: fmt.Sprintf("this goroutine never ends: its only way out is <-%s (%s), which nothing closes or sends to, and %s; close it to end the goroutine",
			chantext.Spell(recv.X), w.Line(site.Site.Pos(), cause.At), again),
		Steps: []report.Step{report.StepAt(recv, "the only way out")},
	})
}

// tellShared: one gets the signal, the others wait on.
func tellShared(w *chantext.Writer, s spawns.Shared) {
	at := w.Node(s.Send)
	if at == nil {
		return
	}
	f := report.Finding{
		At: at,
		Message: fmt.Sprintf("%s <- … ends one goroutine, and %d wait for it: the others never end; close the channel instead",
			w.Chan(s.Send), len(s.Sites)),
	}
	for i, site := range s.Sites {
		f.Steps = append(f.Steps, report.StepAt(spanOf(site), "a goroutine that ends only by it (%s)", w.Line(at.Pos(), s.Waits[i].At)))
	}
	report.Report(w.Pass, f)
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
