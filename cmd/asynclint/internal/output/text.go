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
// and each step on a line of its own below it, behind a tab.
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
	for _, s := range r.ignored(t.Dir) {
		b.WriteString(t.labelled(withDirective(s), s.Finding.Check+", ignored"))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func (t Text) finding(f driver.Finding) string { return t.labelled(f, f.Check) }

func (t Text) labelled(f driver.Finding, label string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s (%s)\n", Position(t.Dir, f.Pos), oneLine(f.Message), label)
	for _, s := range f.Steps {
		fmt.Fprintf(&b, "\t%s: %s\n", Position(t.Dir, s.Pos), oneLine(s.Message))
	}
	return b.String()
}
