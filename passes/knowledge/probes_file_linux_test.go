package knowledge

import (
	"context"
	"io"
	"io/ioutil" //lint:ignore SA1019 programs still call it, so the table has it
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// opening probes a function that opens a FIFO whose other end nobody has
// opened. Opening it both ways, which never blocks on Linux, lets it through;
// closing that again ends what it then reads or writes.
func opening(open func(name string)) probe {
	return func(e *env) func(context.Context) {
		name := filepath.Join(e.TempDir(), "fifo")
		e.must(syscall.Mkfifo(name, 0o600))
		e.onRelease(func() {
			f, err := os.OpenFile(name, os.O_RDWR, 0)
			if err != nil {
				e.Errorf("%s: %v", e.name, err)
				return
			}
			_ = f.Close()
		})
		return func(context.Context) { open(name) }
	}
}

// rooted is opening for the methods of os.Root.
func rooted(open func(root *os.Root, base string)) probe {
	return opening(func(name string) {
		root, err := os.OpenRoot(filepath.Dir(name))
		if err != nil {
			return // seen as a call that returns instead of blocking
		}
		defer root.Close()
		open(root, filepath.Base(name))
	})
}

// closing closes what a probe has opened, if it could.
func closing(c io.Closer, err error) {
	if err == nil {
		_ = c.Close()
	}
}

// piping probes a function on one end of an os.Pipe that is empty (r) or too
// small for what is written (w). Closing both ends releases it.
func piping(use func(r, w *os.File)) probe {
	return func(e *env) func(context.Context) {
		r, w, err := os.Pipe()
		e.must(err)
		e.onRelease(func() { _, _ = r.Close(), w.Close() })
		return func(context.Context) { use(r, w) }
	}
}

// rawPiping is piping for file descriptors that the runtime does not poll. A
// close does not wake a system call on the same descriptor, hence one end each.
func rawPiping(use func(r, w int), other func(r, w int) int) probe {
	return func(e *env) func(context.Context) {
		var fds [2]int
		e.must(syscall.Pipe2(fds[:], syscall.O_CLOEXEC))
		e.onRelease(func() { _ = syscall.Close(other(fds[0], fds[1])) })
		return func(context.Context) { use(fds[0], fds[1]) }
	}
}

// large is more than any pipe or socket buffer of a test takes.
var large = make([]byte, 32<<20)

var fileProbes = map[string]probe{
	"os.Open":         opening(func(name string) { closing(os.Open(name)) }),
	"os.OpenFile":     opening(func(name string) { closing(os.OpenFile(name, os.O_WRONLY, 0)) }),
	"os.ReadFile":     opening(func(name string) { _, _ = os.ReadFile(name) }),
	"os.WriteFile":    opening(func(name string) { _ = os.WriteFile(name, line, 0o600) }),
	"os.OpenInRoot":   opening(func(name string) { closing(os.OpenInRoot(filepath.Dir(name), filepath.Base(name))) }),
	"(*os.Root).Open": rooted(func(root *os.Root, base string) { closing(root.Open(base)) }),
	"(*os.Root).OpenFile": rooted(func(root *os.Root, base string) {
		closing(root.OpenFile(base, os.O_WRONLY, 0))
	}),
	"(*os.Root).ReadFile":  rooted(func(root *os.Root, base string) { _, _ = root.ReadFile(base) }),
	"(*os.Root).WriteFile": rooted(func(root *os.Root, base string) { _ = root.WriteFile(base, line, 0o600) }),
	"io/ioutil.ReadFile":   opening(func(name string) { _, _ = ioutil.ReadFile(name) }),
	"io/ioutil.WriteFile":  opening(func(name string) { _ = ioutil.WriteFile(name, line, 0o600) }),

	"(*os.File).Read":        piping(func(r, w *os.File) { _, _ = r.Read(buf1()) }),
	"(*os.File).WriteTo":     piping(func(r, w *os.File) { _, _ = r.WriteTo(io.Discard) }),
	"(*os.File).Write":       piping(func(r, w *os.File) { _, _ = w.Write(large) }),
	"(*os.File).WriteString": piping(func(r, w *os.File) { _, _ = w.WriteString(string(large)) }),
	"(*os.File).ReadFrom":    piping(func(r, w *os.File) { _, _ = w.ReadFrom(strings.NewReader(string(large))) }),

	"syscall.Read": rawPiping(
		func(r, w int) { _, _ = syscall.Read(r, buf1()) },
		func(r, w int) int { return w }),
	"syscall.Write": rawPiping(
		func(r, w int) { _, _ = syscall.Write(w, large) },
		func(r, w int) int { return r }),
	"syscall.Flock": func(e *env) func(context.Context) {
		name := filepath.Join(e.TempDir(), "lock")
		taken, err := os.Create(name)
		e.must(err)
		e.must(syscall.Flock(int(taken.Fd()), syscall.LOCK_EX))
		second, err := os.Open(name)
		e.must(err)
		e.onRelease(func() { _ = taken.Close() })
		return func(context.Context) {
			_ = syscall.Flock(int(second.Fd()), syscall.LOCK_EX)
			_ = second.Close()
		}
	},
}
