package explore

import (
	"fmt"
	"runtime"
	"slices"
	"time"
)

// drain ends every goroutine that is left.
func (r *interp) drain() {
	r.mu.Lock()
	r.kill()
	r.mu.Unlock()
	if r.gate != nil {
		r.gate.open()
	}
	r.quiet()
	for tries := 0; r.alive.Load() > 0; tries++ {
		if tries > 200 && r.onceStuck() {
			return // A Once can not be made to let go. These few stay.
		}
		if tries > 10_000 {
			panic(fmt.Sprintf("can not drain %s\n%s", r.places(), r.p))
		}
		r.mu.Lock()
		all := r.all
		r.mu.Unlock()
		for _, o := range all {
			o.release()
		}
		if tries > 3 {
			time.Sleep(time.Microsecond << min(tries, 10))
		} else {
			runtime.Gosched()
		}
	}
	for _, o := range r.all {
		if o.cancel != nil {
			o.cancel()
		}
	}
}

// onceStuck reports whether some goroutine waits for a Once.
func (r *interp) onceStuck() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.ContainsFunc(r.routines, func(g *routine) bool {
		return !g.ended.Load() && r.p.Bodies[g.body].Nodes[g.node.Load()].Op == Enter
	})
}

// release lets go of who waits for an object.
func (o *object) release() {
	if o.writer.CompareAndSwap(true, false) {
		if o.isRW {
			o.rw.Unlock()
		} else {
			o.mu.Unlock()
		}
	}
	for c := o.reader.Load(); c > 0; c = o.reader.Load() {
		if o.reader.CompareAndSwap(c, c-1) {
			o.rw.RUnlock()
		}
	}
	if o.cond != nil {
		o.cond.Broadcast()
	}
	func() {
		defer func() { _ = recover() }()
		o.wg.Add(1) // It is -1 after a panic.
		for {
			o.wg.Done()
		}
	}()
}
