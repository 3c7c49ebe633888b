// Package silent has code that looks like a drain and is none, or is harmless.
package silent

import (
	"context"
	"time"
)

func doesNotWait(t *time.Timer) {
	if !t.Stop() {
		select {
		case <-t.C:
		default:
		}
	}
}

func waitsForMore(ctx context.Context, t *time.Timer) {
	if !t.Stop() {
		select {
		case <-t.C:
		case <-ctx.Done():
		}
	}
}

func correlated(t *time.Timer, in chan int) {
	fired := false
	select {
	case <-t.C:
		fired = true
	case <-in:
	}
	if !fired && !t.Stop() {
		<-t.C
	}
}

func nilCheck(t *time.Timer) {
	if t != nil && !t.Stop() {
		<-t.C
	}
}

func kept(t *time.Timer) bool {
	stopped := t.Stop()
	if !stopped {
		println("late")
	}
	return stopped
}

func used(t *time.Timer) {
	if !t.Stop() {
		println("late")
	}
}

func value(t *time.Timer) (at time.Time) {
	if !t.Stop() {
		at = <-t.C
	}
	return at
}

func twoTimers(t, u *time.Timer) {
	if !t.Stop() {
		<-u.C
	}
}

func twoElements(ts []*time.Timer, i, j int) {
	if !ts[i].Stop() {
		<-ts[j].C
	}
}

func made(next func() *time.Timer) {
	if !next().Stop() {
		<-next().C
	}
}

func alone(t *time.Timer, d time.Duration) {
	t.Stop()
	t.Reset(d)
}

// Timer is like the timers of libraries for tests: what its Stop means is
// theirs to say.
type Timer struct{ C chan time.Time }

func (t *Timer) Stop() bool { return true }

func other(t *Timer) {
	<-t.C
	if !t.Stop() {
		<-t.C
	}
}

// Named has none of the methods of a timer.
type Named time.Timer

func (n *Named) Stop() bool { return false }

func named(n *Named) {
	if !n.Stop() {
		<-n.C
	}
}

func ignored(t *time.Timer) {
	if !t.Stop() {
		//asynclint:ignore timerdrain the test wants to see it hang
		<-t.C
	}
}

func shadowed(t *time.Timer) {
	if !t.Stop() {
		<-func() *time.Timer { t := time.NewTimer(0); return t }().C
	}
}
