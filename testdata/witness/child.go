package witness

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// inChild is set to the name of the test for which a child process runs.
const inChild = "ASYNCLINT_WITNESS_CHILD"

// hangs is how long a child may take. Bad code that neither dies nor panics
// but hangs is cut off, and is shown with its stacks.
const hangs = 20 * time.Second

// Child runs f in a process of its own, for code that takes the whole process
// down. The test fails with the output of the process if it does not exit
// with 0, so with
//
//	fatal error: all goroutines are asleep - deadlock!
//
// if f blocks and nothing is left that could wake it, and with "panic: ..."
// if something panics. A process that does neither and does not end fails
// the test with "hangs:" and the stacks.
//
// The child is this same test program, started with only the calling test:
// it runs the test up to Child once more, and f, but nothing after it. The
// runtime sees a deadlock only when nothing else is going on: no timers, no
// open sockets, no cgo; that is why f should be alone in its test.
func Child(t *testing.T, f func()) {
	t.Helper()
	r := Exec(t, f)
	switch {
	case r.Hangs:
		t.Fatalf("hangs: the process did not end within %v\n%s", hangs, r.Output)
	case r.Code != 0:
		t.Fatalf("the process exited with %d\n%s", r.Code, r.Output)
	}
}

// Ended is how a child process ended.
type Ended struct {
	Code   int    // the exit code: 0 if the test passed, 1 if it failed, 2 if the process died
	Output string // both streams
	Hangs  bool   // it had to be killed
}

// Exec is [Child] for tests that want to look at the end themselves: of a
// test that ought to fail, say.
func Exec(t *testing.T, f func()) Ended {
	t.Helper()
	if os.Getenv(inChild) == t.Name() {
		f()
		// What the test does after Exec is the parent's business.
		t.SkipNow()
	}
	ctx, cancel := context.WithTimeout(t.Context(), hangs)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run="+only(t.Name()), "-test.timeout=0", "-test.count=1", "-test.parallel=1")
	cmd.Env = append(os.Environ(), inChild+"="+t.Name(), "GOTRACEBACK=all")
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGQUIT) } // die with stacks
	cmd.WaitDelay = 5 * time.Second
	out, err := cmd.CombinedOutput()
	if e := (*exec.ExitError)(nil); err != nil && !errors.As(err, &e) && ctx.Err() == nil {
		t.Fatalf("cannot run a child process: %v", err)
	}
	return Ended{Code: cmd.ProcessState.ExitCode(), Output: string(out), Hangs: ctx.Err() != nil}
}

// only is the -test.run pattern of exactly this test.
func only(name string) string {
	parts := strings.Split(name, "/")
	for i, p := range parts {
		parts[i] = "^" + regexp.QuoteMeta(p) + "$"
	}
	return strings.Join(parts, "/")
}
