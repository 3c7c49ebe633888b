//go:build go1.21

// Package loops makes timers and tickers in loops.
package loops

import (
	"context"
	"time"
)

func afterEachRound(in chan int, f func(int)) {
	for {
		select {
		case v := <-in:
			f(v)
		case <-time.After(5 * time.Minute): // want `time.After in a loop: each round in which another case wins leaves a timer behind until it fires after 5m0s \(before Go 1.23\); make one`
			return
		}
	}
}

func inVariable(in chan int, d time.Duration, f func(int)) {
	for {
		timeout := time.After(d) // want `leaves a timer behind until it fires, however long that is`
		select {
		case v := <-in:
			f(v)
		case <-timeout:
			return
		}
	}
}

func leavesOnly(ctx context.Context, d time.Duration, load func() error) error {
	for {
		select {
		case <-time.After(d): // want `if another case wins, the loop is left but the timer stays until it fires, however long that is`
			if err := load(); err != nil {
				return err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func byCondition(quit chan chan error, d time.Duration, f func()) {
	var errc chan error
	for errc == nil {
		f()
		select {
		case errc = <-quit:
		case <-time.After(d): // want `time.After in a loop`
		}
	}
	errc <- nil
}

func withDefault(d time.Duration, f func()) {
	for {
		select {
		case <-time.After(d): // want `each round in which another case wins`
			return
		default:
			f()
		}
	}
}

func anonymousTimer(trigger, quit chan struct{}, f func()) {
	for {
		select {
		case <-time.NewTimer(time.Minute).C: // want `time.NewTimer in a loop: each round in which another case wins leaves a timer behind until it fires after 1m0s`
		case <-trigger:
		case <-quit:
			return
		}
		f()
	}
}

func forgottenInOneCase(in, other chan int, d time.Duration, f func(int)) {
	for {
		t := time.NewTimer(d) // want `time.NewTimer in a loop: each round in which another case wins`
		select {
		case v := <-in:
			t.Stop()
			f(v)
		case v := <-other:
			f(v)
		case <-t.C:
			return
		}
	}
}

func tickers(in chan int, f func(int)) {
	for v := range in {
		t := time.NewTicker(time.Second) // want `each round of the loop makes a ticker and does not stop it|ticker t is never stopped`
		<-t.C
		f(v)
	}
}

func tickersForEver(in chan int, f func(int)) {
	for {
		t := time.NewTicker(time.Second) // want `each round of the loop makes a ticker and does not stop it: before Go 1.23 it ticks for ever`
		<-t.C
		f(<-in)
	}
}
