package cli

import (
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/term"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// formatter is the format that was asked for, or that the surroundings ask for.
func (c Command) formatter(s *settings) (output.Formatter, error) {
	name := s.format
	if name == "" {
		name = output.Default
		if c.Getenv("GITHUB_ACTIONS") == "true" {
			name = "github"
		}
	}
	return output.New(name, output.Options{
		Dir:     c.Dir,
		Root:    c.root(),
		Checks:  s.checks,
		Page:    c.Page,
		Version: release(),
		Color:   c.color(),
		Width:   c.width(),
		Context: s.context,
	})
}

// root is the root of the repository, which services name files by: what
// GitHub Actions says it is, else the nearest directory with a .git (a file in
// a worktree), else the working directory.
func (c Command) root() string {
	if dir := c.Getenv("GITHUB_WORKSPACE"); dir != "" {
		if rel, err := filepath.Rel(dir, c.Dir); err == nil && filepath.IsLocal(rel) {
			return dir
		}
	}
	for dir := c.Dir; ; dir = filepath.Dir(dir) {
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return c.Dir
		}
	}
}

// color reports whether standard output takes colours and the user does, too;
// see no-color.org.
func (c Command) color() bool {
	f, ok := c.Stdout.(*os.File)
	if !ok || c.Getenv("NO_COLOR") != "" || c.Getenv("TERM") == "dumb" {
		return false
	}
	if runtime.GOOS == "windows" && c.Getenv("WT_SESSION") == "" {
		return false // the old console prints the codes
	}
	return term.IsTerminal(int(f.Fd()))
}

// width is that of the terminal, 0 if there is none.
func (c Command) width() int {
	f, ok := c.Stdout.(*os.File)
	if !ok {
		return 0
	}
	columns, _, err := term.GetSize(int(f.Fd()))
	if err != nil {
		return 0
	}
	return columns
}
