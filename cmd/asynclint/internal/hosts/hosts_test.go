package hosts

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// binary is asynclint as users have it.
var binary string

// root is the folder of go.mod.
const root = "../../../.."

func TestMain(m *testing.M) {
	if dir := os.Getenv(cacheDir); dir != "" {
		if err := serveCache(dir, os.Stdin, os.Stdout); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	dir, err := os.MkdirTemp("", "asynclint")
	if err != nil {
		panic(err)
	}
	binary = filepath.Join(dir, "asynclint")
	if runtime.GOOS == "windows" {
		binary += ".exe"
	}
	if out, err := exec.Command("go", "build", "-o", binary, "../..").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// result is how a command ended.
type result struct {
	code           int
	stdout, stderr string
}

func run(t *testing.T, dir string, env []string, name string, args ...string) result {
	t.Helper()
	cmd := exec.CommandContext(context.Background(), name, args...)
	cmd.Dir = dir
	cmd.Env = append(append(cmd.Environ(), "PWD="+dir), env...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	err := cmd.Run()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// rootDir is root as an absolute path.
func rootDir(t *testing.T) string {
	t.Helper()
	dir, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// readFile reads a file that is named from root.
func readFile(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(name)))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// own is what the checks of asynclint itself find, each as file:line:col:
// check: message, sorted. Its steps are in the message if folded is set.
// Comments that silence nothing, which no other host tells of, are left out.
func own(t *testing.T, dir string, folded bool, args ...string) []string {
	t.Helper()
	got := run(t, dir, nil, binary, append([]string{"-config=none", "-baseline=none", "-f=jsonl"}, args...)...)
	if got.code > 1 || got.stderr != "" {
		t.Fatalf("asynclint: %+v", got)
	}
	type position struct {
		File         string
		Line, Column int
	}
	var out []string
	for line := range strings.Lines(got.stdout) {
		var f struct {
			Check, Message string
			Position       position
			Steps          []struct {
				Message  string
				Position position
			}
		}
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatal(err)
		}
		if f.Check == "staleignore" {
			continue
		}
		for _, s := range f.Steps {
			if folded {
				f.Message += fmt.Sprintf("; %s:%d: %s", s.Position.File[strings.LastIndexByte(s.Position.File, '/')+1:], s.Position.Line, s.Message)
			}
		}
		out = append(out, fmt.Sprintf("%s:%d:%d: %s: %s", f.Position.File, f.Position.Line, f.Position.Column, f.Check, f.Message))
	}
	slices.Sort(out)
	return out
}

// same complains unless two hosts say the same.
func same(t *testing.T, host string, got, want []string) {
	t.Helper()
	for _, f := range want {
		if !slices.Contains(got, f) {
			t.Errorf("%s does not say\n%s", host, f)
		}
	}
	for _, f := range got {
		if !slices.Contains(want, f) {
			t.Errorf("only %s says\n%s", host, f)
		}
	}
	if len(got) != len(want) {
		t.Errorf("%s has %d findings, want %d", host, len(got), len(want))
	}
}

// block is a code block of a page below docs. The comment before it,
// <!-- test: NAME -->, says which.
func block(t *testing.T, page, name string) string {
	t.Helper()
	m := regexp.MustCompile("(?s)<!-- test: " + name + " -->\n```[a-z]*\n(.*?)```\n").FindStringSubmatch(readFile(t, "docs/"+page))
	if m == nil {
		t.Fatalf("docs/%s has no block %q", page, name)
	}
	return m[1]
}

// shell runs commands under bash, with asynclint in its PATH.
func shell(t *testing.T, dir string, env []string, commands string) result {
	t.Helper()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no bash")
	}
	path := "PATH=" + filepath.Dir(binary) + string(filepath.ListSeparator) + os.Getenv("PATH")
	return run(t, dir, append([]string{path}, env...), "bash", "-euo", "pipefail", "-c", commands)
}
