// Package cli is the command line of asynclint: flags in, findings and exit
// code out.
package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
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
	c.withStale()
	if len(args) > 0 {
		switch args[0] {
		case "baseline":
			return c.baseline(ctx, args[1:])
		case "completion":
			return c.completion(args[1:])
		}
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
	case opts.clean:
		return c.cleanCache()
	case opts.explain != "":
		return c.explain(opts.explain)
	}
	return c.analyze(ctx, opts)
}

// withStale adds the check that is ours, not the suite's.
func (c *Command) withStale() {
	row, page := suppress.Row(), c.Page
	i, _ := slices.BinarySearchFunc(c.Suite, row, func(a, b analyzers.Check) int { return strings.Compare(a.Name(), b.Name()) })
	c.Suite = slices.Insert(slices.Clone(c.Suite), i, row)
	c.Page = func(check analyzers.Check) (string, error) {
		if check.Name() == row.Name() {
			return suppress.Page, nil
		}
		return page(check)
	}
}

// fail tells of what stopped the run.
func (c Command) fail(err error) int {
	fmt.Fprintf(c.Stderr, "asynclint: %v\n", err)
	return Trouble
}

func (c Command) cleanCache() int {
	dir, err := driver.CacheDir(c.Getenv)
	if err == nil && dir != "" {
		err = driver.CleanCache(dir)
	}
	if err != nil {
		return c.fail(err)
	}
	return Clean
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
