// Package contexts: where a context must be done. The test asks at each call of
// done, and expects the answer in a want, or none where the context may be
// alive.
package contexts

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func done(context.Context) {}

func received(ctx context.Context, c chan int) {
	done(ctx)
	select {
	case <-ctx.Done():
		done(ctx) // want "received"
		if c != nil {
			done(ctx) // want "received"
		}
	case <-c:
		done(ctx)
	}
	done(ctx)
	<-ctx.Done()
	done(ctx) // want "received"
}

func tested(ctx context.Context) {
	if nil != ctx.Err() {
		done(ctx) // want "has an error"
	} else {
		done(ctx)
	}
	for ctx.Err() == nil {
		done(ctx)
	}
	done(ctx) // want "has an error"
}

func brokenLoop(ctx context.Context, stop bool) {
	for ctx.Err() == nil {
		if stop {
			break
		}
	}
	done(ctx)
}

func cancelled(parent context.Context) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	done(ctx)
	cancel()
	done(ctx) // want "cancelled"
	done(parent)
	ctx, cancel = context.WithCancel(parent)
	done(ctx)
	go func() { cancel() }()
	done(ctx)
}

func after(ctx context.Context) {
	context.AfterFunc(ctx, func() {
		done(ctx) // want "after it"
	})
	f := func() { done(ctx) }
	context.AfterFunc(ctx, f)
	f()
}

func waited(ctx context.Context) {
	g, gctx := errgroup.WithContext(ctx)
	g.Go(func() error { done(gctx); return nil })
	done(gctx)
	g.Wait()
	done(gctx) // want "waited"
	done(ctx)
}

func inLoop(parents []context.Context) {
	for _, parent := range parents {
		ctx, cancel := context.WithCancel(parent)
		done(ctx)
		f := func() { done(ctx) }
		<-ctx.Done()
		f()
		func() {
			done(ctx) // want "received"
		}()
		cancel()
	}
}

func reassigned(ctx context.Context) {
	go func() { done(ctx) }() // may run before the assignment, or after
	<-ctx.Done()
	done(ctx) // want "received"
	ctx = context.Background()
	done(ctx)
}

func reassignedBefore(ctx context.Context) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	go func() {
		<-ctx.Done()
		done(ctx) // want "received"
	}()
}

func eachRound(ctx context.Context, next func() context.Context) {
	for {
		go func() { done(ctx) }()
		<-ctx.Done()
		ctx = next()
	}
}

func rangeFunc(ctx context.Context, seq func(func(int) bool)) {
	for range seq {
		done(ctx)
		<-ctx.Done()
		done(ctx) // want "received"
	}
}

type t struct{ ctx, other context.Context }

func (x *t) fields() {
	<-x.ctx.Done()
	done(x.ctx) // want "received"
	done(x.other)
}

func copies(x t) {
	y := x
	<-y.ctx.Done()
	done(y.ctx) // not seen: y could be assigned as a whole
}

func gotos(ctx context.Context, again bool) {
	<-ctx.Done()
top:
	done(ctx) // want "received"
	if again {
		goto top
	}
}
