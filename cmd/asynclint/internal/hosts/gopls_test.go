package hosts

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// TestGopls: gopls, if it had our checks, would say what asynclint says, at the
// same places and with the same steps. So the checks keep to what gopls asks of
// an analyzer, and editors may run them as gopls does.
func TestGopls(t *testing.T) {
	program, dir, env := build(t, "gopls")
	t.Run("pin", func(t *testing.T) { goplsPin(t, dir, env) })
	t.Run("findings", func(t *testing.T) { goplsFindings(t, program) })
}

// goplsPin: gopls compiles with no other x/tools than its own, which is not a
// release.
func goplsPin(t *testing.T, dir string, env []string) {
	const tools = "golang.org/x/tools"
	list := run(t, dir, env, "go", "list", "-m", "-f", "{{with .Replace}}{{.Version}}{{end}} {{.GoMod}}", tools, tools+"/gopls")
	words := strings.Fields(list.stdout)
	if list.code != 0 || len(words) != 3 {
		t.Fatalf("%+v", list)
	}
	gomod, err := os.ReadFile(words[2])
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(gomod), "\t"+tools+" "+words[0]+"\n") {
		t.Errorf("built with %s %s, not that of gopls", tools, words[0])
	}
}

func goplsFindings(t *testing.T, program string) {
	testmod.Env(t)
	dir := t.TempDir()
	// gopls says nothing of code in a folder that is called testdata.
	if err := os.CopyFS(filepath.Join(dir, "fixtures"), os.DirFS(filepath.Join(root, "testdata"))); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(readFile(t, file)), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	// All fixtures would take it three minutes. These have every check, and
	// facts across packages.
	var files, folders []string
	for _, pattern := range []string{"*/bad", "*/cases/crosspkg", "*/cases/lib", "doublelock/cases/*"} {
		match, err := filepath.Glob(filepath.Join(dir, "fixtures", "src", pattern))
		if err != nil {
			t.Fatal(err)
		}
		folders = append(folders, match...)
	}
	slices.Sort(folders)
	folders = slices.Compact(folders)
	for _, folder := range folders {
		match, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, match...)
	}
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		src = []byte(strings.ReplaceAll(string(src), "asynclint/asynclint/testdata/", "asynclint/asynclint/fixtures/"))
		if err := os.WriteFile(file, src, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	got := run(t, dir, nil, program, append([]string{"check"}, files...)...)
	if got.code != 0 {
		t.Fatalf("%+v", got)
	}
	want := placed(t, dir, folders)
	if len(want) < 300 {
		t.Fatalf("only %d findings and steps: this shows nothing", len(want))
	}
	same(t, "gopls", checked(dir, got.stdout), want)
	t.Logf("%d findings and steps in %d files", len(want), len(files))
}

// checked are our findings and their steps in the output of gopls check, each as
// file:line:col: message.
func checked(dir, stdout string) []string {
	var out []string
	ours := false // is the last finding
	for _, m := range regexp.MustCompile(`(?m)^(\S+?:\d+:\d+)-[\d:]+: (- )?(.*)$`).FindAllStringSubmatch(stdout, -1) {
		if m[2] == "" {
			ours = regexp.MustCompile(`^[a-z]+: `).MatchString(m[3])
		}
		if rel, err := filepath.Rel(dir, m[1]); ours && err == nil {
			out = append(out, filepath.ToSlash(rel)+": "+m[3])
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// placed are the findings of asynclint in some folders, and their steps, in the
// form of checked.
func placed(t *testing.T, dir string, folders []string) []string {
	t.Helper()
	type place struct {
		Message  string
		Position struct {
			File         string
			Line, Column int
		}
	}
	args := []string{"-config=none", "-baseline=none", "-f=jsonl", "-checks=all", "-tier=advice"}
	for _, folder := range folders {
		rel, err := filepath.Rel(dir, folder)
		if err != nil {
			t.Fatal(err)
		}
		args = append(args, "./"+filepath.ToSlash(rel))
	}
	got := run(t, dir, nil, binary, args...)
	var out []string
	for line := range strings.Lines(got.stdout) {
		var f struct {
			place
			Check string
			Steps []place
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Check == "staleignore" {
			continue
		}
		f.place.Message = f.Check + ": " + f.place.Message
		for _, p := range append(f.Steps, f.place) {
			out = append(out, fmt.Sprintf("%s:%d:%d: %s", p.Position.File, p.Position.Line, p.Position.Column, p.Message))
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}
