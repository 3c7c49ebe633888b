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

func (f *files) walk(step func(name string, last bool) error) error {
	for i, name := range f.names {
		if err := step(name, i == len(f.names)-1); err != nil {
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
	return f.walk(func(name string, last bool) error {
		if last {
			f.clone.RLock() // want `f\.clone is already read-locked since L29`
			defer f.clone.RUnlock()
		}
		return nil
	})
}

func (f *files) linkOnce() error {
	return f.walk(func(name string, last bool) error {
		f.clone.RLock()
		defer f.clone.RUnlock()
		return nil
	})
}
