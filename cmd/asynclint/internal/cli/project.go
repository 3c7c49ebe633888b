package cli

import (
	"context"
	"errors"
	"slices"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A Project is what the command would do in a directory, for those who do it
// in another way: the language server. Settings, selection, exclusions, the
// baseline and comments mean the same to both because they are the same.
type Project struct {
	c Command
	s *settings
}

// Project settles what the command would do with these flags.
func (c Command) Project(ctx context.Context, flags []string) (*Project, error) {
	if c.Getenv == nil {
		c.Getenv = func(string) string { return "" }
	}
	c.withStale()
	opts, err := parse(flags)
	if err != nil {
		return nil, err
	}
	if opts.help || opts.version || opts.list || opts.clean || opts.fix || opts.diff || opts.explain != "" {
		return nil, errors.New("flags that do something else than to report findings")
	}
	s, err := c.settle(ctx, opts)
	if err != nil {
		return nil, err
	}
	if s.accepted, s.acceptedName, err = c.readBaseline(s); err != nil {
		return nil, err
	}
	return &Project{c, s}, nil
}

// Requests has one for each platform, without patterns.
func (p *Project) Requests() []driver.Request {
	var list []driver.Request
	for _, platform := range p.s.platforms {
		req := p.c.request(p.s, platform)
		req.Patterns = nil
		list = append(list, req)
	}
	return list
}

// Functions is what the project says of functions. The checks know it as a flag,
// of which a process has one: whoever has several projects applies that of the
// one at hand.
func (p *Project) Functions() []string { return p.s.file.Functions }

// Apply sets that flag.
func (p *Project) Apply() error { return p.s.file.Apply() }

// Sift makes of what the checks found what is to be told.
func (p *Project) Sift(res *driver.Result) { p.c.sift(res, p.s) }

// Files are those that the settings come from, as far as there are any.
func (p *Project) Files() []string {
	return slices.DeleteFunc([]string{p.s.file.File, p.s.acceptedName}, func(name string) bool { return name == "" })
}

// Check returns a check of those that run, with the tier that it has here.
func (p *Project) Check(name string) (analyzers.Check, bool) {
	i := slices.IndexFunc(p.s.checks, func(c analyzers.Check) bool { return c.Name() == name })
	if i < 0 {
		return analyzers.Check{}, false
	}
	return p.s.checks[i], true
}

// Page is what there is to know about a check.
func (p *Project) Page(c analyzers.Check) (string, error) { return p.c.Page(c) }

// Describe makes the one line of a problem.
func (p *Project) Describe(x driver.Problem) string { return p.c.describe(x) }

// Release is the version of asynclint.
func Release() string { return release() }
