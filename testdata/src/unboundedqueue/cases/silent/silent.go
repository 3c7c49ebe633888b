// Package silent has what is not reported.
package silent

import (
	"container/list"
	"sync"
	"time"
)

type limited struct {
	mu    sync.Mutex
	wake  chan struct{}
	items []int
	bytes []int
	size  int
	gone  []int
	slots chan struct{}
	held  []int
	seen  map[int]bool
	once  []int
	moved []int
	own   []int
	raw   []byte
	lru   list.List
	seq   []int
	hooks []func()
}

func (l *limited) start() {
	go func() {
		for range l.wake {
			l.mu.Lock()
			l.items = l.items[1:]
			l.bytes = l.bytes[1:]
			l.gone = l.gone[1:]
			l.held = l.held[1:]
			l.once = l.once[1:]
			l.moved = l.moved[1:]
			l.own = append(l.own[1:], 1)
			l.own = append(l.own, 1)
			l.raw = l.raw[1:]
			if e := l.lru.Front(); e != nil {
				l.lru.Remove(e)
			}
			l.mu.Unlock()
		}
	}()
}

func (l *limited) refuse(v int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.items) > 100 {
		return false
	}
	l.items = append(l.items, v)
	return true
}

// The limit is one of bytes.
func (l *limited) weigh(v int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.size += v; l.size > 1<<20 {
		return false
	}
	l.bytes = append(l.bytes, v)
	return true
}

// The oldest one gives way.
func (l *limited) replace(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.gone = append(l.gone, v)
	if n := len(l.gone) - 100; n > 0 {
		l.gone = l.gone[n:]
	}
}

func (l *limited) wait(v int) {
	l.slots <- struct{}{}
	l.put(v)
}

func (l *limited) put(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.held = append(l.held, v)
}

// No more than there are different ones.
func (l *limited) distinct(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, ok := l.seen[v]; ok {
		return
	}
	l.seen[v] = true
	l.once = append(l.once, v)
}

func (l *limited) batch(vs []int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.moved = append(l.moved, vs...)
}

func (l *limited) write(b byte) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.raw = append(l.raw, b)
}

func (l *limited) use(v any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lru.MoveToBack(l.lru.PushBack(v))
}

// Nobody takes from these two.
func (l *limited) number(v int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq = append(l.seq, v)
}

func (l *limited) hook(f func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.hooks = append(l.hooks, f)
}

// A stack of one function is no queue between goroutines.
type alone struct {
	mu    sync.Mutex
	stack []int
}

func (a *alone) walk() {
	a.mu.Lock()
	defer a.mu.Unlock()
	for a.stack = append(a.stack, 1); len(a.stack) > 0; a.stack = a.stack[1:] {
	}
}

// What is taken whole is a buffer.
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
	b.pending = append(b.pending, v)
}
