// Package correlated has conditions that go together.
package correlated

import (
	"sync"
	"sync/atomic"
)

func work() error { return nil }

type options struct {
	async bool
	limit int
}

func sameParameterOk(async bool) {
	done := make(chan struct{})
	if async {
		go func() {
			work()
			close(done)
		}()
	}
	work()
	if async {
		<-done
	}
}

func sameFieldOk(o *options) {
	done := make(chan struct{})
	if o.async {
		go func() {
			work()
			close(done)
		}()
	}
	work()
	if o.async {
		<-done
	}
}

func oppositeBad(async bool) {
	done := make(chan struct{})
	if async {
		go func() {
			work()
			close(done)
		}()
	}
	if !async {
		<-done // want `<-done blocks for ever: nobody sends on done or closes it`
	}
}

func sameErrorOk() error {
	done := make(chan struct{})
	err := work()
	if err == nil {
		go func() {
			work()
			close(done)
		}()
	}
	if err != nil {
		return err
	}
	<-done
	return nil
}

func flagOk(items []int) {
	done := make(chan struct{})
	started := false
	for _, it := range items {
		if it == 7 && !started {
			started = true
			go func() { done <- struct{}{} }()
		}
	}
	if started {
		<-done
	}
}

func sharedFlagOk() {
	var stopped atomic.Bool
	ch := make(chan int)
	go func() {
		for !stopped.Load() {
			ch <- 1
		}
		close(ch)
	}()
	for range ch {
		if work() != nil {
			stopped.Store(true)
		}
	}
}

func sharedVariableOk() {
	var mu sync.Mutex
	left := 2
	done := make(chan struct{})
	for range 2 {
		go func() {
			mu.Lock()
			defer mu.Unlock()
			if left--; left == 0 {
				close(done)
			}
		}()
	}
	<-done
}

func lazyOk(o options) {
	var ch chan int
	if o.async {
		ch = make(chan int)
		go func() { ch <- 1 }()
	}
	if ch != nil {
		<-ch
	}
}

func disabledCaseOk(o options, in <-chan int) {
	var timeout chan int
	if o.limit > 0 {
		timeout = make(chan int)
		go func() { timeout <- 1 }()
	}
	select {
	case <-timeout:
	case <-in:
		if timeout != nil {
			<-timeout
		}
	}
}

func caseTakenOk(in <-chan int) {
	done := make(chan error)
	go func() { done <- work() }()
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

func namedResultOk() (err error) {
	done := make(chan error)
	go func() { done <- work() }()
	defer func() {
		if e := <-done; err == nil {
			err = e
		}
	}()
	if err := work(); err != nil {
		return err
	}
	return nil
}

func gotoOk(n int) {
	done := make(chan int)
	go func() { done <- 1 }()
	i := 0
again:
	if i < n {
		i++
		goto again
	}
	<-done
}

func labelOk(in <-chan int) {
	done := make(chan int)
	go func() { done <- 1 }()
loop:
	for {
		select {
		case <-in:
			break loop
		case <-done:
			return
		}
	}
	<-done
}
