// Package newcode tells findings in new code from others, by what git says has
// changed since a revision.
//
// golangci/revgrep does the same under golangci-lint, but runs git in the
// working directory of the process only, and misreads patches: as of v0.8.0 it
// is one line off behind "\ No newline at end of file", does not know files
// with a space in their name, and panics at a long or an odd line. Hence
// go-gitdiff, which only parses.
//
// Mistakes of concurrency are often not where the change is: who deletes an
// Unlock is told of it at the Lock, which is old. So a finding is new if any of
// its steps is, and a baseline is the better way to adopt a check on old code.
package newcode

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"

	"github.com/bluekeyes/go-gitdiff/gitdiff"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// Filter returns what tells whether a finding is new since the revision called
// rev: a line of it or of one of its steps differs between rev and the files in
// the work tree around dir, committed or not. Files that git does not know and
// does not ignore are new. What is outside of the work tree is not.
//
// The function may not be used concurrently. The error is one line. Nothing but
// git is run, and that without the programs that its configuration may name for
// showing differences.
func Filter(ctx context.Context, dir, rev string) (func(driver.Finding) bool, error) {
	g := git{ctx, dir}
	unknown := fmt.Errorf("git does not know the revision %q (is all of the history here?)", rev)
	if rev == "" || rev[0] == '-' {
		return nil, unknown // git would take it for an option
	}
	if _, err := exec.LookPath("git"); err != nil {
		return nil, err
	}
	top, err := g.run("rev-parse", "--show-toplevel")
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil || top == "" {
		return nil, fmt.Errorf("%s is not in the work tree of a git repository", dir)
	}
	root, err := filepath.EvalSymlinks(filepath.FromSlash(strings.TrimSuffix(top, "\n")))
	if err != nil {
		return nil, err
	}
	g.dir = root
	commit, err := g.run("rev-parse", "--verify", "--quiet", rev+"^{commit}")
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, unknown
	}
	patch, err := g.run("diff", "--no-ext-diff", "--no-textconv", "--no-color", "--find-renames",
		"--unified=0", "--inter-hunk-context=0", "--submodule=short", "--no-relative",
		"--src-prefix=a/", "--dst-prefix=b/", strings.TrimSpace(commit), "--")
	if err != nil {
		return nil, err
	}
	untracked, err := g.run("ls-files", "--others", "--exclude-standard", "-z")
	if err != nil {
		return nil, err
	}
	c, err := parse(patch, untracked)
	if err != nil {
		return nil, err
	}
	c.root = root
	return c.finding, nil
}

type git struct {
	ctx context.Context
	dir string
}

// run returns what git prints.
func (g git) run(args ...string) (string, error) {
	args = append([]string{"--no-optional-locks", "-c", "core.fsmonitor=false"}, args...)
	cmd := exec.CommandContext(g.ctx, "git", args...)
	cmd.Dir = g.dir
	cmd.Env = append(cmd.Environ(), "LC_ALL=C")
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if g.ctx.Err() != nil {
			return "", g.ctx.Err()
		}
		if line, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); line != "" {
			err = errors.New(line)
		}
		return "", fmt.Errorf("git %s: %w", args[3], err)
	}
	return stdout.String(), nil
}

// changes are the lines that are new.
type changes struct {
	root  string
	files map[string]bool         // new as a whole; like all paths, relative to root and with slashes
	lines map[string]map[int]bool // of other files
	names map[string]string       // of files, by how findings name them
}

func parse(patch, untracked string) (*changes, error) {
	c := &changes{files: make(map[string]bool), lines: make(map[string]map[int]bool), names: make(map[string]string)}
	for name := range strings.SplitSeq(untracked, "\x00") {
		if name != "" {
			c.files[name] = true
		}
	}
	files, _, err := gitdiff.Parse(strings.NewReader(patch))
	if err != nil {
		return nil, fmt.Errorf("what git diff prints: %w", err)
	}
	for _, f := range files {
		lines := make(map[int]bool)
		for _, fragment := range f.TextFragments {
			line := int(fragment.NewPosition)
			for _, l := range fragment.Lines {
				if l.Op == gitdiff.OpAdd {
					lines[line] = true
				}
				if l.New() {
					line++
				}
			}
		}
		c.lines[f.NewName] = lines
	}
	return c, nil
}

// finding reports whether f is new.
func (c *changes) finding(f driver.Finding) bool {
	if c.line(f.Pos.Filename, f.Pos.Line) {
		return true
	}
	for _, s := range f.Steps {
		if c.line(s.Pos.Filename, s.Pos.Line) {
			return true
		}
	}
	return false
}

func (c *changes) line(name string, line int) bool {
	rel, ok := c.names[name]
	if !ok {
		rel = c.relative(name)
		c.names[name] = rel
	}
	return c.files[rel] || c.lines[rel][line]
}

// relative is the name that git has for a file, "" if it has none.
func (c *changes) relative(name string) string {
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		return ""
	}
	rel, err := filepath.Rel(c.root, real)
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}
