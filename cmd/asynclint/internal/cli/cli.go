// Package cli is the command line of asynclint: flags in, findings and exit
// code out.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// Exit codes. Trouble wins over Found.
const (
	Clean   = 0
	Found   = 1
	Trouble = 2 // usage, load or internal error
)

// A Command is asynclint without its surroundings: tests give it a suite of
// their own.
type Command struct {
	Suite []analyzers.Check
	Page  func(analyzers.Check) (string, error) // for -explain
	// Patterns lists the reference implementations, Pattern is the page of
	// one; it reports false if there is none of this name. For -explain.
	Patterns func() (string, error)
	Pattern  func(name string) (string, bool, error)
	Engine   driver.Engine
	Dir      string // the working directory; "" asks the operating system
	// Getenv reads the environment; nil is an empty one.
	Getenv func(string) string
	Stdout io.Writer
	Stderr io.Writer
}

// Run does what args say and returns the exit code.
func (c Command) Run(ctx context.Context, args []string) int {
	if c.Dir == "" {
		dir, err := os.Getwd()
		if err != nil {
			return c.fail(err)
		}
		c.Dir = dir
	}
	if c.Getenv == nil {
		c.Getenv = func(string) string { return "" }
	}
	opts, err := parse(args)
	if err != nil {
		return c.fail(err)
	}
	switch {
	case opts.help:
		fmt.Fprint(c.Stdout, usage())
		return Clean
	case opts.version:
		fmt.Fprintln(c.Stdout, version())
		return Clean
	case opts.list:
		return c.list()
	case opts.explain != "":
		return c.explain(opts.explain)
	}
	return c.analyze(ctx, opts)
}

// fail tells of what stopped the run.
func (c Command) fail(err error) int {
	fmt.Fprintf(c.Stderr, "asynclint: %v\n", err)
	return Trouble
}

func (c Command) analyze(ctx context.Context, opts *options) int {
	checks, err := analyzers.Select(c.Suite, opts.tier, opts.checks)
	if err != nil {
		return c.fail(err)
	}
	req := driver.Request{Dir: c.Dir, Patterns: opts.patterns, Tests: opts.tests}
	if opts.tags != "" {
		req.BuildFlags = []string{"-tags=" + opts.tags}
	}
	for _, check := range checks {
		req.Analyzers = append(req.Analyzers, check.Analyzer)
	}

	res, err := c.Engine.Run(ctx, req)
	if res == nil {
		if errors.Is(err, context.Canceled) {
			err = errors.New("interrupted")
		}
		return c.fail(err)
	}
	format, formatErr := c.formatter(checks, opts)
	if formatErr != nil {
		return c.fail(formatErr)
	}
	complete := err == nil && len(res.Problems) == 0 && res.Packages > 0
	code := c.print(res, complete, format, opts)
	if err != nil {
		return c.fail(errors.New("interrupted: there may be more findings"))
	}
	return code
}

// print writes the findings, then the account of what went wrong.
func (c Command) print(res *driver.Result, complete bool, format output.Formatter, opts *options) int {
	code := Clean
	if len(res.Findings) > 0 {
		code = Found
	}
	if err := format.Format(c.Stdout, output.Report{Findings: res.Findings, Complete: complete}); err != nil {
		return c.fail(err)
	}
	if res.Packages == 0 && len(res.Problems) == 0 {
		return c.fail(fmt.Errorf("no packages match %s", strings.Join(opts.patterns, " ")))
	}
	for _, p := range res.Problems {
		code = c.fail(errors.New(c.describe(p)))
		if opts.debug && p.Stack != "" {
			fmt.Fprintln(c.Stderr, p.Stack)
		}
	}
	if opts.debug {
		res.Stats.Print(c.Stderr)
	}
	return code
}

// describe makes the one line of a problem.
func (c Command) describe(p driver.Problem) string {
	if p.Kind == driver.Internal {
		return fmt.Sprintf("internal error: %s failed on %s: %s", p.Check, p.Package, p.Message)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s: ", p.Package)
	if p.Pos.Filename != "" {
		fmt.Fprintf(&b, "%s: ", output.Position(c.Dir, p.Pos))
	}
	b.WriteString(p.Message)
	var notes []string
	if p.More > 0 {
		notes = append(notes, fmt.Sprintf("and %d more", p.More))
	}
	switch n := len(p.Blocked); {
	case n == 1:
		notes = append(notes, "not analyzed because of it: "+p.Blocked[0])
	case n > 1:
		notes = append(notes, fmt.Sprintf("not analyzed because of it: %s and %d more", p.Blocked[0], n-1))
	}
	if len(notes) > 0 {
		fmt.Fprintf(&b, " (%s)", strings.Join(notes, "; "))
	}
	return b.String()
}

// list prints one line a check.
func (c Command) list() int {
	t := tabwriter.NewWriter(c.Stdout, 0, 0, 2, ' ', 0)
	for _, check := range c.Suite {
		state := "off"
		if check.Default() {
			state = "on"
		}
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\n", check.Name(), check.Tier, state, check.Pitfall, analyzers.Summary(check))
	}
	t.Flush()
	return Clean
}

// explain prints the page of a check or of a pattern, or the list of patterns.
func (c Command) explain(name string) int {
	if name == "patterns" {
		list, err := c.Patterns()
		if err != nil {
			return c.fail(err)
		}
		fmt.Fprint(c.Stdout, list)
		return Clean
	}
	check, err := analyzers.Find(c.Suite, name)
	if err != nil {
		page, ok, patternErr := c.Pattern(name)
		switch {
		case patternErr != nil:
			return c.fail(patternErr)
		case !ok:
			return c.fail(fmt.Errorf("%w; no pattern has this name, either (asynclint -explain patterns shows those)", err))
		}
		fmt.Fprint(c.Stdout, page)
		return Clean
	}
	page, err := c.Page(check)
	if err != nil {
		return c.fail(err)
	}
	fmt.Fprint(c.Stdout, page)
	return Clean
}
