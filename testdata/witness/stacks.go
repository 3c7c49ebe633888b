package witness

import (
	"bytes"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience bounds every poll. It is long because it is only waited for when
// something went wrong, and machines that run tests can be slow.
const patience = 5 * time.Second

// A goroutine is one block of a stack dump.
type goroutine struct {
	id     string // "goroutine 7", never used again
	status string // what stands in brackets: "chan send", "select, 2 minutes", "running"
	text   string
}

// stacks dumps every goroutine but the caller's.
func stacks() []goroutine {
	buf := make([]byte, 1<<16)
	for {
		n := runtime.Stack(buf, true)
		if n < len(buf) {
			return parse(string(buf[:n]))
		}
		buf = make([]byte, 2*len(buf))
	}
}

// profiled is stacks, where the status of a goroutine that the collector
// proved to be stuck for ever ends in "(leaked)". It reports false if this
// program was built without GOEXPERIMENT=goroutineleakprofile and the
// toolchain does not have the profile by default.
func profiled() ([]goroutine, bool) {
	profile := pprof.Lookup("goroutineleak")
	if profile == nil {
		return nil, false
	}
	var b bytes.Buffer
	if err := profile.WriteTo(&b, 2); err != nil {
		return nil, false
	}
	return parse(b.String()), true
}

// parse splits a dump into its goroutines and drops the first, which is the
// one that asked.
func parse(dump string) []goroutine {
	var all []goroutine
	for block := range strings.SplitSeq(strings.TrimSpace(dump), "\n\n") {
		head, _, _ := strings.Cut(block, "\n")
		id, status, _ := strings.Cut(head, " [")
		all = append(all, goroutine{id, strings.TrimSuffix(status, "]:"), block})
	}
	return all[1:]
}

// in reports whether a function whose name contains name is on the stack, or
// started the goroutine.
func (g goroutine) in(name string) bool {
	for i, line := range strings.Split(g.text, "\n") {
		if i == 0 || strings.HasPrefix(line, "\t") {
			continue // the head, or the position of the function above
		}
		if strings.HasPrefix(line, "testing.(*T).Run(") {
			return false // a test that waits for its subtest
		}
		line, _, _ = strings.Cut(line, " in goroutine ")
		if i := strings.LastIndexByte(line, '('); i > 0 && strings.HasSuffix(line, ")") {
			line = line[:i] // without the arguments
		}
		if strings.Contains(line, name) {
			return true
		}
	}
	return false
}

// find returns the goroutines of all that are in name.
func find(all []goroutine, name string) []goroutine {
	var found []goroutine
	for _, g := range all {
		if g.in(name) {
			found = append(found, g)
		}
	}
	return found
}

// without leaves out of all those that are in old, too: what earlier tests left
// behind is not this one's fault.
func without(old, all []goroutine) []goroutine {
	return slices.DeleteFunc(all, func(g goroutine) bool {
		return slices.ContainsFunc(old, func(o goroutine) bool { return o.id == g.id })
	})
}

// abandoned holds the ids of goroutines that a failed test left behind.
var abandoned sync.Map

// abandon remembers that gs will stay.
func abandon(gs []goroutine) {
	for _, g := range gs {
		abandoned.Store(g.id, true)
	}
}

// Parked waits until some goroutine is blocked for the given reason in a
// function whose name contains name, or in what that function called: the
// handshake with code that has no other. The reason is what a stack dump
// shows in brackets: "chan send", "chan receive", "select", "sync.Mutex.Lock",
// "sync.RWMutex.RLock", "sync.WaitGroup.Wait", "sync.Cond.Wait", "IO wait",
// "sleep"... In a bubble use synctest.Wait instead.
func Parked(t testing.TB, name, reason string) {
	t.Helper()
	for start := time.Now(); ; pause() {
		all, waits := parked(name, reason)
		if waits {
			return
		}
		if time.Since(start) > patience {
			t.Fatalf("no goroutine came to wait in %s for %q; there are\n%s", name, reason, list(all))
		}
	}
}

// parked looks once, and returns what it saw, too.
func parked(name, reason string) (all []goroutine, waits bool) {
	all = stacks()
	for _, g := range find(all, name) {
		if _, old := abandoned.Load(g.id); !old && strings.HasPrefix(g.status, reason) {
			return all, true
		}
	}
	return all, false
}

// pause lets others run between two polls. Nothing is ordered by it.
func pause() { time.Sleep(time.Millisecond) }

// list joins the texts of gs.
func list(gs []goroutine) string {
	var b strings.Builder
	for _, g := range gs {
		b.WriteString(g.text + "\n\n")
	}
	return strings.TrimSuffix(b.String(), "\n")
}
