// Package flagged has the variants that are reported.
package flagged

import (
	"container/list"
	"sync"
)

type listed struct {
	mu   sync.Mutex
	wake chan struct{}
	todo *list.List
}

func (l *listed) start(do func(any)) {
	go func() {
		for range l.wake {
			l.mu.Lock()
			e := l.todo.Front()
			if e != nil {
				l.todo.Remove(e)
			}
			l.mu.Unlock()
			if e != nil {
				do(e.Value)
			}
		}
	}()
}

func (l *listed) add(v any) {
	l.mu.Lock()
	l.todo.PushBack(v) // want `todo is a queue without a limit`
	l.mu.Unlock()
	select {
	case l.wake <- struct{}{}:
	default:
	}
}
