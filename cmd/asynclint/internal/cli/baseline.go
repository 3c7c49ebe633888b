package cli

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"io/fs"
	"path/filepath"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/baseline"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
)

// baselineName is the file of accepted findings, an absolute path; "" if none
// is to be used. must says that somebody named it, so that it has to exist.
func (s *settings) baselineName(dir string) (name string, must bool) {
	switch {
	case s.given["baseline"]:
		name = s.options.baseline
	case s.file.Baseline != "":
		if name = s.file.Baseline; name != "none" && !filepath.IsAbs(name) {
			name = filepath.Join(filepath.Dir(s.file.File), name)
		}
	default:
		return baseline.Find(dir), false
	}
	switch {
	case name == "none":
		return "", false
	case !filepath.IsAbs(name):
		name = filepath.Join(dir, name)
	}
	return name, true
}

// readBaseline returns nil if there is none.
func (c Command) readBaseline(s *settings) (*baseline.Baseline, string, error) {
	name, must := s.baselineName(c.Dir)
	if name == "" {
		return nil, "", nil
	}
	b, err := baseline.Read(name, c.Dir)
	if errors.Is(err, fs.ErrNotExist) && !must {
		return nil, name, nil
	}
	return b, name, err
}

// accept drops from the result what the baseline accepts, and adds what is
// stale in it: it would accept the next mistake there.
func (c Command) accept(res *driver.Result, s *settings) {
	left, stale := s.accepted.Apply(res.Findings, baseline.ScopeOf(res, s.checks, c.Suite))
	res.Findings = left
	if !s.runs(suppress.Check) {
		return
	}
	for _, e := range stale {
		at := token.Position{Filename: s.acceptedName, Line: e.Line, Column: 1}
		res.Findings = append(res.Findings, driver.Finding{
			Check: suppress.Check, Pos: at, End: at, URL: suppress.URL,
			Message: fmt.Sprintf("the baseline accepts what is no longer found, %s; remove it with \"asynclint baseline prune\"", e),
		})
	}
}

// baseline writes, prunes or checks the file of accepted findings.
func (c Command) baseline(ctx context.Context, args []string) int {
	verbs := map[string]func(*baselineRun) int{"write": c.writeBaseline, "prune": c.pruneBaseline, "check": c.checkBaseline}
	if len(args) == 0 || verbs[args[0]] == nil {
		return c.fail(errors.New("asynclint baseline wants one of write, prune, check"))
	}
	r, err := c.baselineRun(ctx, args[1:])
	if err != nil {
		return c.fail(err)
	}
	// What could not be analyzed has findings that nobody knows: they can
	// neither be accepted nor be called gone.
	if code := c.account(r.res, r.settings); code != Clean {
		return code
	}
	return verbs[args[0]](r)
}

// A baselineRun is what the three have in common: a run without a baseline.
type baselineRun struct {
	*settings
	name  string
	old   *baseline.Baseline // nil if there is no file
	res   *driver.Result
	scope baseline.Scope
}

func (c Command) baselineRun(ctx context.Context, args []string) (*baselineRun, error) {
	opts, err := parse(args)
	if err != nil {
		return nil, err
	}
	s, err := c.settle(ctx, opts)
	if err != nil {
		return nil, err
	}
	r := &baselineRun{settings: s}
	if r.name, _ = s.baselineName(c.Dir); r.name == "" {
		return nil, errors.New("there is no go.mod to put the baseline beside (-baseline FILE names another place)")
	}
	if r.old, err = baseline.Read(r.name, c.Dir); errors.Is(err, fs.ErrNotExist) {
		r.old, err = nil, nil
	}
	if err != nil {
		return nil, err
	}
	if r.res, err = c.everywhere(ctx, s); ctx.Err() != nil {
		err = errors.New("interrupted")
	}
	if err != nil {
		return nil, err
	}
	r.res.Findings = s.included(r.res.Findings)
	r.scope = baseline.ScopeOf(r.res, s.checks, c.Suite)
	return r, nil
}

func (c Command) writeBaseline(r *baselineRun) int {
	dir := filepath.Dir(r.name)
	b := r.old.Renew(dir, r.res.Findings, r.scope)
	if left, _ := b.Apply(r.res.Findings, r.scope); len(left) > 0 {
		is, it := "are", "them"
		if len(left) == 1 {
			is, it = "is", "it"
		}
		return c.fail(fmt.Errorf("%s %s not below %s, so that %s cannot accept %s", count(len(left), "finding"), is, output.Path(c.Dir, dir), output.Path(c.Dir, r.name), it))
	}
	if err := b.Write(r.name, c.Dir); err != nil {
		return c.fail(err)
	}
	n := 0
	for _, e := range b.Entries() {
		n += e.Count
	}
	fmt.Fprintf(c.Stdout, "%s accepts %s\n", output.Path(c.Dir, r.name), count(n, "finding"))
	return Clean
}

func (c Command) pruneBaseline(r *baselineRun) int {
	pruned, stale := r.old.Prune(r.res.Findings, r.scope)
	if len(stale) > 0 {
		if err := pruned.Write(r.name, c.Dir); err != nil {
			return c.fail(err)
		}
	}
	for _, e := range stale {
		fmt.Fprintf(c.Stdout, "removed: %s\n", e)
	}
	return Clean
}

func (c Command) checkBaseline(r *baselineRun) int {
	_, stale := r.old.Apply(r.res.Findings, r.scope)
	for _, e := range stale {
		fmt.Fprintf(c.Stdout, "%s:%d: no longer found: %s\n", output.Path(c.Dir, r.name), e.Line, e)
	}
	if len(stale) > 0 {
		return Found
	}
	return Clean
}

// count prints a number of things.
func count(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
