// Package stops has loops with and without an end.
package stops

import (
	"context"
	"time"
)

func listens(ctx context.Context, quit <-chan struct{}, values chan int) {
	own := make(chan struct{})
	for {
		select { // want "^stop$" "^stop leaves returns$" "^stop$"
		case <-ctx.Done():
			println()
		case <-quit:
			return
		case <-values: // not looked at, but it goes on
			continue
		case <-own:
			return
		case <-time.After(time.Second):
			return
		}
		if ctx.Err() != nil {
			break
		}
	}
}

func waits(t *time.Timer, d time.Duration, times <-chan time.Time) {
	time.Sleep(d)   // want "wait d"
	<-time.After(3) // want "wait 3:time.Duration"
	<-times         // want "wait"
	own := time.NewTimer(4)
	<-own.C // want "wait 4:time.Duration"
	if !t.Stop() {
		<-t.C
	}
	select {
	case <-t.C:
	default:
	}
}

func goesOn(in <-chan int, t *time.Ticker) {
	if in == nil {
		for range t.C { // want "goes on" "wait"
			println()
		}
	}
	for {
		if <-in == 0 { // want "goes on"
			panic("zero")
		}
	}
}

func ends(in <-chan int) {
	for range in {
		println()
	}
	for {
		if <-in == 0 {
			return
		}
	}
}
