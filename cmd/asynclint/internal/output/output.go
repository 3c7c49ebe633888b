// Package output prints what a run has found, in the format that was asked for.
//
// Every format but github prints the findings in the order of [Text], and all
// print the same bytes for the same findings in the same sources.
package output

import (
	"cmp"
	"fmt"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A Report is what a run has found.
type Report struct {
	Findings []driver.Finding
	// Complete is false if something was not analyzed: there may be more.
	Complete bool
	// Problems are what was not analyzed and why, a line each.
	Problems []string
	// Silenced are findings that a directive silences, for those who ask for
	// them. The formats for people and programs have them behind all others,
	// sarif as suppressed. The rest has none: its readers would count them.
	Silenced []driver.Silenced
	// ExitCode is that of the run.
	ExitCode int
}

func (r Report) problems() string { return strings.Join(r.Problems, "\n") }

// A Formatter writes findings in one format. It sees all of them at once:
// some formats are a single document.
type Formatter interface {
	Format(w io.Writer, r Report) error
}

// Options are what the formats need to know beside the findings. None needs
// all of it.
type Options struct {
	// Dir is the working directory: paths below it are printed relative to it.
	Dir string
	// Root plays the part of Dir where a service reads the output, not who
	// started the run: it is the root of the repository.
	Root string
	// Checks are those that ran.
	Checks []analyzers.Check
	// Page is all there is to know about a check, in Markdown.
	Page func(analyzers.Check) (string, error)
	// Version is that of asynclint.
	Version string
	Color   bool
	// Width is that of the terminal; 0 if there is none.
	Width int
	// Context is how many lines are shown before and after that of a finding.
	Context int
	// ReadFile reads sources; nil means os.ReadFile.
	ReadFile func(name string) ([]byte, error)
}

// Default is the format when nobody chose.
const Default = "text"

// Names lists the formats.
var Names = []string{"text", "stylish", "json", "jsonl", "sarif", "github", "codeclimate", "checkstyle", "junit", "rdjson", "rdjsonl"}

// Known returns an error if there is no format of this name.
func Known(name string) error {
	if slices.Contains(Names, name) {
		return nil
	}
	return fmt.Errorf("unknown format %q (formats are %s)", name, strings.Join(Names, ", "))
}

// New returns the format of this name.
func New(name string, o Options) (Formatter, error) {
	if err := Known(name); err != nil {
		return nil, err
	}
	switch name {
	case "stylish":
		return stylish{o}, nil
	case "json":
		return jsonDocument{o}, nil
	case "jsonl":
		return jsonLines{o}, nil
	case "sarif":
		return sarif{o}, nil
	case "github":
		return github{o}, nil
	case "codeclimate":
		return codeClimate{o}, nil
	case "checkstyle":
		return checkstyle{o}, nil
	case "junit":
		return junit{o}, nil
	case "rdjson":
		return rdJSON{o}, nil
	case "rdjsonl":
		return rdJSONLines{o}, nil
	}
	return Text{Dir: o.Dir}, nil
}

// tier is the tier of the check of this name.
func (o Options) tier(check string) analyzers.Tier {
	for _, c := range o.Checks {
		if c.Name() == check {
			return c.Tier
		}
	}
	return analyzers.Suspicious // the middle, for a check that nobody told us of
}

// sources returns a reader of single lines.
func (o Options) sources() *sources {
	read := o.ReadFile
	if read == nil {
		read = os.ReadFile
	}
	return &sources{dir: o.Dir, read: read, lines: make(map[string][]string)}
}

// sorted returns findings in the order that users see, which is by the path as
// it is printed.
func sorted(dir string, findings []driver.Finding) []driver.Finding {
	list := slices.Clone(findings)
	slices.SortStableFunc(list, func(a, b driver.Finding) int { return compare(dir, a, b) })
	return list
}

func compare(dir string, a, b driver.Finding) int {
	return cmp.Or(
		cmp.Compare(Path(dir, a.Pos.Filename), Path(dir, b.Pos.Filename)),
		cmp.Compare(a.Pos.Line, b.Pos.Line),
		cmp.Compare(a.Pos.Column, b.Pos.Column),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Message, b.Message),
	)
}

// ignored returns the silenced findings in the order of sorted.
func (r Report) ignored(dir string) []driver.Silenced {
	list := slices.Clone(r.Silenced)
	slices.SortStableFunc(list, func(a, b driver.Silenced) int { return compare(dir, a.Finding, b.Finding) })
	return list
}

// withDirective is a silenced finding with what silences it as the last step.
func withDirective(s driver.Silenced) driver.Finding {
	msg := "ignored here, without a reason"
	if s.Reason != "" {
		msg = "ignored here: " + s.Reason
	}
	f := s.Finding
	f.Steps = append(slices.Clone(f.Steps), driver.Step{Pos: s.Directive, End: s.Directive, Message: msg})
	return f
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

// slashPath is Path for other programs.
func slashPath(dir, name string) string { return filepath.ToSlash(Path(dir, name)) }

// story is a finding and its steps in one line, for readers of a format that
// has no place for steps.
func (o Options) story(f driver.Finding) string {
	parts := []string{oneLine(f.Message)}
	for _, s := range f.Steps {
		pos := s.Pos
		pos.Filename, pos.Column = slashPath(o.Root, pos.Filename), 0
		parts = append(parts, oneLine(fmt.Sprintf("%s: %s", pos, s.Message)))
	}
	return strings.Join(parts, "; ")
}

// oneLine keeps the promise of one line even for a message that breaks it.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
