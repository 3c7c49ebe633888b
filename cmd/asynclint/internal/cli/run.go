package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/config"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
)

// analyze runs the checks and prints what they find.
func (c Command) analyze(ctx context.Context, opts *options) int {
	s, err := c.settle(ctx, opts)
	if err != nil {
		return c.fail(err)
	}
	if s.accepted, s.acceptedName, err = c.readBaseline(s); err != nil {
		return c.fail(err)
	}
	format, err := c.formatter(s)
	if err != nil {
		return c.fail(err)
	}
	res, err := c.everywhere(ctx, s)
	if res != nil && err == nil {
		c.sift(res, s)
		switch {
		case s.diff:
			return c.diff(ctx, res, s)
		case s.fix:
			return c.fixAndReport(ctx, res, format, s)
		}
	}
	return c.report(ctx, res, err, format, s)
}

// report prints the end of a run, and returns the exit code. It takes what
// everywhere returned.
func (c Command) report(ctx context.Context, res *driver.Result, err error, format output.Formatter, s *settings) int {
	if ctx.Err() != nil {
		err = errors.New("interrupted")
		if res != nil {
			err = errors.New("interrupted: there may be more findings")
		}
	}
	if res == nil {
		return c.fail(err)
	}
	complete := err == nil && len(res.Problems) == 0 && res.Packages > 0
	code := c.print(res, complete, format, s)
	if err != nil {
		return c.fail(err)
	}
	return code
}

// everywhere runs the engine for each platform, and merges the results. The
// Result holds what was found until an error.
func (c Command) everywhere(ctx context.Context, s *settings) (*driver.Result, error) {
	var results []*driver.Result
	meter := c.meter()
	defer meter.clear()
	for _, p := range s.platforms {
		req := c.request(s, p)
		if meter != nil {
			req.Progress = meter.draw
		}
		res, err := c.Engine.Run(ctx, req)
		if err != nil && p.Name != "" && ctx.Err() == nil {
			err = fmt.Errorf("%s: %w", p.Name, err)
		}
		if res != nil {
			results = append(results, res)
		}
		switch {
		case err != nil && len(results) == 0:
			return nil, err
		case err != nil:
			return driver.Merge(results...), err
		}
	}
	return driver.Merge(results...), nil
}

func (c Command) request(s *settings, p config.Platform) driver.Request {
	req := driver.Request{Dir: c.Dir, Patterns: s.patterns, Tests: s.tests, GoVersion: s.goVersion}
	if tags := append(s.tags[:len(s.tags):len(s.tags)], p.Tags...); len(tags) > 0 {
		req.BuildFlags = []string{"-tags=" + strings.Join(tags, ",")}
	}
	if p.OS != "" {
		req.Env = append(os.Environ(), "GOOS="+p.OS)
	}
	if p.Arch != "" {
		req.Env = append(req.Env, "GOARCH="+p.Arch)
	}
	for _, check := range s.checks {
		if check.Name() != suppress.Check {
			req.Analyzers = append(req.Analyzers, check.Analyzer)
		}
	}
	return req
}

// sift makes of what the checks found what is to be told. The order matters:
// what is excluded is not in the baseline, and what is stale is never accepted.
func (c Command) sift(res *driver.Result, s *settings) {
	res.Findings = s.included(res.Findings)
	if s.accepted != nil {
		c.accept(res, s)
	}
	if s.runs(suppress.Check) {
		res.Findings = append(res.Findings, s.included(suppress.Stale(res, s.checks, c.Suite))...)
	}
	if s.isNew != nil {
		res.Findings = slices.DeleteFunc(res.Findings, func(f driver.Finding) bool { return !s.isNew(f) })
	}
}

// included drops the findings that the settings exclude.
func (s *settings) included(list []driver.Finding) []driver.Finding {
	return slices.DeleteFunc(list, func(f driver.Finding) bool { return s.file.Excluded(f.Check, f.Pos.Filename) })
}

// print writes the findings, then the account of what went wrong.
func (c Command) print(res *driver.Result, complete bool, format output.Formatter, s *settings) int {
	report := output.Report{Findings: res.Findings, Complete: complete, ExitCode: s.code(res.Findings)}
	if !complete {
		report.ExitCode = Trouble
	}
	for _, p := range res.Problems {
		report.Problems = append(report.Problems, c.describe(p))
	}
	if s.ignored {
		report.Silenced = slices.DeleteFunc(res.Silenced, func(f driver.Silenced) bool {
			return s.file.Excluded(f.Finding.Check, f.Finding.Pos.Filename)
		})
	}
	if err := format.Format(c.Stdout, report); err != nil {
		return c.fail(err)
	}
	return max(s.code(res.Findings), c.account(res, s))
}

// account tells what went wrong, and returns the exit code for that.
func (c Command) account(res *driver.Result, s *settings) int {
	code := Clean
	if res.Packages == 0 && len(res.Problems) == 0 {
		code = c.fail(fmt.Errorf("no packages match %s", strings.Join(s.patterns, " ")))
	}
	for _, p := range res.Problems {
		code = c.fail(errors.New(c.describe(p)))
		if s.debug && p.Stack != "" {
			fmt.Fprintln(c.Stderr, p.Stack)
		}
	}
	for _, w := range res.Warnings {
		fmt.Fprintf(c.Stderr, "asynclint: warning: %s\n", w)
	}
	if s.debug {
		res.Stats.Print(c.Stderr)
	}
	return code
}

// code is the exit code for what was found.
func (s *settings) code(findings []driver.Finding) int {
	for _, f := range findings {
		if !s.exitZero && s.fails(f.Check) {
			return Found
		}
	}
	return Clean
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
