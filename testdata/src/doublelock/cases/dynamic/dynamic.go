// Package dynamic: the callee is behind an interface of which there is one
// kind.
package dynamic

import "sync"

type observer interface{ changed() }

type subject struct {
	mu  sync.Mutex
	obs []observer
	n   int
}

type watcher struct{ s *subject }

// watcher is the only observer.
func (w *watcher) changed() { w.s.get() }

func (s *subject) get() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func (s *subject) set(n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.n = n
	for _, o := range s.obs {
		o.changed() // want `o\.changed locks s\.mu`
	}
}

func (s *subject) watch() { s.obs = append(s.obs, &watcher{s}) }
