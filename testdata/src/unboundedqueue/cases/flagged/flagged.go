// Package flagged has the variants that are reported.
package flagged

import (
	"container/list"
	"sync"
	"time"
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

type batched struct {
	mu      sync.Mutex
	pending []int
	send    func([]int)
}

func (b *batched) run(stop chan struct{}) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			b.flush()
		case <-stop:
			return
		}
	}
}

func (b *batched) flush() {
	b.mu.Lock()
	batch := b.pending
	b.pending = nil
	b.mu.Unlock()
	if len(batch) > 0 {
		b.send(batch)
	}
}

func (b *batched) Start(stop chan struct{}) { go b.run(stop) }

func (b *batched) Add(v int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.pending = append(b.pending, v) // want `pending is a queue without a limit`
}
