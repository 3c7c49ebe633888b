package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/baseline"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/config"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/newcode"
)

// settings is what a run goes by: the flags where they were given, else the
// project's file, else the defaults.
type settings struct {
	*options
	file      *config.Config
	checks    []analyzers.Check // with the tiers that the file gives them
	tests     bool
	tags      []string
	goVersion string
	platforms []config.Platform // never empty
	fails     func(check string) bool
	// accepted is the baseline, acceptedName its file; nil if there is none.
	accepted     *baseline.Baseline
	acceptedName string
	// isNew says whether a finding is to be reported under -new-from-rev; nil
	// if that was not given.
	isNew func(driver.Finding) bool
}

// runs reports whether a check was selected.
func (s *settings) runs(check string) bool {
	return slices.ContainsFunc(s.checks, func(c analyzers.Check) bool { return c.Name() == check })
}

// settle combines flags and file.
func (c Command) settle(ctx context.Context, o *options) (*settings, error) {
	file, err := c.readConfig(o)
	if err != nil {
		return nil, err
	}
	if err := file.Apply(); err != nil {
		return nil, err // never: the file was validated
	}
	s := &settings{options: o, file: file, tests: o.tests, goVersion: o.goVer}
	if !o.given["tests"] && file.Tests != nil {
		s.tests = *file.Tests
	}
	if s.goVersion == "" {
		s.goVersion = file.Go
	}
	if s.tags = file.Tags; o.given["tags"] {
		s.tags = items(o.tags)
	}
	if s.checks, err = c.selected(o, file); err != nil {
		return nil, err
	}
	matrix := file.Matrix
	if o.given["matrix"] {
		matrix = items(o.matrix)
	}
	if s.platforms, err = config.ParsePlatforms(matrix); err != nil {
		return nil, err
	}
	if len(s.platforms) == 0 {
		s.platforms = []config.Platform{{}}
	}
	fail := file.Fail
	if o.given["fail"] {
		fail = items(o.fail)
	}
	if s.fails, err = config.Failing(c.Suite, fail); err != nil {
		return nil, err
	}
	if o.newFrom != "" {
		s.isNew, err = newcode.Filter(ctx, c.Dir, o.newFrom)
	}
	return s, err
}

// readConfig reads the file that was asked for, or found.
func (c Command) readConfig(o *options) (*config.Config, error) {
	name := o.config
	switch name {
	case "none":
		return new(config.Config), nil
	case "":
		if name = config.Find(c.Dir); name == "" {
			return new(config.Config), nil
		}
	}
	return config.Read(name, c.Dir, c.Suite)
}

// selected are the checks to run. What the flags say replaces what the file
// says; but a list of flags that begins with -name takes away from the file's.
func (c Command) selected(o *options, file *config.Config) ([]analyzers.Check, error) {
	chosen := file.Settings
	if o.given["checks"] || o.given["tier"] {
		flags := analyzers.Settings{Checks: items(o.checks), Tier: analyzers.Tier(o.tier)}
		if strings.HasPrefix(o.checks, "-") && o.tier == "" {
			flags = analyzers.Settings{Checks: slices.Concat(file.Checks, flags.Checks), Tier: file.Tier}
		}
		chosen = flags
	}
	checks, err := chosen.Select(c.Suite)
	for i, check := range checks {
		if tier := file.Severity[check.Name()]; tier != "" {
			checks[i].Tier = tier
		}
	}
	return checks, err
}

// items splits a comma list.
func items(s string) []string {
	var list []string
	for item := range strings.SplitSeq(s, ",") {
		if item = strings.TrimSpace(item); item != "" {
			list = append(list, item)
		}
	}
	return list
}
