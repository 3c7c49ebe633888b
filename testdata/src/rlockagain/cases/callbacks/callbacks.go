// Package callbacks: a read lock taken again in a func that the callee calls.
package callbacks

import "sync"

type files struct {
	clone  sync.RWMutex
	strict bool
	names  []string
}

func (f *files) snapshot() {
	f.clone.Lock()
	defer f.clone.Unlock()
	f.names = append([]string(nil), f.names...)
}

func (f *files) walk(step func(name string) error) error {
	for _, name := range f.names {
		if err := step(name); err != nil {
			return err
		}
	}
	return nil
}

func (f *files) link() error {
	if f.strict {
		f.clone.RLock()
		defer f.clone.RUnlock()
	}
	return f.walk(func(name string) error { // want `f\.walk read-locks f\.clone|f\.clone`
		f.clone.RLock()
		defer f.clone.RUnlock()
		return nil
	})
}

func (f *files) linkOnce() error {
	return f.walk(func(name string) error {
		f.clone.RLock()
		defer f.clone.RUnlock()
		return nil
	})
}
