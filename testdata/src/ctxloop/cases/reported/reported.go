// Package reported has the ways in which a loop can be deaf.
package reported

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

func work(context.Context) error { return nil }

func busy() bool { return time.Now().Second() == 0 }

// Loops that nothing ends.

func neverLooks(ctx context.Context, in <-chan int) {
	for { // want `nothing ends this loop, not even the end of ctx.*`
		<-in
	}
}

func passesItOn(ctx context.Context, tick *time.Ticker, kick chan bool) {
	for { // want `nothing ends this loop`
		select {
		case <-tick.C:
			_ = work(ctx)
		case <-kick:
			_ = work(ctx)
		}
	}
}

func breaksTheSelect(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done(): // want `<-ctx.Done\(\) does not leave this loop, and nothing else does: once it is ready, the loop spins; return here`
			break // also: SA4011
		case <-in:
		}
	}
}

func tells(ctx context.Context, in <-chan int, log func(error)) {
	for {
		select {
		case <-ctx.Done(): // want `does not leave this loop`
			log(ctx.Err())
		case <-in:
		}
	}
}

func accepts(ctx context.Context, l net.Listener) {
	for { // want `nothing ends this loop`
		conn, err := l.Accept()
		if err != nil {
			continue
		}
		go func() {
			_ = work(ctx)
			_ = conn.Close()
		}()
	}
}

func inGoroutine(ctx context.Context, in <-chan int) {
	go func() {
		for v := range time.Tick(time.Minute) { // want `nothing ends this loop`
			_ = v
			_ = work(ctx)
		}
	}()
}

func generic[T any](ctx context.Context, in <-chan T, f func(T)) {
	for { // want `nothing ends this loop`
		f(<-in)
	}
}

// Waits that do not listen.

type poller struct {
	done chan bool
	ctx  context.Context
	d    time.Duration
}

func (p *poller) sleeps() {
	for {
		select {
		case <-p.done:
			return
		default:
			time.Sleep(p.d) // want `time.Sleep\(p.d\) in this loop does not listen to <-p.done: who ends it waits until the time is over; select on <-p.done and time.After`
		}
	}
}

func (p *poller) sleepsInACase(in <-chan int) {
	for {
		select {
		case <-p.done:
			return
		case <-in:
			time.Sleep(2 * time.Second) // want `time.Sleep\(2 \* time.Second\) in this loop`
		}
	}
}

func (p *poller) labels() {
loop:
	for {
		select {
		case <-p.done:
			break loop
		default:
		}
		<-time.After(p.d) // want `<-time.After\(p.d\) in this loop does not listen to <-p.done: .*; select on <-p.done as well`
	}
}

type backoff interface{ C() <-chan time.Time }

func (p *poller) backs(b backoff, stop <-chan struct{}) error {
	for {
		select {
		case <-stop:
			return nil
		default:
		}
		if busy() {
			<-b.C() // want `<-b.C\(\) in this loop does not listen to <-stop`
			continue
		}
		return errors.New("free")
	}
}

func (p *poller) ticks(stop chan struct{}) {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for range t.C { // want `the range over t.C does not listen to <-stop`
		select {
		case <-stop:
			return
		default:
		}
	}
}

func (p *poller) once() error {
	select {
	case <-p.done:
		return errors.New("done")
	default:
	}
	time.Sleep(p.d) // want `time.Sleep\(p.d\) does not listen to <-p.done`
	return nil
}

func (p *poller) field() {
	for p.ctx.Err() == nil {
		<-time.After(p.d) // want `<-time.After\(p.d\) in this loop does not listen to <-p.ctx.Done\(\)`
	}
}

func parameter(ctx context.Context, d time.Duration) error {
	for {
		if err := work(ctx); err == nil {
			return nil
		}
		timer := time.NewTimer(d)
		<-timer.C // want `<-timer.C in this loop does not listen to <-ctx.Done\(\)`
	}
}

func handler(w http.ResponseWriter, r *http.Request) {
	<-time.After(5 * time.Second) // want `<-time.After\(5 \* time.Second\) does not listen to <-r.Context\(\).Done\(\)`
}

func derived(parent context.Context, d time.Duration) {
	ctx, cancel := context.WithTimeout(parent, d)
	defer cancel()
	for work(ctx) != nil {
		<-time.After(time.Second) // want `<-ctx.Done\(\)`
	}
}
