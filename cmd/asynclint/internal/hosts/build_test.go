package hosts

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"
)

// build builds the host in testdata/NAME with asynclint in it, and returns the
// program, the folder of its module and the environment in which the go command
// knows that. It takes minutes of CPU when nothing is compiled yet, which a
// step of its own in CI has time for.
func build(t *testing.T, name string) (program, dir string, env []string) {
	t.Helper()
	if testing.Short() {
		t.Skip("builds " + name)
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Join("testdata", name))); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"go.mod", "go.sum"} {
		if err := os.Rename(filepath.Join(dir, file+".txt"), filepath.Join(dir, file)); err != nil {
			t.Fatal(err)
		}
	}
	program = filepath.Join(dir, name+".exe")
	// Not testmod.Env, here: this one needs the module proxy.
	env = []string{"GOWORK=off", "GOFLAGS=-mod=mod -buildvcs=false", "GOTOOLCHAIN=local"}
	if r := run(t, dir, env, "go", "mod", "edit", "-replace=github.com/asynclint/asynclint="+rootDir(t)); r.code != 0 {
		t.Fatalf("%+v", r)
	}
	if r := run(t, dir, env, "go", "mod", "download"); r.code != 0 {
		if os.Getenv("CI") == "" {
			t.Skipf("the modules of %s cannot be had: %s", name, r.stderr)
		}
		t.Fatalf("%+v", r)
	}
	// A test has 10 minutes. What the go command has compiled until then it keeps.
	ctx := t.Context()
	if deadline, ok := t.Deadline(); ok {
		var stop context.CancelFunc
		ctx, stop = context.WithDeadline(ctx, deadline.Add(-3*time.Minute))
		defer stop()
	}
	// Without debug information the linker has half of the work.
	build := exec.CommandContext(ctx, "go", "build", "-ldflags=-s -w", "-o", program, ".")
	build.Dir, build.Env = dir, append(append(os.Environ(), env...), "PWD="+dir)
	if out, err := build.CombinedOutput(); ctx.Err() != nil && os.Getenv("CI") == "" {
		t.Skipf("no time left to build %s; the next run goes on from here", name)
	} else if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program, dir, env
}
