// Package proven has drains that a receive, or a Stop, certainly leads to.
package proven

import (
	"context"
	"errors"
	"log"
	"time"
)

func straight(d time.Duration) {
	t := time.NewTimer(d)
	<-t.C
	if !t.Stop() {
		<-t.C // want `blocks for ever here: the timer fired and was received from at L[0-9]+`
	}
}

func assigned(d time.Duration) {
	t := time.NewTimer(d)
	<-t.C
	if !t.Stop() {
		_ = <-t.C // want `blocks for ever here`
	}
}

func commaOk(d time.Duration) {
	t := time.NewTimer(d)
	at, ok := <-t.C
	println(at.String(), ok)
	if !(t.Stop()) {
		_, _ = <-(t.C) // want `blocks for ever here`
	}
}

func drainWithDefaultBefore(t *time.Timer) {
	select {
	case <-t.C:
	default:
	}
	if !t.Stop() {
		<-t.C // want `received from at L[0-9]+`
	}
}

func afterTheSelect(ctx context.Context, t *time.Timer, in chan int) {
	select {
	case <-t.C:
	case <-in:
	case <-ctx.Done():
		return
	}
	if !t.Stop() {
		<-t.C // want `received from at L[0-9]+`
	}
}

func overTheLoop(ctx context.Context, in <-chan string, flush func([]string) error, d time.Duration) error {
	t := time.NewTimer(d)
	var batch []string
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case s, ok := <-in:
			if !ok {
				return nil
			}
			if s == "" {
				continue
			}
			batch = append(batch, s)
			if !t.Stop() {
				<-t.C // want `received from at L[0-9]+`
			}
			t.Reset(d)
		case <-t.C:
			if err := flush(batch); err != nil {
				return err
			}
			batch = nil
		}
	}
	return errors.New("done")
}

type worker struct {
	idle *time.Timer
	jobs chan func()
	quit chan struct{}
}

func newWorker(d time.Duration) *worker {
	return &worker{idle: time.NewTimer(d), jobs: make(chan func())}
}

func (w *worker) loop(d time.Duration) {
	for {
		select {
		case job := <-w.jobs:
			if !w.idle.Stop() {
				<-w.idle.C // want `<-w.idle.C blocks for ever here: the timer fired and was received from at L[0-9]+`
			}
			job()
			w.idle.Reset(d)
		case <-w.idle.C:
			println("idle")
		case <-w.quit:
			return
		}
	}
}

type embeds struct{ *time.Timer }

func embedded(e embeds) {
	<-e.C
	if !e.Stop() {
		<-e.C // want `draining e.C after Stop`
	}
}

func twoNames(d time.Duration) {
	t := time.NewTimer(d)
	u := t
	<-u.C
	if !t.Stop() {
		<-t.C // want `blocks for ever here`
	}
}

func channelInVariable(d time.Duration) {
	t := time.NewTimer(d)
	c := t.C
	<-c
	if !t.Stop() {
		<-t.C // want `blocks for ever here`
	}
}

func ranged(d time.Duration) {
	t := time.NewTimer(d)
	for range t.C {
		if !t.Stop() {
			<-t.C // want `blocks for ever here`
		}
	}
}

func stoppedBefore(d time.Duration) {
	t := time.NewTimer(d)
	t.Stop()
	println("then")
	if !t.Stop() {
		<-t.C // want `blocks for ever here: the timer was already stopped at L[0-9]+ and not reset since`
	}
}

func drainedTwice(in <-chan int, d time.Duration) {
	t := time.NewTimer(d)
	for range in {
		if !t.Stop() {
			<-t.C // want `the timer was already stopped at L[0-9]+`
		}
	}
}

func inLiteral(d time.Duration) func() {
	return func() {
		t := time.NewTimer(d)
		<-t.C
		if !t.Stop() {
			<-t.C // want `blocks for ever here`
		}
	}
}

func generic[T any](in <-chan T, d time.Duration) (last T) {
	t := time.NewTimer(d)
	for {
		select {
		case last = <-in:
			if !t.Stop() {
				<-t.C // want `received from at L[0-9]+`
			}
			t.Reset(d)
		case <-t.C:
			println("quiet")
		}
	}
}

func helperStops(d time.Duration) {
	t := time.NewTimer(d)
	defer t.Stop() // runs later
	<-t.C
	func() { println(t.Stop()) }()
	if !t.Stop() {
		<-t.C // want `received from at L[0-9]+`
	}
}

func whateverTheCondition(d time.Duration, verbose bool) {
	t := time.NewTimer(d)
	<-t.C
	if verbose {
		println("fired")
	}
	if !t.Stop() {
		<-t.C // want `blocks for ever here`
	}
}

func madeAgain(in <-chan bool, d time.Duration) {
	t := time.NewTimer(d)
	defer func() { t.Stop() }()
	for again := range in {
		if again {
			t = time.NewTimer(d)
		}
		<-t.C
		if !t.Stop() {
			<-t.C // want `blocks for ever here`
		}
	}
}

type rotator struct {
	timer *time.Timer
	quit  chan struct{}
	store interface{ Load() (time.Duration, error) }
}

func (r *rotator) start(d time.Duration) {
	r.timer = time.NewTimer(d)
	go r.loop()
}

// After an error the timer is not set again.
func (r *rotator) loop() {
	for {
		select {
		case <-r.timer.C:
			next, err := r.load()
			if err != nil {
				log.Printf("loading: %v", err)
				continue
			}
			r.timer.Reset(next)
		case <-r.quit:
			if !r.timer.Stop() {
				<-r.timer.C // want `received from at L[0-9]+`
			}
			return
		}
	}
}

func (r *rotator) load() (time.Duration, error) { return r.store.Load() }
