package callbacklock

import (
	"slices"
	"sync"
)

// Settings are keys and values. The zero value has none.
type Settings struct {
	mu        sync.Mutex
	values    map[string]string
	callbacks []func(key string)
}

// OnChange has f called with the key of each setting that changes. It is called
// by the goroutine that calls Set, and may call all methods. By the time it
// runs the setting may have changed once more.
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
//
// The callbacks get the key only, so it does not matter in which order those of
// two calls run: whoever wants the value asks for it, and gets the last one.
func (s *Settings) Set(key, value string) {
	for _, f := range s.set(key, value) {
		f(key)
	}
}

// set returns the callbacks to call. It is a copy: OnChange may be called
// meanwhile.
func (s *Settings) set(key, value string) []func(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.values == nil {
		s.values = make(map[string]string)
	}
	s.values[key] = value
	return slices.Clone(s.callbacks)
}
