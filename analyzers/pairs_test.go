package analyzers_test

import (
	"bytes"
	"encoding/json"
	"io/fs"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/analyzers/internal/checktest"
	"github.com/asynclint/asynclint/testdata"
)

// TestSuiteOnPairs: on a reference, the whole suite, vet and staticcheck have
// nothing to say; on bad code nothing but what it expects: what the paired
// check says there (its own test looks at that), and // also: lines.
func TestSuiteOnPairs(t *testing.T) {
	root := checktest.Root(t)
	fixtures := []string{"./testdata", "./testdata/witness"} // clean code that ./... skips
	for _, glob := range []string{"src/*/bad", "src/*/ref", "src/patterns/*"} {
		dirs, err := fs.Glob(testdata.FS, glob)
		if err != nil {
			t.Fatal(err)
		}
		for _, dir := range dirs {
			fixtures = append(fixtures, "./testdata/"+dir)
		}
	}
	found := slices.Concat(
		suiteOn(t, root, fixtures),
		vetOn(t, root, fixtures),
		staticcheckOn(t, root, fixtures),
	)
	expected := expectations(t)
	for _, f := range found {
		pair, half := halves(f.file)
		if half == "bad" && f.check == pair {
			continue
		}
		if expect := (expectation{f.file, f.line, f.check}); half == "bad" && expected[expect] > 0 {
			expected[expect]++
			continue
		}
		t.Errorf("%s:%d: unexpected: %s (%s)", f.file, f.line, f.text, f.check)
	}
	for e, n := range expected {
		if n == 1 {
			t.Errorf("%s:%d: expected %s to report something, as the comment says", e.file, e.line, e.check)
		}
	}
}

// A finding is what some tool says, in terms all three have.
type finding struct {
	file  string // below the root, with slashes
	line  int
	check string // its name, or staticcheck's code
	text  string
}

// An expectation is one name in an // also: comment.
type expectation struct {
	file  string
	line  int
	check string
}

// expectations collects the // also: comments of bad code, each with a count
// of 1; TestSuiteOnPairs raises it when the finding comes.
func expectations(t *testing.T) map[expectation]int {
	all := make(map[expectation]int)
	files, err := fs.Glob(testdata.FS, "src/*/bad/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		src, err := fs.ReadFile(testdata.FS, file)
		if err != nil {
			t.Fatal(err)
		}
		for i, line := range testdata.Lines(src) {
			for _, check := range line.Also {
				all[expectation{"testdata/" + file, i + 1, check}] = 1
			}
		}
	}
	return all
}

// halves splits testdata/src/PAIR/HALF/file.go.
func halves(file string) (pair, half string) {
	parts := strings.Split(file, "/")
	if len(parts) < 5 || parts[2] == "patterns" {
		return "", ""
	}
	return parts[2], parts[3]
}

// at makes a finding from an absolute position.
func at(root, file string, line int, check, text string) finding {
	if rel, err := filepath.Rel(root, file); err == nil {
		file = filepath.ToSlash(rel)
	}
	return finding{file, line, check, text}
}

// suiteOn runs all our checks, those that are off by default too.
func suiteOn(t *testing.T, root string, fixtures []string) []finding {
	config := &packages.Config{Mode: packages.LoadAllSyntax | packages.NeedModule, Dir: root, Tests: true}
	pkgs, err := packages.Load(config, fixtures...)
	if err != nil {
		t.Fatal(err)
	}
	if packages.PrintErrors(pkgs) > 0 {
		t.Fatal("fixtures do not compile")
	}
	var all []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		all = append(all, c.Analyzer)
	}
	graph, err := checker.Analyze(all, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var found []finding
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Errorf("%v: %v", act, act.Err)
		}
		for _, d := range act.Diagnostics {
			p := act.Package.Fset.Position(d.Pos)
			found = append(found, at(root, p.Filename, p.Line, act.Analyzer.Name, d.Message))
		}
	}
	return found
}

// vetOn runs `go vet`.
func vetOn(t *testing.T, root string, fixtures []string) []finding {
	out := command(t, root, append([]string{"vet", "-json"}, fixtures...))
	var found []finding
	for decoder := json.NewDecoder(bytes.NewReader(out)); decoder.More(); {
		var unit map[string]map[string]json.RawMessage // package -> analyzer -> findings, or an error
		if err := decoder.Decode(&unit); err != nil {
			t.Fatalf("go vet: %v\n%s", err, out)
		}
		for _, byAnalyzer := range unit {
			for name, raw := range byAnalyzer {
				var list []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &list); err != nil {
					t.Fatalf("go vet: %s", raw)
				}
				for _, f := range list {
					file, line := position(f.Posn)
					found = append(found, at(root, file, line, name, f.Message))
				}
			}
		}
	}
	return found
}

// staticcheckOn runs the staticcheck that go.mod pins.
func staticcheckOn(t *testing.T, root string, fixtures []string) []finding {
	out := command(t, root, append([]string{"tool", "staticcheck", "-f", "json"}, fixtures...))
	var found []finding
	for line := range bytes.Lines(out) {
		var f struct {
			Code, Message string
			Location      struct {
				File string
				Line int
			}
		}
		if err := json.Unmarshal(line, &f); err != nil {
			t.Fatalf("staticcheck: %s", out)
		}
		found = append(found, at(root, f.Location.File, f.Location.Line, f.Code, f.Message))
	}
	return found
}

// command runs the go command and returns what it printed to stdout. Findings
// make it exit with 1, so only an exit without any output is a failure.
func command(t *testing.T, root string, args []string) []byte {
	t.Helper()
	cmd := exec.Command("go", args...)
	cmd.Dir = root
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil && len(out) == 0 {
		t.Fatalf("go %s: %v\n%s", strings.Join(args, " "), err, &stderr)
	}
	return out
}

// position splits "file:line:column".
func position(s string) (file string, line int) {
	s = s[:strings.LastIndexByte(s, ':')]
	i := strings.LastIndexByte(s, ':')
	line, _ = strconv.Atoi(s[i+1:])
	return s[:i], line
}
