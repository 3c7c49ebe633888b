package output

import (
	"fmt"
	"io"
	"strings"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// Text is the default format, one line a finding:
//
//	path:line:col: message (check)
//
// and each step on a line of its own below it, behind a tab. What a directive
// silences stands behind all others, with a last step that says where and why.
type Text struct {
	// Dir is the directory below which paths are printed relative to it.
	Dir string
}

// Format implements Formatter.
func (t Text) Format(w io.Writer, r Report) error {
	var b strings.Builder
	for _, f := range sorted(t.Dir, r.Findings) {
		b.WriteString(t.finding(f))
	}
	var silenced []driver.Finding
	for _, s := range r.Silenced {
		f, step := s.Finding, driver.Step{Pos: s.Directive, Message: "silenced here, without a reason"}
		if s.Reason != "" {
			step.Message = "silenced here: " + s.Reason
		}
		f.Steps = append(f.Steps[:len(f.Steps):len(f.Steps)], step)
		silenced = append(silenced, f)
	}
	for _, f := range sorted(t.Dir, silenced) {
		b.WriteString(t.finding(f))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Text) finding(f driver.Finding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%s)\n", Position(t.Dir, f.Pos), oneLine(f.Message), f.Check)
	for _, s := range f.Steps {
		fmt.Fprintf(&b, "\t%s: %s\n", Position(t.Dir, s.Pos), oneLine(s.Message))
	}
	return b.String()
}
