// Package callbacks: func parameters that the callee calls itself.
package callbacks

import "sync"

type tree struct {
	mu    sync.Mutex
	tall  bool
	nodes []int
	later []func()
}

func (t *tree) size() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.nodes)
}

// walk calls f under no lock of its own.
func (t *tree) walk(f func(int)) {
	for _, n := range t.nodes {
		f(n)
	}
}

// visit hands f on.
func (t *tree) visit(f func(int)) { t.walk(f) }

func lockedInLiteral(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.walk(func(int) {
		t.mu.Lock() // want `t\.mu is already locked since L30`
		defer t.mu.Unlock()
	})
}

func throughTwoCalls(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.visit(func(int) { t.size() }) // want `t\.size locks t\.mu`
}

func namedLiteral(t *tree) {
	count := func(int) { t.size() }
	t.mu.Lock()
	defer t.mu.Unlock()
	t.walk(count) // want `t\.walk locks t\.mu`
}

func (t *tree) locked(f func()) {
	t.mu.Lock()
	defer t.mu.Unlock()
	f()
}

func theCalleeHolds(t *tree) {
	t.locked(func() { t.size() }) // want `t\.size locks t\.mu|tree\.mu`
}

func (t *tree) lockedTwice(f func()) { t.locked(f) }

func aCalleeOfTheCalleeHolds(t *tree) {
	t.lockedTwice(func() { // the literal is run under the lock
		t.mu.Lock() // want `t\.mu\.Lock\(\): `
		t.mu.Unlock()
	})
}

func theCalleeHoldsAnother(t, u *tree) {
	t.locked(func() { u.size() })
}

// after unlocks first.
func (t *tree) after(f func()) {
	t.mu.Lock()
	t.nodes = nil
	t.mu.Unlock()
	f()
}

func theCalleeHasUnlocked(t *tree) {
	t.after(func() { t.size() })
}

func unlockedBefore(t *tree) {
	t.mu.Lock()
	t.nodes = nil
	t.mu.Unlock()
	t.walk(func(int) { t.size() })
}

// yield unlocks for its caller while f runs.
func (t *tree) yield(f func()) {
	t.mu.Unlock()
	defer t.mu.Lock()
	f()
}

func calledUnlocked(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.yield(func() { t.size() })
}

// defers keeps f for another time.
func (t *tree) defers(f func()) { t.later = append(t.later, f) }

func keptForLater(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.defers(func() { t.size() })
}

func background(f func()) { go f() }

func inAnotherGoroutine(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	background(func() { t.size() })
}

// grown calls f in one state of the tree only.
func (t *tree) grown(f func()) {
	if t.tall {
		f()
	}
}

func inOneState(t *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.grown(func() { t.size() })
}

func unlocksInLiteral(t *tree) {
	t.mu.Lock()
	t.walk(func(int) { t.mu.Unlock() })
	t.mu.Lock() // as often as walk called it
	t.mu.Unlock()
}

func anotherTree(t, other *tree) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.walk(func(int) { other.size() })
}

// selfPassing hands itself to what runs it: nothing to say, and no loop of ours.
func selfPassing(t *tree) {
	var again func(int)
	again = func(n int) {
		if n > 0 {
			t.walk(again)
		}
	}
	t.walk(again)
}

func (t *tree) twice(f func(), g func(func())) {
	g(f)
	t.twice(func() { t.twice(f, g) }, func(h func()) { t.twice(h, g) })
}
