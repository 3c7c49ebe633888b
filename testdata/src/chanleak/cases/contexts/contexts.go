// Package contexts has goroutines that a context of the function ends.
package contexts

import (
	"context"
	"time"

	"golang.org/x/sync/errgroup"
)

func work(context.Context) error { return nil }

func produce(ctx context.Context) <-chan int {
	ch := make(chan int)
	go func() {
		for n := 0; ; n++ {
			select {
			case <-ctx.Done():
				return
			case ch <- n:
			}
		}
	}()
	return ch
}

func cancelOk() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for n := range produce(ctx) {
		if n == 5 {
			break
		}
	}
}

func neverCancelledBad() {
	ctx, cancel := context.WithCancel(context.Background())
	ch := make(chan int)
	go func() {
		select {
		case <-ctx.Done():
		case ch <- 1:
		}
	}()
	if work(ctx) == nil {
		cancel()
		return
	}
	<-ch
	<-ctx.Done() // want `<-ctx.Done\(\) blocks for ever .*: nothing cancels the context`
}

func parentOk(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	_ = cancel
	ch := make(chan int)
	go func() {
		select {
		case <-ctx.Done():
		case ch <- 1:
		}
	}()
}

func timeoutOk() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	done := make(chan struct{})
	go func() {
		defer close(done)
		work(ctx)
	}()
	<-done
	<-ctx.Done()
}

func cancelKept(keep func(func())) {
	ctx, cancel := context.WithCancel(context.Background())
	keep(cancel)
	<-ctx.Done()
}

func groupOk(ctx context.Context, items []int) error {
	g, ctx := errgroup.WithContext(ctx)
	ch := make(chan int)
	g.Go(func() error {
		defer close(ch)
		for _, it := range items {
			select {
			case ch <- it:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		return nil
	})
	g.Go(func() error {
		for range ch {
			if err := work(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait()
}

func afterFuncOk(ctx context.Context) int {
	ch := make(chan int)
	stop := context.AfterFunc(ctx, func() { close(ch) })
	defer stop()
	return <-ch
}

func timerOk() int {
	ch := make(chan int)
	time.AfterFunc(time.Second, func() { ch <- 1 })
	return <-ch
}
