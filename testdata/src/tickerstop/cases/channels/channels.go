//go:build go1.21

// Package channels keeps only the channels of tickers.
package channels

import "time"

func tick(quit chan struct{}, f func()) {
	c := time.Tick(time.Second) // also: SA1015 // want `the ticker of time.Tick cannot be stopped, and channels.tick returns: before Go 1.23 it ticks for ever and is never collected; use time.NewTicker and defer its Stop`
	for {
		select {
		case <-quit:
			return
		case <-c:
			f()
		}
	}
}

func tickEachRound(quit chan struct{}, f func()) {
	for {
		select {
		case <-quit:
			return
		case <-time.Tick(time.Second): // also: SA1015 // want `time.Tick cannot be stopped|each round of the loop makes a ticker`
			f()
		}
	}
}

func onlyC(quit chan struct{}, f func()) {
	c := time.NewTicker(time.Second).C // want `this ticker cannot be stopped, since only its channel is kept, and channels.onlyC returns`
	for {
		select {
		case <-quit:
			return
		case <-c:
			f()
		}
	}
}

func rangeWithBreak(f func() bool) {
	for range time.Tick(time.Second) { // also: SA1015 // want `time.Tick cannot be stopped`
		if f() {
			break
		}
	}
}

// What follows is not reported.

func rangeEndless(f func()) {
	for range time.Tick(time.Second) {
		f()
	}
}

func rangeEndlessTicker(f func()) {
	t := time.NewTicker(time.Second)
	for range t.C {
		f()
	}
}

// The wrapper does not know how long its callers live.
func wrapper(d time.Duration) <-chan time.Time { return time.NewTicker(d).C }

func passedOn(f func(<-chan time.Time)) { f(time.NewTicker(time.Second).C) }

type object struct{ c <-chan time.Time }

func newObject() *object { return &object{time.NewTicker(time.Second).C} }
