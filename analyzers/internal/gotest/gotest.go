// Package gotest runs tests in child processes, for the tests that look at how
// other tests end: those of pairs, of kernels and of patterns.
package gotest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// module is the prefix of our packages.
const module = "github.com/asynclint/asynclint/"

// LeakProfile is the environment that switches the goroutine leak profile on
// in toolchains that have it but not yet by default. Without cgo, because the
// runtime does not see a deadlock of all goroutines where C could wake one.
func LeakProfile() []string {
	return []string{"CGO_ENABLED=0", "GOEXPERIMENT=goroutineleakprofile"}
}

// Race is the environment for the race detector, which needs cgo.
func Race() []string { return []string{"CGO_ENABLED=1"} }

// NoRace recognizes what the go command says where -race cannot be had.
func NoRace(out string) bool {
	return strings.Contains(out, "-race is only supported") || strings.Contains(out, "-race is not supported") || strings.Contains(out, "C compiler")
}

// A Package is how the tests of one package went.
type Package struct {
	Passed bool
	Tests  map[string]*Test // by name; subtests count as part of their test
	Output string           // outside of tests: of the build, of the package
}

// A Test is how one test went.
type Test struct {
	Action string // "pass", "fail", "skip"; "" if it never ended
	Output string
	Attrs  []Attr // what it and its subtests told by t.Attr
}

// Attr is one call of t.Attr.
type Attr struct{ Key, Value string }

// Built reports whether the tests came to run.
func (p *Package) Built() bool { return p.Passed || len(p.Tests) > 0 }

// All is everything that was printed.
func (p *Package) All() string {
	s := p.Output
	for _, name := range slices.Sorted(maps.Keys(p.Tests)) {
		s += p.Tests[name].Output
	}
	return s
}

// Run runs `go test` once over packages of the module, given by their folders
// below root, with flags first, and returns how each went, by its folder.
func Run(t testing.TB, root string, env []string, args ...string) map[string]*Package {
	t.Helper()
	ctx, cancel := Deadline(t)
	defer cancel()
	all := make(map[string]*Package)
	command := []string{"test", "-json", "-vet=off", "-timeout=60s"}
	for _, a := range args {
		if !strings.HasPrefix(a, "-") {
			all[a] = &Package{Tests: make(map[string]*Test)}
			a = "./" + a
		}
		command = append(command, a)
	}
	cmd := exec.CommandContext(ctx, "go", command...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), env...)
	out, err := cmd.Output()
	var stderr string
	if e, ok := err.(*exec.ExitError); ok {
		stderr = string(e.Stderr)
	} else if err != nil {
		t.Fatal(err)
	}
	if Obsolete(stderr) {
		return Run(t, root, WithoutExperiment(env), args...)
	}
	for line := range bytes.Lines(out) {
		var e event
		if json.Unmarshal(line, &e) != nil {
			stderr += string(line)
			continue
		}
		e.addTo(all)
	}
	for _, p := range all {
		p.Output += stderr
	}
	return all
}

// Deadline is a context that ends in time for t to say what happened.
func Deadline(t testing.TB) (context.Context, context.CancelFunc) {
	if t, ok := t.(*testing.T); ok {
		if end, ok := t.Deadline(); ok {
			return context.WithDeadline(t.Context(), end.Add(-5*time.Second))
		}
	}
	return context.WithCancel(t.Context())
}

// Obsolete recognizes what a toolchain says that has no such experiment any
// more, because it is always on.
func Obsolete(out string) bool { return strings.Contains(out, "unknown GOEXPERIMENT") }

// WithoutExperiment is env for such a toolchain.
func WithoutExperiment(env []string) []string {
	return slices.DeleteFunc(slices.Clone(env), func(v string) bool { return strings.HasPrefix(v, "GOEXPERIMENT=") })
}

// event is a line of `go test -json`.
type event struct {
	Action, Package, ImportPath, Test, Output, Key, Value string
}

func (e event) addTo(all map[string]*Package) {
	if e.Action == "build-output" {
		e.Package, _, _ = strings.Cut(e.ImportPath, " ")
	}
	p := all[strings.TrimPrefix(e.Package, module)]
	if p == nil {
		for _, p := range all { // the build of a dependency failed
			p.Output += e.Output
		}
		return
	}
	if e.Test == "" {
		p.Output += e.Output
		p.Passed = p.Passed || e.Action == "pass"
		return
	}
	name, _, isSub := strings.Cut(e.Test, "/")
	if p.Tests[name] == nil {
		p.Tests[name] = new(Test)
	}
	test := p.Tests[name]
	test.Output += e.Output
	switch e.Action {
	case "attr":
		test.Attrs = append(test.Attrs, Attr{e.Key, e.Value})
	case "pass", "fail", "skip":
		if !isSub {
			test.Action = e.Action
		}
	}
}

// Overlay writes files, by their absolute names, to dir, and there a file for
// the -overlay flag of the go command, whose name it returns. With it the go
// command sees those files in place of the real ones, or besides them: even
// packages whose folder does not exist, which it then compiles (without vet,
// which looks at the disk) but cannot run.
func Overlay(dir string, files map[string][]byte) (string, error) {
	var overlay struct{ Replace map[string]string }
	overlay.Replace = make(map[string]string)
	for i, name := range slices.Sorted(maps.Keys(files)) {
		copied := filepath.Join(dir, fmt.Sprintf("%d_%s", i, filepath.Base(name)))
		overlay.Replace[name] = copied
		if err := os.WriteFile(copied, files[name], 0o666); err != nil {
			return "", err
		}
	}
	text, err := json.Marshal(overlay)
	if err != nil {
		return "", err
	}
	name := filepath.Join(dir, "overlay.json")
	return name, os.WriteFile(name, text, 0o666)
}
