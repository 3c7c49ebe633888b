// Package sends sends to channels with a lock held.
package sends

import (
	"sync"
	"time"
)

// Feed tells others of numbers.
type Feed struct {
	mu     sync.RWMutex
	all    []chan int
	byName map[string]chan<- int
	set    map[chan<- int]bool
	subs   map[*sub]struct{}
	own    chan int
	poke   chan struct{}
	// Errs gets what goes wrong.
	opts Options
}

// Options are what others choose.
type Options struct {
	Errs chan<- error
	Made chan int
}

type sub struct {
	c    chan<- int
	mine chan int
}

func New(opts Options) *Feed {
	opts.Made = make(chan int)
	return &Feed{opts: opts, own: make(chan int), byName: make(map[string]chan<- int), set: make(map[chan<- int]bool), subs: make(map[*sub]struct{})}
}

// Notify has numbers sent to c.
func (f *Feed) Notify(c chan int) chan int {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, c)
	return c
}

func (f *Feed) NotifyAs(name string, c chan<- int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.byName[name] = c
	f.set[c] = true
	f.subs[&sub{c: c, mine: make(chan int)}] = struct{}{}
}

func (f *Feed) sendBad(n int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, c := range f.all {
		c <- n // want `this send waits for who receives from c, a channel that came in by \(\*sends.Feed\).Notify, while f.mu is held: every other user of f.mu, such as \(\*sends.Feed\).Notify, waits as long; copy the channels, unlock, then send, or select on a timeout as well`
	}
}

func (f *Feed) mapsBad(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range f.byName {
		c <- n // want `this send waits for who receives from c, a channel that came in by \(\*sends.Feed\).NotifyAs, while f.mu is held`
	}
	for c := range f.set {
		c <- n // want `this send waits for who receives from c, a channel that came in by \(\*sends.Feed\).NotifyAs, while f.mu is held`
	}
	for s := range f.subs {
		s.c <- n // want `this send waits for who receives from s.c, a channel that came in by \(\*sends.Feed\).NotifyAs, while f.mu is held`
	}
}

func (f *Feed) fieldBad(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.opts.Errs <- err // want `this send waits for who receives from f.opts.Errs, a channel that is Options.Errs, while f.mu is held`
}

func (f *Feed) helperBad(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.tell(n) // want `f.tell leads to a send, which waits for who receives from c, a channel that came in by \(\*sends.Feed\).Notify, while f.mu is held`
}

func (f *Feed) tell(n int) {
	for _, c := range f.all {
		c <- n
	}
}

// Collect is passed a channel to be filled: who calls it receives.
func (f *Feed) Collect(c chan<- int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c <- len(f.all)
	f.collect(c)
	func() { c <- 1 }()
}

func (f *Feed) collect(c chan<- int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	c <- len(f.byName)
}

func (f *Feed) count() int {
	f.mu.RLock()
	defer f.mu.RUnlock()
	return len(f.all)
}

// There is an alternative.
func (f *Feed) selectOk(n int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, c := range f.all {
		select {
		case c <- n:
		default:
		}
	}
	for _, c := range f.byName {
		select {
		case c <- n:
		case <-time.After(time.Second):
		}
	}
}

// The package made these itself.
func (f *Feed) ownOk(n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.own <- n
	f.opts.Made <- n
	for s := range f.subs {
		s.mine <- n
	}
}

func (f *Feed) unlockedOk(n int) {
	f.mu.RLock()
	all := append([]chan int(nil), f.all...)
	f.mu.RUnlock()
	for _, c := range all {
		c <- n
	}
}

func (f *Feed) goOk(n int) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	for _, c := range f.all {
		go func() { c <- n }()
	}
}

// An object that nobody knows yet.
func Filled(c chan<- int) *Feed {
	f := &Feed{}
	f.mu.Lock()
	defer f.mu.Unlock()
	c <- 1
	return f
}
