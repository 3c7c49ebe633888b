// Package order: deferred calls run last in, first out.
package order

import "sync"

type file struct {
	mu  sync.Mutex
	buf []byte
}

func (f *file) flush() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.buf = f.buf[:0]
}

// flush runs before the Unlock, which was deferred earlier.
func deferredAfter(f *file) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer f.flush() // want `f\.flush locks f\.mu, which is already locked since L19`
	f.buf = append(f.buf, 1)
}

func deferredBefore(f *file) {
	f.mu.Lock()
	defer f.flush()
	defer f.mu.Unlock()
	f.buf = append(f.buf, 1)
}

func deferredLiteral(f *file) {
	f.mu.Lock()
	defer f.mu.Unlock()
	defer func() {
		f.mu.Lock() // want `f\.mu\.Lock\(\): f\.mu is already locked`
		f.buf = nil
		f.mu.Unlock()
	}()
	f.buf = append(f.buf, 1)
}

func literalUnlocksFirst(f *file) {
	f.mu.Lock()
	defer func() {
		f.mu.Unlock()
		f.flush()
	}()
	f.buf = append(f.buf, 1)
}

func literalFlushesFirst(f *file) {
	f.mu.Lock()
	defer func() {
		f.flush() // want `f\.flush locks f\.mu`
		f.mu.Unlock()
	}()
	f.buf = append(f.buf, 1)
}

// The flush is deferred only where the file is not locked.
func deferredOnOnePath(f *file, now bool) {
	if !now {
		defer f.flush()
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.buf = append(f.buf, 1)
}

// Arguments of a deferred call are evaluated at once.
func argument(f *file) {
	defer done(f.size())
	f.mu.Lock()
	defer f.mu.Unlock()
}

func done(int) {}

func (f *file) size() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.buf)
}
