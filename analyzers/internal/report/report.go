// Package report turns what a check found into a diagnostic. Every check
// reports through it, so that suppression comments, generated files, rule
// links and the form of a message mean the same under every driver.
package report

import (
	"fmt"
	"go/token"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/passes/directives"
)

// Requires is what the pass given to Report must have in its ResultOf; checks
// append it to their own requirements.
var Requires = directives.Analyzer

// MaxSteps bounds the related positions of a finding: a longer story is not read.
const MaxSteps = 6

// A Finding is one thing to tell the user.
type Finding struct {
	At analysis.Range // syntax, so that Pos and End are both exact
	// Message is one line: what, why, what to do; lower case, no period.
	Message string
	// Steps are the other ends of the story, nearest first.
	Steps []Step
	// Fixes are alternatives, the best first. Fixes without edits are dropped.
	// New lines are indented as the line of the edit is, in addition to what
	// they have.
	Fixes []analysis.SuggestedFix
}

// A Step is another position that takes part in the story.
type Step struct {
	At      analysis.Range
	Message string
}

// StepAt makes a Step with a formatted message.
func StepAt(at analysis.Range, format string, args ...any) Step {
	return Step{At: at, Message: fmt.Sprintf(format, args...)}
}

// Report tells the user about f, unless a comment silences the check there or
// the file is generated.
func Report(pass *analysis.Pass, f Finding) {
	set := pass.ResultOf[directives.Analyzer].(*directives.Set)
	if set.Generated(f.At.Pos()) {
		return
	}
	pos, end := extent(pass, f.At)
	d := analysis.Diagnostic{
		Pos:      pos,
		End:      end,
		Category: pass.Analyzer.Name,
		Message:  f.Message,
		URL:      URL(pass.Analyzer.Name),
	}
	for _, s := range f.Steps[:min(len(f.Steps), MaxSteps)] {
		if s.At.Pos().IsValid() {
			pos, end := extent(pass, s.At)
			d.Related = append(d.Related, analysis.RelatedInformation{Pos: pos, End: end, Message: s.Message})
		}
	}
	for _, fix := range f.Fixes {
		if len(fix.TextEdits) > 0 {
			d.SuggestedFixes = append(d.SuggestedFixes, indented(pass, fix))
		}
	}
	if set.Silence(pass.Analyzer.Name, d) {
		return // kept there, for hosts that want to know
	}
	pass.Report(d)
}

// URL is the page of a check.
func URL(check string) string {
	return "https://github.com/asynclint/asynclint/blob/main/docs/checks/" + check + ".md"
}

// Span is a Range from its two ends.
type Span struct{ From, To token.Pos }

func (s Span) Pos() token.Pos { return s.From }
func (s Span) End() token.Pos { return s.To }
