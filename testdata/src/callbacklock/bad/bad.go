// Package callbacklock keeps settings and tells of their changes.
package callbacklock

import "sync"

// Settings are keys and values. The zero value has none.
type Settings struct {
	mu        sync.Mutex
	values    map[string]string
	callbacks []func(key string)
}

// OnChange has f called with the key of each setting that changes.
func (s *Settings) OnChange(f func(key string)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.callbacks = append(s.callbacks, f)
}

// Get returns the value of a key.
func (s *Settings) Get(key string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.values[key]
}

// Set changes a setting.
func (s *Settings) Set(key, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values == nil {
		s.values = make(map[string]string)
	}
	s.values[key] = value
	for _, f := range s.callbacks {
		f(key) // want `f, a function that came in by \(\*callbacklock.Settings\).OnChange, is called while s.mu is held: every other user of s.mu, such as \(\*callbacklock.Settings\).OnChange, waits until it returns, and for ever if it calls that itself; copy what is needed, unlock, then call`
	}
}
