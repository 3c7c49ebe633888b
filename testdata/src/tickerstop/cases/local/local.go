//go:build go1.22

// Package local has tickers in local variables.
package local

import (
	"context"
	"errors"
	"time"
)

func neverStopped(ctx context.Context, d time.Duration, f func()) {
	ticker := time.NewTicker(d) // want `ticker is never stopped, and local.neverStopped returns: before Go 1.23 it ticks for ever`
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			f()
		}
	}
}

func inGroup(quit chan struct{}, f func()) {
	var (
		slow = time.NewTicker(time.Minute) // want `ticker slow is never stopped`
		fast = time.NewTicker(time.Second) // want `ticker fast is never stopped`
	)
	for {
		select {
		case <-quit:
			return
		case <-slow.C:
			f()
		case <-fast.C:
			f()
		}
	}
}

func goroutine(ctx context.Context, d time.Duration, f func()) {
	go func() {
		t := time.NewTicker(d) // want `ticker t is never stopped, and func literal in local.goroutine returns`
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				f()
			}
		}
	}()
}

func usedByGoroutine(ctx context.Context, d time.Duration, f func()) {
	t := time.NewTicker(d) // want `ticker t is never stopped, and the goroutine that uses it ends`
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-t.C:
				f()
			}
		}
	}()
}

func earlyReturn(in chan int, d time.Duration, connect func() error) error {
	t := time.NewTicker(d) // want `ticker t is not stopped before the return at L[0-9]+: before Go 1.23 it ticks for ever and is never collected; defer its Stop here`
	if err := connect(); err != nil {
		return err
	}
	for range 10 {
		<-t.C
	}
	t.Stop()
	return nil
}

func oneCase(quit, lost chan struct{}, d time.Duration) error {
	t := time.NewTicker(d) // want `ticker t is not stopped before the return at L[0-9]+`
	for {
		select {
		case <-quit:
			t.Stop()
			return nil
		case <-lost:
			return errors.New("lost")
		case <-t.C:
			println("tick")
		}
	}
}

func brokenOut(quit chan struct{}, d time.Duration) {
	t := time.NewTicker(d) // want `ticker t is never stopped, and local.brokenOut returns`
loop:
	for {
		select {
		case <-quit:
			break loop
		case <-t.C:
		}
	}
	println("out")
}

func resetOnly(d time.Duration, more func() bool) {
	t := time.NewTicker(d) // want `ticker t is never stopped`
	for more() {
		<-t.C
		t.Reset(2 * d)
	}
}

type poller struct{ every time.Duration }

func (p poller) method(quit chan struct{}) {
	t := time.NewTicker(p.every) // want `ticker t is never stopped, and local.poller.method returns`
	for {
		select {
		case <-quit:
			return
		case <-t.C:
		}
	}
}

func generic[T any](in chan T, d time.Duration, f func(T)) {
	t := time.NewTicker(d) // want `ticker t is never stopped`
	for v := range in {
		<-t.C
		f(v)
	}
}

func literal(d time.Duration, n int) {
	t := time.NewTicker(d) // want `ticker t is never stopped`
	wait := func() { <-t.C }
	for range n {
		wait()
	}
}
