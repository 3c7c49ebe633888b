// Package output prints what a run has found.
package output

import (
	"cmp"
	"fmt"
	"go/token"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A Formatter writes findings in one format. It sees all of them at once:
// some formats are a single document.
type Formatter interface {
	Format(w io.Writer, findings []driver.Finding) error
}

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
func (t Text) Format(w io.Writer, findings []driver.Finding) error {
	sorted := slices.Clone(findings)
	// By the path as printed, so that users see one order.
	slices.SortStableFunc(sorted, func(a, b driver.Finding) int {
		return cmp.Or(
			cmp.Compare(Path(t.Dir, a.Pos.Filename), Path(t.Dir, b.Pos.Filename)),
			cmp.Compare(a.Pos.Line, b.Pos.Line),
			cmp.Compare(a.Pos.Column, b.Pos.Column),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Message, b.Message),
		)
	})
	var b strings.Builder
	for _, f := range sorted {
		fmt.Fprintf(&b, "%s: %s (%s)\n", Position(t.Dir, f.Pos), oneLine(f.Message), f.Check)
		for _, s := range f.Steps {
			fmt.Fprintf(&b, "\t%s: %s\n", Position(t.Dir, s.Pos), oneLine(s.Message))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Position prints pos as path:line:col, without what is missing.
func Position(dir string, pos token.Position) string {
	pos.Filename = Path(dir, pos.Filename)
	return pos.String()
}

// Path returns name relative to dir if it is below dir, else as it is.
func Path(dir, name string) string {
	if dir == "" || !filepath.IsAbs(name) {
		return name
	}
	rel, err := filepath.Rel(dir, name)
	if err != nil || !filepath.IsLocal(rel) {
		return name
	}
	return rel
}

// oneLine keeps the promise of one line even for a message that breaks it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
