package goker

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/analyzers/internal/gotest"
)

var runs = flag.Int("runs", 3, "times to run each fixed kernel")

// most bounds the runs of a kernel as it is until it leaks: schedules decide.
const most = 12

// TestLeaks: kernels leak, and their fixes end that.
func TestLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("compiles and runs kernels")
	}
	all, dir := kernels(t)
	all = slices.DeleteFunc(all, func(k *Kernel) bool { return k.Fix == nil })
	bad := build(t, dir, all, func(k *Kernel) []Edit { return k.Tune })
	fixed := build(t, dir, all, func(k *Kernel) []Edit { return slices.Concat(k.Tune, k.Fix) })

	for _, k := range all {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			n := 0
			for leaks := ""; leaks == "" && n < most; n++ {
				leaks = bad.leaks(t, k, n)
				if leaks == "" && n == most-1 {
					t.Errorf("shows no leak in %d runs", most)
				}
			}
			for i := range *runs {
				if leaks := fixed.leaks(t, k, i); leaks != "" {
					t.Fatalf("leaks though fixed (run %d of %d):\n%s", i+1, *runs, leaks)
				}
			}
			t.Logf("leaks in run %d as it is, in none of %d when fixed", n, *runs)
		})
	}
}

// programs is a folder with the two compiled programs that hold the kernels.
type programs string

// build compiles the programs, with edits made.
func build(t *testing.T, dir string, all []*Kernel, edits func(*Kernel) []Edit) programs {
	t.Helper()
	files, err := Edited(dir, all, edits)
	if err != nil {
		t.Fatal(err)
	}
	tmp := t.TempDir()
	overlay, err := gotest.Overlay(tmp, files)
	if err != nil {
		t.Fatal(err)
	}

	compile := func(env ...string) ([]byte, error) {
		cmd := exec.CommandContext(t.Context(), "go", "build", "-overlay", overlay,
			"-o", tmp+string(filepath.Separator), ".", "./goker")
		cmd.Dir = dir
		cmd.Env = append(environ(), env...)
		return cmd.CombinedOutput()
	}
	out, err := compile("GOEXPERIMENT=goroutineleakprofile")
	if err != nil && gotest.Obsolete(string(out)) {
		out, err = compile() // no experiment any more
	}
	if err != nil {
		t.Fatalf("the kernels do not compile: %v\n%s", err, out)
	}
	return programs(tmp)
}

// environ is what the go command needs to work on the toolchain's own source.
func environ() []string {
	return append(os.Environ(), "GOFLAGS=", "GOWORK=off", "CGO_ENABLED=0")
}

// leaked is the header of a goroutine that nothing can ever wake.
var leaked = regexp.MustCompile(`^goroutine \d+ \[.*\(leaked\).*\]:`)

// leaks runs a kernel once, the nth time, and returns the stacks of leaked
// goroutines that are in its file.
func (p programs) leaks(t *testing.T, k *Kernel, n int) string {
	t.Helper()
	// A process that hangs has found a bug in the fix that the profile, which
	// it takes at its end, cannot show.
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	program := "testgoroutineleakprofile"
	if strings.HasPrefix(k.File, "goker/") {
		program = "goker"
	}
	cmd := exec.CommandContext(ctx, filepath.Join(string(p), program), k.Name)
	// Kernels that end soon rely on yielding the one processor there is to who
	// is to get stuck; others rely on a second one. So try both.
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", 1+n%2))
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%.5000s", err, out)
	}
	stacks := strings.Split(string(out), "\n\n")
	if !strings.HasPrefix(stacks[0], "goroutine ") {
		t.Fatalf("there is no profile:\n%.5000s", out)
	}
	stacks = slices.DeleteFunc(stacks, func(s string) bool {
		return !leaked.MatchString(s) || !strings.Contains(s, "/"+k.File+":")
	})
	return strings.Join(stacks[:min(len(stacks), 3)], "\n\n")
}
