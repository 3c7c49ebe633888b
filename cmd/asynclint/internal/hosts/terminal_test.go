package hosts

import (
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// The size of terminals, in cells.
const columns, rows = 104, 34

// A terminal is one of tmux, with a program in it.
type terminal struct {
	t      *testing.T
	e      editor
	socket string
	env    []string
}

var terminals atomic.Int32

// terminal starts a program in one, which goes with the test.
func (e editor) terminal(args ...string) *terminal {
	e.t.Helper()
	t := &terminal{t: e.t, e: e, socket: "asynclint" + strconv.Itoa(os.Getpid()) + "-" + strconv.Itoa(int(terminals.Add(1)))}
	t.env = append(append(os.Environ(), e.home()...), "LC_ALL=C.UTF-8", "TERM=xterm-256color", "TMUX=")
	t.tmux(append([]string{"new-session", "-d", "-x", strconv.Itoa(columns), "-y", strconv.Itoa(rows)}, args...)...)
	e.t.Cleanup(func() { exec.Command("tmux", "-L", t.socket, "kill-server").Run() })
	return t
}

func (t *terminal) tmux(args ...string) string {
	t.t.Helper()
	cmd := exec.Command("tmux", append([]string{"-L", t.socket, "-f", os.DevNull}, args...)...)
	cmd.Dir, cmd.Env = t.e.dir, t.env
	out, err := cmd.CombinedOutput()
	if err != nil {
		t.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// keys types, in the notation of tmux.
func (t *terminal) keys(keys ...string) { t.tmux(append([]string{"send-keys"}, keys...)...) }

// wait waits until one of the texts is on the screen, and returns that with its
// colours.
func (t *terminal) wait(texts ...string) string {
	t.t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(200 * time.Millisecond) {
		screen := t.tmux("capture-pane", "-p")
		if slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(screen, text) }) {
			return t.tmux("capture-pane", "-e", "-p")
		}
		if time.Now().After(end) {
			t.t.Fatalf("%q is not on the screen:\n%s", texts, screen)
		}
	}
}
