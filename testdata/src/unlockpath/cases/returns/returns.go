// Package returns: ways out that skip the unlock, and what the fix does there.
package returns

import (
	"errors"
	"fmt"
	"sync"
)

var errClosed = errors.New("closed")

type store struct {
	mu     sync.Mutex
	rw     sync.RWMutex
	m      map[string]int
	closed bool
}

func errorReturn(s *store, check func() error) error {
	s.mu.Lock()
	if err := check(); err != nil {
		return err // want `return with s\.mu held: this path skips the Unlock.*defer s\.mu\.Unlock\(\) after L20`
	}
	s.mu.Unlock()
	return nil
}

func inIfWithoutResult(s *store) {
	s.mu.Lock()
	if s.closed {
		return // want `return with s\.mu held`
	}
	s.m["a"] = 1
	s.mu.Unlock()
}

func readLock(s *store, k string) (int, error) {
	s.rw.RLock()
	if s.closed {
		return 0, errClosed // want `return with s\.rw held: this path skips the RUnlock.*defer s\.rw\.RUnlock\(\) after`
	}
	n := s.m[k]
	s.rw.RUnlock()
	return n, nil
}

// The result reads what the lock guards: no fix.
func resultNeedsLock(s *store, k string) (int, bool) {
	s.mu.Lock()
	if s.closed {
		return s.m[k], false // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return 0, true
}

// The result is a call, which may need the lock: no fix.
func resultCalls(s *store, k string) error {
	s.mu.Lock()
	if s.closed {
		return s.fail(k) // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return nil
}

func (s *store) fail(k string) error { return fmt.Errorf("%s of %d", k, len(s.m)) }

func newError(s *store) error {
	s.mu.Lock()
	if s.closed {
		return errors.New("closed") // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return nil
}

func formatted(s *store, k string) error {
	s.mu.Lock()
	if s.closed {
		return fmt.Errorf("%s: %w", k, errClosed) // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return nil
}

var total int

// The variable may be what the lock guards: no fix.
func returnsGlobal(s *store) int {
	s.mu.Lock()
	if s.closed {
		return total // want `return with s\.mu held`
	}
	total++
	s.mu.Unlock()
	return 0
}

// A field is: no fix.
func returnsField(s *store) bool {
	s.mu.Lock()
	if len(s.m) == 0 {
		return s.closed // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return true
}

// Two ways out skip it.
func twoWays(s *store, k string) error {
	s.mu.Lock()
	if s.closed {
		return errClosed // want `return with s\.mu held`
	}
	if k == "" {
		return nil // want `return with s\.mu held`
	}
	s.m[k]++
	s.mu.Unlock()
	return nil
}

func inSwitch(s *store, k string) error {
	s.mu.Lock()
	switch k {
	case "a":
		s.m[k]++
	case "b":
		return errClosed // want `return with s\.mu held`
	default:
		s.mu.Unlock()
		return nil
	}
	s.mu.Unlock()
	return nil
}

func inTypeSwitch(s *store, v any) error {
	s.mu.Lock()
	switch v := v.(type) {
	case string:
		s.m[v]++
	case error:
		return v // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return nil
}

func inSelect(s *store, in chan string, quit chan bool) {
	s.mu.Lock()
	select {
	case k := <-in:
		s.m[k]++
	case <-quit:
		return // want `return with s\.mu held`
	}
	s.mu.Unlock()
}

// The second lock is the forgotten one; the first is deferred.
func secondLock(s *store) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rw.Lock()
	if s.closed {
		return errClosed // want `return with s\.rw held`
	}
	s.rw.Unlock()
	return nil
}

// It is deferred, but only after the check.
func deferredTooLate(s *store) error {
	s.mu.Lock()
	if s.closed {
		return errClosed // want `return with s\.mu held`
	}
	defer s.mu.Unlock()
	s.m["a"]++
	return nil
}

func namedResult(s *store, f func() error) (err error) {
	s.mu.Lock()
	if err = f(); err != nil {
		return // want `return with s\.mu held`
	}
	s.mu.Unlock()
	return
}

func afterGoto(s *store, k string) error {
	s.mu.Lock()
	if k == "" {
		goto out
	}
	s.m[k]++
	s.mu.Unlock()
	return nil
out:
	return errClosed // want `return with s\.mu held`
}

// Unlocked and locked again, and then forgotten.
func relocked(s *store, f func() error) error {
	s.mu.Lock()
	s.mu.Unlock()
	err := f()
	s.mu.Lock()
	if err != nil {
		return err // want `return with s\.mu held`
	}
	s.m["a"] = 1
	s.mu.Unlock()
	return nil
}

func ignored(s *store) error {
	s.mu.Lock()
	if s.closed {
		return errClosed //asynclint:ignore unlockpath nobody may lock a closed store
	}
	s.mu.Unlock()
	return nil
}

func right(s *store) error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	s.m["a"] = 1
	s.mu.Unlock()
	return nil
}

func deferred(s *store) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	return nil
}
