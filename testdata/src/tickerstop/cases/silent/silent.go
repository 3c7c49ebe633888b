//go:build go1.22

// Package silent has what is right, or not known to be wrong.
package silent

import (
	"context"
	"testing"
	"time"
)

func deferred(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

func deferredLiteral(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer func() {
		println("out")
		t.Stop()
	}()
	<-ctx.Done()
}

func deferredBefore(ctx context.Context, d time.Duration) {
	var t *time.Ticker
	defer func() {
		if t != nil {
			t.Stop()
		}
	}()
	if d > 0 {
		t = time.NewTicker(d)
	}
	<-ctx.Done()
}

func replaced(ctx context.Context, next chan time.Duration) {
	t := time.NewTicker(time.Second)
	defer func() { t.Stop() }()
	for {
		select {
		case <-ctx.Done():
			return
		case d := <-next:
			t.Stop()
			t = time.NewTicker(d)
		case <-t.C:
		}
	}
}

func onEachPath(in chan error, d time.Duration) error {
	t := time.NewTicker(d)
	select {
	case err := <-in:
		t.Stop()
		return err
	case <-t.C:
	}
	t.Stop()
	return nil
}

func endless(f func() error) {
	t := time.NewTicker(time.Second)
	for {
		<-t.C
		if err := f(); err != nil {
			println(err.Error())
		}
	}
}

func endlessGoroutine(f func()) {
	t := time.NewTicker(time.Second)
	go func() {
		for range t.C {
			f()
		}
	}()
}

func sometimes(on bool, quit chan struct{}) {
	var t *time.Ticker
	var c <-chan time.Time
	if on {
		t = time.NewTicker(time.Second)
		c = t.C
	}
	select {
	case <-quit:
	case <-c:
	}
	if t != nil {
		t.Stop()
	}
}

func underFlag(on bool, quit chan struct{}) {
	t := time.NewTicker(time.Second)
	if !on {
		t.Stop()
	}
	<-quit
	if on {
		t.Stop()
	}
}

func sameError(f func() error) error {
	t := time.NewTicker(time.Second)
	err := f()
	if err != nil {
		t.Stop()
	} else {
		<-t.C
		t.Stop()
	}
	if err != nil {
		return err
	}
	return nil
}

func returned() *time.Ticker                  { return time.NewTicker(time.Second) }
func stopReturned() func()                    { t := time.NewTicker(time.Second); return t.Stop }
func stopperReturned() func()                 { t := time.NewTicker(time.Second); return func() { t.Stop() } }
func handedOn(f func(*time.Ticker))           { t := time.NewTicker(time.Second); f(t) }
func stored(m map[string]*time.Ticker)        { m["t"] = time.NewTicker(time.Second) }
func sent(to chan *time.Ticker)               { to <- time.NewTicker(time.Second) }
func inInterface(f func(interface{ Stop() })) { f(time.NewTicker(time.Second)) }

func afterContext(ctx context.Context) {
	t := time.NewTicker(time.Second)
	context.AfterFunc(ctx, t.Stop)
	<-t.C
}

// limiter needs its ticker as long as somebody has the function.
func limiter() func() {
	t := time.NewTicker(time.Second)
	return func() { <-t.C }
}

func registered(on func(func())) {
	t := time.NewTicker(time.Second)
	on(func() { <-t.C })
}

func localLiteral(ctx context.Context) {
	t := time.NewTicker(time.Second)
	stop := func() { t.Stop() }
	defer stop()
	<-ctx.Done()
}

func goroutineStops(ctx context.Context) {
	t := time.NewTicker(time.Second)
	go func() {
		defer t.Stop()
		<-ctx.Done()
	}()
	<-t.C
}

func panics(quit chan struct{}) {
	t := time.NewTicker(time.Second)
	select {
	case <-quit:
		panic("quit")
	case <-t.C:
		t.Stop()
	}
}

// inTest: the process ends soon.
func inTest(t *testing.T) {
	ticker := time.NewTicker(time.Second)
	<-ticker.C
}

var global = time.NewTicker(time.Second)

func init() {
	t := time.NewTicker(time.Second)
	<-t.C
}

// Timers.

func shortAfter(in chan int) {
	for {
		select {
		case <-in:
		case <-time.After(100 * time.Millisecond):
			return
		}
	}
}

func leavesSoon(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Second):
		}
	}
}

func onlyCase(n int) {
	for range n {
		<-time.After(time.Minute)
	}
}

func oneDeadline(in chan int, d time.Duration) {
	timeout := time.After(d)
	for {
		select {
		case <-in:
		case <-timeout:
			return
		}
	}
}

func onceOnly(in chan int, d time.Duration) {
	select {
	case <-in:
	case <-time.After(d):
	}
}

func notAgain(in chan int, d time.Duration) {
	for {
		println("once")
		select {
		case <-in:
		case <-time.After(d):
		}
		return
	}
}

func stoppedEachRound(in chan int, d time.Duration) {
	for {
		t := time.NewTimer(d)
		select {
		case <-in:
			t.Stop()
		case <-t.C:
			return
		}
	}
}

func stoppedAfterSelect(in chan int, d time.Duration) {
	for {
		t := time.NewTimer(d)
		select {
		case <-in:
		case <-t.C:
		}
		t.Stop()
	}
}

func drained(in chan int, d time.Duration) {
	for {
		t := time.NewTimer(d)
		select {
		case <-in:
			if !t.Stop() {
				<-t.C
			}
		case <-t.C:
			return
		}
	}
}

func callbacks(in chan int, d time.Duration, f func()) {
	for range in {
		time.AfterFunc(d, f)
	}
}

func ignored(quit chan struct{}) {
	t := time.NewTicker(time.Hour) //asynclint:ignore tickerstop one for the whole process
	select {
	case <-quit:
	case <-t.C:
	}
}
