// Package owned has channels in structs that the function keeps to itself.
package owned

import (
	"errors"
	"time"
)

func work() error { return nil }

type job struct {
	done chan error
	quit chan struct{}
}

func newJob() *job {
	return &job{done: make(chan error), quit: make(chan struct{})}
}

func (j *job) run() {
	j.done <- work() // want `j.done <- work\(\) blocks for ever when <-time.After\(1\) comes first: nobody receives from j.done`
}

func (j *job) wait() error {
	select {
	case err := <-j.done:
		return err
	case <-time.After(1):
		return errors.New("timeout")
	}
}

func methodsBad() error {
	j := newJob()
	go j.run()
	return j.wait()
}

type loop struct{ quit, done chan struct{} }

func (l loop) run() {
	defer close(l.done)
	<-l.quit
}

func (l loop) stop() {
	close(l.quit)
	<-l.done
}

func valueOk() {
	l := loop{make(chan struct{}), make(chan struct{})}
	go l.run()
	defer l.stop()
	work()
}

func forgotten() {
	l := waiter{make(chan struct{})}
	go l.run()
	work()
}

type waiter struct{ quit chan struct{} }

func (w waiter) run() {
	<-w.quit // also: orphanchan
}

var registry []*job

func registeredOk() {
	j := &job{done: make(chan error)}
	registry = append(registry, j)
	<-j.done
}

type pair struct{ out, failed chan error }

func deadlockBad() error {
	p := pair{make(chan error), make(chan error, 1)}
	go func() {
		defer close(p.out)
		for range 3 {
			if err := work(); err != nil {
				p.failed <- err // want `p.failed <- err blocks for ever when err != nil: nobody receives from p.failed`
			}
		}
	}()
	for range p.out {
	}
	return <-p.failed
}

type node struct{ next chan int }

// Room for the value would not help: nobody sends on the other channel.
func ringBad() {
	a, b := &node{make(chan int)}, &node{make(chan int)}
	go func() { a.next <- 1 }() // want `a.next <- 1 blocks for ever: nobody receives from a.next; also select on what ends the receiver, or give the channel room for every send$`
	<-b.next
}
