// Package silent has loops that end, and waits that nobody minds.
package silent

import (
	"context"
	"errors"
	"log"
	"os"
	"testing"
	"time"
)

func work(context.Context) error { return nil }

func busy() bool { return time.Now().Second() == 0 }

// Loops that something ends, or that have no context that may.

func ends(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-in:
		}
	}
}

func endsByError(ctx context.Context, in <-chan int) error {
	for {
		<-in
		if err := work(ctx); err != nil {
			return err
		}
	}
}

func endsWithItsChannel(ctx context.Context, in <-chan int) {
	for range in {
		_ = work(ctx)
	}
}

func endsTheProgram(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-ctx.Done():
			os.Exit(0)
		case <-in:
		}
	}
}

func asks(ctx context.Context, in <-chan int) {
	for {
		<-in
		if ctx.Err() != nil {
			log.Fatal("over")
		}
	}
}

func noContext(in <-chan int) {
	for {
		<-in
	}
}

func unnamed(_ context.Context, in <-chan int) {
	for {
		<-in
	}
}

func background(in <-chan int) {
	ctx := context.Background()
	for {
		<-in
		_ = work(ctx)
	}
}

func afterTheEnd(ctx context.Context, in <-chan int) {
	<-ctx.Done()
	for {
		<-in
	}
}

func computes(ctx context.Context) {
	for {
		busy()
	}
}

// Of a sleep sleepctx speaks.
func sleeps(ctx context.Context) {
	for {
		_ = work(ctx)
		time.Sleep(time.Second) // also: sleepctx
	}
}

// Waits that listen, that are short, or that have nothing to listen to.

type poller struct {
	done chan bool
	d    time.Duration
}

func (p *poller) listens() {
	for {
		select {
		case <-p.done:
			return
		case <-time.After(p.d):
		}
	}
}

func (p *poller) short() {
	for {
		select {
		case <-p.done:
			return
		default:
			time.Sleep(50 * time.Millisecond)
		}
	}
}

func (p *poller) shortInAll() {
	for range 5 {
		select {
		case <-p.done:
			return
		default:
			time.Sleep(100 * time.Millisecond)
		}
	}
}

func (p *poller) onTheWayOut() {
	for {
		select {
		case <-p.done:
			time.Sleep(time.Second)
			return
		default:
		}
		busy()
	}
}

func (p *poller) doneOfItsOwn() {
	done := make(chan struct{})
	go func() {
		busy()
		close(done)
	}()
	for {
		select {
		case <-done:
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func (p *poller) aResult(results <-chan error) error {
	for {
		select {
		case err := <-results:
			return err
		default:
			time.Sleep(time.Second)
		}
	}
}

func (p *poller) goesOn(wake <-chan bool) {
	for {
		select {
		case <-wake:
			busy()
		default:
			time.Sleep(time.Second)
		}
	}
}

func (p *poller) before() error {
	time.Sleep(p.d)
	select {
	case <-p.done:
		return errors.New("done")
	default:
	}
	return nil
}

func (p *poller) timeIsUp(deadline <-chan time.Time) {
	for {
		select {
		case <-deadline:
			return
		default:
			time.Sleep(time.Second)
		}
	}
}

func drains(ctx context.Context, d time.Duration) {
	t := time.NewTimer(d)
	for work(ctx) != nil {
		if !t.Stop() { // also: timerdrain
			<-t.C
		}
		t.Reset(d)
	}
}

func unknownOutsideOfLoops(ctx context.Context, d time.Duration) {
	<-time.After(d)
}

func graceful(ctx context.Context) {
	<-ctx.Done()
	<-time.After(5 * time.Second)
}

func cleanup(ctx context.Context) {
	defer func() { <-time.After(5 * time.Second) }()
}

func inTest(t *testing.T, ctx context.Context) {
	for {
		<-time.After(5 * time.Second)
	}
}

func (p *poller) aBackOffThatStartsSmall(busy func() bool) {
	d := time.Millisecond
	for {
		select {
		case <-p.done:
			return
		default:
		}
		time.Sleep(d)
		d *= 2
	}
}

func (p *poller) lessThanASecond() {
	t := time.NewTicker(500 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-p.done:
			return
		default:
			time.Sleep(999 * time.Millisecond)
			<-t.C
		}
	}
}

type period time.Duration

func (p *poller) aBackOffOfAnotherType(most period) {
	d := period(5 * time.Millisecond)
	for {
		select {
		case <-p.done:
			return
		default:
		}
		time.Sleep(time.Duration(d))
		d = min(2*d, most)
	}
}
