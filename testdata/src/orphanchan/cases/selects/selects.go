// Package selects has selects without a way on.
package selects

import "time"

type loop struct {
	quit chan struct{}
	in   chan int
	out  chan int
	live chan int
}

func newLoop() *loop {
	return &loop{make(chan struct{}), make(chan int), make(chan int), make(chan int)}
}

func (l *loop) dead() {
	select { // want `this select never ends: nothing ever sends on or closes l.quit, nothing ever receives from l.out; add a case that can happen, or delete it`
	case <-l.quit:
	case l.out <- 1:
	}
}

func (l *loop) oneCase() {
	select {
	case <-l.quit: // want `nothing ever sends on or closes l.quit`
	}
}

func (l *loop) withNil() {
	var never chan int
	select { // want `this select never ends`
	case <-l.quit:
	case <-l.in:
	case <-never:
	}
}

func (l *loop) timeout() {
	select {
	case <-l.quit:
	case <-time.After(time.Second):
	}
}

func (l *loop) withDefault() {
	select {
	case <-l.quit:
	default:
	}
}

func (l *loop) liveCase() {
	select {
	case <-l.quit:
	case <-l.live:
	}
}

func (l *loop) feed() { l.live <- 1 }

func forever() { select {} }
