package explore

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"
)

// waiting are the states, as in a stack dump, of goroutines that only another
// goroutine can wake. Plain "semacquire" is not: who starts a garbage collection
// waits so for the dump itself.
var waiting = []string{
	"chan send", "chan receive", "chan send (nil chan)", "chan receive (nil chan)",
	"select", "select (no cases)", "sync.Mutex.Lock", "sync.RWMutex.Lock",
	"sync.RWMutex.RLock", "sync.Cond.Wait", "sync.WaitGroup.Wait",
}

// quiet waits until no goroutine of the run moves, nor ever will by itself. A
// dump of all stacks stops the world, so if all of them wait in one dump, none
// is on its way.
func (r *interp) quiet() {
	for idle, last := 0, int64(-1); ; {
		if r.alive.Load() == 0 {
			return
		}
		if now := r.progress.Load(); now != last {
			last, idle = now, 0
		} else {
			idle++
		}
		switch {
		case idle < 30 || r.gate == nil && !r.calm.Load():
			runtime.Gosched()
		case allWait():
			return
		case idle > 100_000:
			panic("not quiet")
		case idle > 100:
			time.Sleep(20 * time.Microsecond)
		default:
			runtime.Gosched()
		}
	}
}

var dump = make([]byte, 1<<20)

// allWait reports whether every goroutine of an interp waits.
func allWait() bool {
	n := runtime.Stack(dump, true)
	for stack := range bytes.SplitSeq(dump[:n], []byte("\n\n")) {
		if !bytes.Contains(stack, []byte("explore.(*interp).spawn in goroutine")) {
			continue
		}
		_, state, _ := bytes.Cut(stack, []byte("["))
		state, _, _ = bytes.Cut(state, []byte("]"))
		state, _, _ = bytes.Cut(state, []byte(","))
		if !slices.Contains(waiting, string(state)) {
			return false
		}
	}
	return true
}

// left tells where the goroutines are that did not end, or the panic.
func (r *interp) left() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.outcome != "" {
		return r.outcome
	}
	return r.places()
}

func (r *interp) places() string {
	var all []string
	for _, g := range r.routines {
		if !g.ended.Load() {
			all = append(all, fmt.Sprintf("%d.%d", g.body, g.node.Load()))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}
