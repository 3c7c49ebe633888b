// Package captured has sleeps in function literals.
package captured

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
)

func poll(context.Context) bool { return time.Now().Second() == 0 }

func goroutine(ctx context.Context, d time.Duration) {
	go func() int {
		for !poll(ctx) {
			time.Sleep(d) // want `in this loop ignores ctx`
		}
		return 0
	}()
}

func goroutineThatDoesNotCapture(ctx context.Context, d time.Duration) {
	poll(ctx)
	go func() { // what it does is its own business
		for time.Now().Second() > 0 {
			time.Sleep(d)
		}
	}()
}

func group(ctx context.Context, d time.Duration) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		for !poll(ctx) {
			time.Sleep(d) // want `in this loop ignores ctx`
		}
		return nil
	})
	return g.Wait()
}

func waitGroup(ctx context.Context, wg *sync.WaitGroup, d time.Duration) {
	wg.Go(func() {
		for !poll(ctx) {
			time.Sleep(d) // want `in this loop ignores ctx`
		}
	})
}

func ownedByParent(d time.Duration) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	go func() {
		for !poll(ctx) {
			time.Sleep(d) // want `in this loop ignores ctx`
		}
	}()
	return cancel
}

func literalsInLiterals(ctx context.Context, d time.Duration) {
	go func() {
		func() {
			for !poll(ctx) {
				time.Sleep(d) // want `in this loop ignores ctx`
			}
		}()
	}()
}

func calledBeforeReturn(ctx context.Context, once *sync.Once, s []int) {
	once.Do(func() {
		poll(ctx)
		time.Sleep(time.Second) // want `ignores ctx`
	})
	slices.SortFunc(s, func(a, b int) int {
		poll(ctx)
		time.Sleep(time.Second) // want `ignores ctx`
		return a - b
	})
}

func cleanup(ctx context.Context, d time.Duration) func() {
	return func() {
		for !poll(ctx) {
			time.Sleep(d)
		}
	}
}

func stored(ctx context.Context, at map[string]func(), d time.Duration) {
	at["exit"] = func() {
		for !poll(ctx) {
			time.Sleep(d)
		}
	}
}

func passedToStranger(ctx context.Context, onExit func(func()), d time.Duration) {
	onExit(func() {
		for !poll(ctx) {
			time.Sleep(d)
		}
	})
}

func timer(ctx context.Context) {
	time.AfterFunc(time.Minute, func() {
		poll(ctx)
		time.Sleep(time.Second)
	})
}
