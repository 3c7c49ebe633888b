// Package driver runs analyzers over packages.
//
// An [Engine] turns a [Request] into a [Result]; what to select, how to print
// and which exit code to return is for its callers. There are two: [Stream],
// which the command uses, with a [Cache] or without, and [Checker], which is
// x/tools' own driver and serves as the oracle in the tests of every other
// engine.
package driver

import (
	"cmp"
	"context"
	"go/token"
	"path/filepath"
	"slices"

	"golang.org/x/tools/go/analysis"
)

// An Engine runs analyzers over packages. Same request, same files: same
// Result, whatever the scheduling.
type Engine interface {
	// Run returns an error if nothing could be loaded, or if ctx ended; in the
	// latter case the Result holds what was found until then. Whatever goes
	// wrong with a single package is a Problem of the Result.
	Run(ctx context.Context, req Request) (*Result, error)
}

// A Request says what to analyze, and how.
type Request struct {
	Dir        string   // where patterns are resolved; "" is the working directory
	Patterns   []string // as `go list` takes them
	Tests      bool     // also analyze test files
	BuildFlags []string // for the go command, such as -tags=x
	GoVersion  string   // of the language, such as 1.22, for what the patterns match; "" is what go.mod says
	Env        []string // of the go command; nil is ours
	Analyzers  []*analysis.Analyzer
	// Overlay has the contents of files that differ from what is on disk, or
	// are not there at all, by absolute name.
	Overlay map[string][]byte
	// Progress, if set, is told how far things are; never twice at a time.
	Progress func(Progress)
}

// Progress is how far a run is.
type Progress struct {
	Phase       Phase
	Done, Total int // packages; Total is 0 as long as it is not known
}

// A Phase is a part of a run.
type Phase int

const (
	Listing   Phase = iota // the go command finds the packages
	Analyzing              // types and checks
)

// A Result is plain data, sorted: it holds no syntax, no types, no positions
// that need a FileSet.
type Result struct {
	Findings []Finding
	Problems []Problem
	// Silenced are the findings that a directive silences. Findings has none
	// of them.
	Silenced []Silenced
	// Directives are those of the packages that were analyzed. What is broken
	// was not: that nothing was silenced there says nothing.
	Directives []Directive
	// Files are the Go files that were analyzed, by absolute path.
	Files []string
	// Packages counts the distinct import paths that the patterns matched.
	Packages int
	// Warnings, one line each, are about what makes a run slower and nothing
	// else.
	Warnings []string
	Stats    Stats
}

// A Finding is a diagnostic.
type Finding struct {
	Check    string // name of the analyzer
	Package  string // import path
	Func     string // the declared function around it, such as (*T).M; "" if there is none
	Pos, End token.Position
	Message  string
	URL      string
	Steps    []Step
	Fixes    []Fix // alternatives, the best first
	Real     *Span `json:",omitempty"` // see Place
}

// Place is where the bytes are: Pos and End unless a //line comment says
// otherwise in a file that people edit. An editor shows the file itself, not
// what it was made from.
func (f Finding) Place() Span { return cmp.Or(f.Real, &Span{f.Pos, f.End}).clone() }

// A Step is another place that takes part in the story of a finding.
type Step struct {
	Pos, End token.Position
	Message  string
	Real     *Span `json:",omitempty"` // see Place
}

// Place is that of [Finding].
func (s Step) Place() Span { return cmp.Or(s.Real, &Span{s.Pos, s.End}).clone() }

func (s *Span) clone() Span { return *s }

// A Fix is a change that would settle a finding.
type Fix struct {
	Message string
	Edits   []Edit
}

// An Edit replaces what is from Pos to End. The two are where the bytes are:
// unlike other positions they know nothing of //line comments.
type Edit struct {
	Pos, End token.Position
	NewText  string
}

// Kind says what went wrong.
type Kind int

const (
	// Broken is a package that does not load, parse or type-check.
	Broken Kind = iota
	// Internal is an analyzer that failed on a package: a bug of ours.
	Internal
)

// A Problem is what kept a package, or one check on a package, from being
// analyzed.
type Problem struct {
	Kind    Kind
	Package string         // import path
	Check   string         // the analyzer, if Kind is Internal
	Pos     token.Position // may be invalid
	Message string         // one line
	More    int            // further errors of the same package
	// Blocked lists the import paths of the packages that were asked for and
	// not analyzed because they depend on this one.
	Blocked []string
	Stack   string // of a panic
}

func compareFindings(a, b Finding) int {
	return cmp.Or(
		comparePositions(a.Pos, b.Pos),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Message, b.Message),
		cmp.Compare(a.Package, b.Package),
	)
}

func comparePositions(a, b token.Position) int {
	return cmp.Or(
		cmp.Compare(a.Filename, b.Filename),
		cmp.Compare(a.Line, b.Line),
		cmp.Compare(a.Column, b.Column),
	)
}

// sortFindings orders findings and drops those that say the same again: a file
// may be analyzed more than once, as part of a package and of its test variant.
func sortFindings(list []Finding) []Finding {
	slices.SortStableFunc(list, compareFindings)
	return slices.CompactFunc(list, same)
}

func same(a, b Finding) bool {
	return a.Pos == b.Pos && a.Check == b.Check && a.Message == b.Message
}

// sortFiles also drops what the go command made in its cache: no user knows it.
func sortFiles(list []string) []string {
	list = slices.DeleteFunc(list, func(name string) bool { return filepath.Ext(name) != ".go" })
	slices.Sort(list)
	return slices.Compact(list)
}

func sortProblems(list []Problem) []Problem {
	slices.SortStableFunc(list, func(a, b Problem) int {
		return cmp.Or(
			cmp.Compare(a.Kind, b.Kind),
			cmp.Compare(a.Package, b.Package),
			cmp.Compare(a.Check, b.Check),
			cmp.Compare(a.Message, b.Message),
		)
	})
	return slices.CompactFunc(list, func(a, b Problem) bool {
		return a.Kind == b.Kind && a.Package == b.Package && a.Check == b.Check && a.Message == b.Message
	})
}
