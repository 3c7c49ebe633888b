// Package fn_dynamic: the callee is in a field of func type. It could be told
// here, but not in general.
package fn_dynamic

import "sync"

type hooked struct {
	mu   sync.Mutex
	hook func()
	n    int
}

func newHooked() *hooked {
	h := &hooked{}
	h.hook = func() { h.inc() }
	return h
}

func (h *hooked) inc() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.n++
}

func (h *hooked) fire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.hook()
}
