// Package automata is for the tests of passes/automata: each function is a
// scope, and its program is in the golden file.
package automata

import (
	"context"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

// result: a foreign case of a select.
func result() {
	done := make(chan error)
	go func() { done <- work() }() // want `send may stick`
	select {
	case <-done:
	case <-time.After(1):
	}
}

// literal: one condition, asked twice.
func literal(async bool) {
	done := make(chan error, 1)
	if async {
		go func() { done <- work() }()
	}
	if async {
		<-done
	}
}

// loops: bounds are two, and then three; constants are exact.
func loops(items []int, n int) {
	ch := make(chan int)
	for range items {
		go func() { ch <- 1 }()
	}
	for i := 0; i < len(items); i++ {
		<-ch
	}
	for range 3 {
		go func() { ch <- 1 }()
	}
	for range n {
		<-ch // n may be 3
	}
}

// iteration: the scope is one iteration.
func iteration(in chan int) {
	for range in {
		done := make(chan int)
		go func() { done <- 1 }()
		<-done
	}
}

// deferred: calls at the end, in their order.
func deferred() {
	var wg sync.WaitGroup
	done := make(chan struct{})
	defer wg.Wait()
	defer close(done)
	wg.Add(1)
	go func() {
		defer wg.Done()
		<-done
	}()
}

type box struct {
	mu sync.Mutex
	ch chan int
}

func newBox() *box { return &box{ch: make(chan int, 1)} }

func (b *box) put() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.ch <- 1 // want `send may stick`
}

// object: fields of a struct that the scope keeps.
func object() {
	b := newBox()
	b.put()
	b.put()
}

// group: tasks are counted, and the context may end.
func group(ctx context.Context) error {
	g, ctx := errgroup.WithContext(ctx)
	ch := make(chan int)
	g.Go(func() error {
		select {
		case ch <- 1:
		case <-ctx.Done():
		}
		return work()
	})
	g.Go(func() error {
		<-ch // want `recv may stick`
		return nil
	})
	return g.Wait() // want `wait may stick`
}

// tainted: what other goroutines do decides.
func tainted() {
	ch := make(chan int)
	more := true
	go func() {
		more = false
		close(ch)
	}()
	if more {
		<-ch
		<-ch
	}
}

// callback: unknown code may call it.
func callback(run func(func())) {
	done := make(chan struct{})
	run(func() { close(done) })
	<-done
}

// flag: set on the way to a join.
func flag(in chan int) {
	done := make(chan int)
	go func() { done <- 1 }()
	got := false
	select {
	case <-done:
		got = true
	case <-in:
	}
	if !got {
		<-done
	}
}

// onceOnly: the second call does nothing.
func onceOnly() {
	var once sync.Once
	done := make(chan struct{})
	stop := func() { once.Do(func() { close(done) }) }
	stop()
	stop()
}

// cancelled: a context of the scope.
func cancelled() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() { <-ctx.Done() }()
}

// twice panics.
func twice() {
	done := make(chan struct{})
	close(done)
	close(done) // want `close of closed channel`
}
