package newcode_test

import (
	"context"
	"errors"
	"fmt"
	"go/token"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/newcode"
)

// repository is a work tree that git's configuration of this machine does not
// reach.
type repository struct {
	t   *testing.T
	dir string
}

func newRepository(t *testing.T) repository {
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip("no git")
	}
	for _, v := range []string{"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"} {
		t.Setenv(v, "")
		os.Unsetenv(v) // t puts it back
	}
	t.Setenv("GIT_CONFIG_GLOBAL", os.DevNull)
	t.Setenv("GIT_CONFIG_NOSYSTEM", "1")
	t.Setenv("GIT_CEILING_DIRECTORIES", os.TempDir())
	r := repository{t, t.TempDir()}
	r.git("init", "-q")
	return r
}

func (r repository) git(args ...string) {
	r.t.Helper()
	args = append([]string{"-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false"}, args...)
	cmd := exec.Command("git", args...)
	cmd.Dir = r.dir
	if out, err := cmd.CombinedOutput(); err != nil {
		r.t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

func (r repository) write(name, text string) {
	r.t.Helper()
	name = filepath.Join(r.dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
		r.t.Fatal(err)
	}
}

// fresh are the lines of a file that are new since rev, seen from a folder.
func (r repository) fresh(dir, rev, name string) []int {
	r.t.Helper()
	isNew, err := newcode.Filter(r.t.Context(), filepath.Join(r.dir, dir), rev)
	if err != nil {
		r.t.Fatal(err)
	}
	var lines []int
	for line := 1; line <= 9; line++ {
		if isNew(driver.Finding{Pos: r.at(name, line)}) {
			lines = append(lines, line)
		}
	}
	return lines
}

func (r repository) at(name string, line int) token.Position {
	return token.Position{Filename: filepath.Join(r.dir, filepath.FromSlash(name)), Line: line}
}

const five = "1\n2\n3\n4\n5\n"

func TestFilter(t *testing.T) {
	r := newRepository(t)
	long := strings.Repeat("x", 4095) + "@@ \n"
	old := []string{"same.go", "changed.go", "shorter.go", "sub/a b.go", "sub/ä\"\t.go", "odd.go", "moved.go", "staged.go"}
	if os.PathSeparator == '\\' {
		old[4] = "sub/ä.go"
	}
	for _, name := range old {
		r.write(name, five)
	}
	r.write("tail.go", "1\n2")
	r.write(".gitignore", "ignored.go\n")
	// Whatever people set, the patch is the same.
	for _, set := range []string{"diff.noprefix=true", "diff.mnemonicPrefix=true", "diff.interHunkContext=9", "diff.context=9", "color.ui=always", "diff.external=false", "diff.relative=true", "core.quotePath=true"} {
		name, value, _ := strings.Cut(set, "=")
		r.git("config", name, value)
	}
	r.git("add", ".")
	r.git("commit", "-qm", "one")
	r.git("tag", "one")

	r.write("changed.go", "1\nnew\n3\nnew\n5\nnew\n")
	r.write("later.go", five)
	r.git("add", ".")
	r.git("commit", "-qm", "two")
	r.git("mv", "moved.go", "elsewhere.go")
	r.write("staged.go", "1\n2\n3\nnew\n5\n")
	r.git("add", "staged.go")
	r.write("shorter.go", "1\n2\n5\n")
	r.write("odd.go", "1\n++ x\n"+long+"4\nnew\n")
	r.write("tail.go", "1\nnew\n3\n")
	r.write(old[3], "1\n2\nnew\n4\n5\n")
	r.write(old[4], "1\n2\nnew\n4\n5\n")
	r.write("untracked.go", "1\n")
	r.write("ignored.go", "1\n")

	all := []int{1, 2, 3, 4, 5, 6, 7, 8, 9}
	for _, test := range []struct {
		name      string
		one, head []int // since then
	}{
		{"same.go", nil, nil},
		{"changed.go", []int{2, 4, 6}, nil},
		{"later.go", all[:5], nil},
		{"shorter.go", nil, nil},
		{"odd.go", []int{2, 3, 5}, []int{2, 3, 5}},
		{"tail.go", []int{2, 3}, []int{2, 3}},
		{"elsewhere.go", nil, nil},
		{"staged.go", []int{4}, []int{4}},
		{old[3], []int{3}, []int{3}},
		{old[4], []int{3}, []int{3}},
		{"untracked.go", all, all},
		{"ignored.go", nil, nil},
		{"nosuch.go", nil, nil},
		{"../outside.go", nil, nil},
	} {
		for rev, want := range map[string][]int{"one": test.one, "HEAD": test.head} {
			for _, dir := range []string{".", "sub"} {
				if got := r.fresh(dir, rev, test.name); !slices.Equal(got, want) {
					t.Errorf("%s since %s, in %s: new are %v, want %v", test.name, rev, dir, got, want)
				}
			}
		}
	}

	// A step is part of a finding.
	isNew, err := newcode.Filter(t.Context(), r.dir, "one")
	if err != nil {
		t.Fatal(err)
	}
	for line, want := range map[int]bool{1: false, 2: true} {
		f := driver.Finding{Pos: r.at("same.go", 1), Steps: []driver.Step{{Pos: r.at("same.go", 2)}, {Pos: r.at("changed.go", line)}}}
		if got := isNew(f); got != want {
			t.Errorf("a step in line %d: new is %t, want %t", line, got, want)
		}
	}

	// A link to the work tree leads to the same files.
	link := repository{t, filepath.Join(t.TempDir(), "link")}
	if err := os.Symlink(r.dir, link.dir); err == nil {
		if got := link.fresh(".", "one", "changed.go"); !slices.Equal(got, []int{2, 4, 6}) {
			t.Errorf("through a link, new are %v", got)
		}
	}
}

func TestErrors(t *testing.T) {
	r := newRepository(t)
	outside := t.TempDir()
	r.write("p.go", five)
	r.git("add", ".")
	r.git("commit", "-qm", "one")
	unknown := "git does not know the revision %q (is all of the history here?)"
	for _, test := range []struct{ dir, rev, want string }{
		{outside, "HEAD", outside + " is not in the work tree of a git repository"},
		{filepath.Join(r.dir, ".git"), "HEAD", filepath.Join(r.dir, ".git") + " is not in the work tree of a git repository"},
		{r.dir, "nosuch", fmt.Sprintf(unknown, "nosuch")},
		{r.dir, "", fmt.Sprintf(unknown, "")},
		{r.dir, "HEAD..HEAD", fmt.Sprintf(unknown, "HEAD..HEAD")},
		{r.dir, "--all", fmt.Sprintf(unknown, "--all")},
		{r.dir, "HEAD:p.go", fmt.Sprintf(unknown, "HEAD:p.go")},
	} {
		if _, err := newcode.Filter(t.Context(), test.dir, test.rev); err == nil || err.Error() != test.want {
			t.Errorf("%s in %s: got %v, want %s", test.rev, test.dir, err, test.want)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := newcode.Filter(ctx, r.dir, "HEAD"); !errors.Is(err, context.Canceled) {
		t.Errorf("interrupted: %v", err)
	}
	t.Setenv("PATH", "")
	if _, err := newcode.Filter(t.Context(), r.dir, "HEAD"); !errors.Is(err, exec.ErrNotFound) {
		t.Errorf("without git: %v", err)
	}
}
