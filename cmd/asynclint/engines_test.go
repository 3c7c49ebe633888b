package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
	"honnef.co/go/tools/config"
	"honnef.co/go/tools/lintcmd/cache"
	"honnef.co/go/tools/lintcmd/runner"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// TestEngines holds every way to run the checks against the others: with a
// cache that is empty, with one that is full, without one, with x/tools'
// checker, with staticcheck's runner, and, for the checks that it runs, below go
// vet.
//
// It takes some packages of std, or the module that ASYNCLINT_ENGINES is the
// directory of. ASYNCLINT_ENGINES_CHECKER=off leaves out the checker, which
// needs 10 GB for a large module.
func TestEngines(t *testing.T) {
	if testing.Short() {
		t.Skip("takes its time")
	}
	dir, patterns := os.Getenv("ASYNCLINT_ENGINES"), []string{"./..."}
	if dir == "" {
		testmod.Env(t)
		dir, patterns = t.TempDir(), []string{"context", "os/exec", "database/sql"}
	}
	req := driver.Request{Dir: dir, Patterns: patterns, Tests: true}
	usual := make(map[string]bool)
	for _, c := range analyzers.Suite() {
		req.Analyzers = append(req.Analyzers, c.Analyzer)
		usual[c.Name()] = c.Default()
	}
	store := filepath.Join(t.TempDir(), "cache")
	all := make(map[string][]string)
	for _, e := range []struct {
		name string
		driver.Engine
	}{
		{"cold", driver.Stream{Cache: &driver.Cache{Dir: store}}},
		{"warm", driver.Stream{Cache: &driver.Cache{Dir: store}}},
		{"memory", driver.Stream{}},
		{"checker", driver.Checker{}},
	} {
		if e.name == "checker" && os.Getenv("ASYNCLINT_ENGINES_CHECKER") == "off" {
			continue
		}
		res, err := e.Run(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		lines := []string{}
		for _, f := range res.Findings {
			if e.name == "cold" && usual[f.Check] {
				all["default"] = append(all["default"], fmt.Sprintf("%s: %s (%s)", f.Pos, f.Message, f.Check))
			}
			lines = append(lines, fmt.Sprintf("%s: %s (%s)", f.Pos, f.Message, f.Check))
		}
		slices.Sort(lines)
		all[e.name] = lines
		t.Logf("%s: %d findings, %d packages from the cache, %v worked on; %d problems, %q", e.name, len(lines), res.Stats.Cached, res.Stats.Packages, len(res.Problems), res.Warnings)
	}
	all["lintcmd"] = staticcheckRunner(t, dir, patterns, req.Analyzers)
	t.Logf("lintcmd/runner: %d findings", len(all["lintcmd"]))
	for _, other := range []string{"warm", "memory", "checker", "lintcmd"} {
		if all[other] != nil {
			equal(t, other, all[other], all["cold"])
		}
	}
	vet := vetted(t, dir, patterns)
	t.Logf("go vet: %d findings of the checks that are on by default", len(vet))
	slices.Sort(all["default"])
	equal(t, "go vet", vet, all["default"])
}

// staticcheckRunner returns what the checks say under honnef.co/go/tools'
// runner, which leaves fields of a Pass empty and computes facts for std.
func staticcheckRunner(t *testing.T, dir string, patterns []string, checks []*analysis.Analyzer) []string {
	t.Helper()
	store, err := cache.Open(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	cache.SetSalt([]byte(t.Name()))
	r, err := runner.New(config.Config{}, store)
	if err != nil {
		t.Fatal(err)
	}
	results, err := r.Run(&packages.Config{Dir: dir, Tests: true}, checks, patterns)
	if err != nil {
		t.Fatal(err)
	}
	lines := []string{}
	for _, res := range results {
		if !res.Initial || res.Skipped {
			continue
		}
		if res.Failed {
			t.Fatalf("%s: %v", res.Package, res.Errors)
		}
		data, err := res.Load()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range data.Diagnostics {
			lines = append(lines, fmt.Sprintf("%s: %s (%s)", d.Position, d.Message, d.Category))
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines)
}

func equal(t *testing.T, name string, got, want []string) {
	t.Helper()
	for _, l := range got {
		if !slices.Contains(want, l) {
			t.Errorf("only %s: %s", name, l)
		}
	}
	for _, l := range want {
		if !slices.Contains(got, l) {
			t.Errorf("not %s: %s", name, l)
		}
	}
}

// vetted returns what go vet says with our binary.
func vetted(t *testing.T, dir string, patterns []string) []string {
	t.Helper()
	args := []string{"vet", "-vettool=" + binary, "-json"}
	cmd := exec.Command("go", append(args, patterns...)...)
	cmd.Dir = dir
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	// The go command puts a comment before the results of each package.
	var text strings.Builder
	for line := range strings.Lines(string(out)) {
		if !strings.HasPrefix(line, "#") {
			text.WriteString(line)
		}
	}
	lines := []string{}
	for in := json.NewDecoder(strings.NewReader(text.String())); in.More(); {
		var results map[string]map[string]json.RawMessage
		if err := in.Decode(&results); err != nil {
			t.Fatalf("%v in %s", err, text.String())
		}
		for _, checks := range results {
			for check, raw := range checks {
				var found []struct{ Posn, Message string }
				if err := json.Unmarshal(raw, &found); err != nil {
					t.Errorf("%s: %s", check, raw)
				}
				for _, f := range found {
					lines = append(lines, fmt.Sprintf("%s: %s (%s)", f.Posn, f.Message, check))
				}
			}
		}
	}
	slices.Sort(lines)
	return slices.Compact(lines) // a file is part of a package and of its test variant
}
