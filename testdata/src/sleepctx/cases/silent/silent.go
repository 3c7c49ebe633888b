// Package silent has sleeps that ignore no context, or rightly so.
package silent

import (
	"context"
	"testing"
	"time"
)

func try() bool { return time.Now().Second() == 0 }

func poll(context.Context) bool { return try() }

func noContext(d time.Duration) {
	for !try() {
		time.Sleep(d)
	}
}

func unnamed(_ context.Context, d time.Duration) {
	for !try() {
		time.Sleep(d)
	}
}

func withoutName(context.Context) {
	time.Sleep(time.Minute)
}

func background(d time.Duration) {
	ctx := context.Background()
	todo := context.WithValue(context.TODO(), key{}, 1)
	for !poll(ctx) || !poll(todo) {
		time.Sleep(d)
	}
}

type key struct{}

func detached(ctx context.Context, d time.Duration) {
	ctx = context.WithoutCancel(ctx)
	for !poll(ctx) {
		time.Sleep(d)
	}
}

func sometimesBackground(ctx context.Context, d time.Duration) {
	if ctx == nil {
		ctx = context.Background()
	}
	for !poll(ctx) {
		time.Sleep(d)
	}
}

func unknownOrigin(get func() context.Context, all []context.Context, d time.Duration) {
	ctx := get()
	for !poll(ctx) {
		time.Sleep(d)
	}
	for _, ctx := range all {
		for !poll(ctx) {
			time.Sleep(d)
		}
	}
	var late context.Context
	set(&late)
	for !poll(late) {
		time.Sleep(d)
	}
}

func set(*context.Context) {}

func onlyThisFunctionCancels(work func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go work(ctx)
	for !try() {
		time.Sleep(time.Second)
	}
}

func cancelledBefore(d time.Duration) {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	poll(ctx)
	cancel()
	for !try() {
		time.Sleep(d)
	}
}

func ofOneIteration(d time.Duration) {
	for {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		poll(ctx)
		cancel()
		time.Sleep(d)
	}
}

func shortInLoopThatLooks(ctx context.Context) {
	for ctx.Err() == nil {
		time.Sleep(50 * time.Millisecond)
	}
	for !poll(ctx) {
		time.Sleep(50 * time.Millisecond)
	}
	for {
		select {
		case <-ctx.Done():
			return
		default:
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func shortInAll(ctx context.Context) {
	for range 9 {
		time.Sleep(100 * time.Millisecond)
	}
	for i := 0; i < 9; i++ {
		time.Sleep(100 * time.Millisecond)
	}
	for range [3]int{} {
		time.Sleep(100 * time.Millisecond)
	}
}

func shortOutsideOfLoops(ctx context.Context) {
	time.Sleep(500 * time.Millisecond)
}

func variableOutsideOfLoops(ctx context.Context, d time.Duration) {
	time.Sleep(d)
}

func leavesTheLoop(ctx context.Context, d time.Duration) {
	for {
		if try() {
			time.Sleep(d)
			return
		}
	}
}

func yields(ctx context.Context) {
	for !try() {
		time.Sleep(0)
	}
}

func gracePeriod(ctx context.Context, stop func()) {
	<-ctx.Done()
	time.Sleep(5 * time.Second)
	stop()
}

func gracePeriodInSelect(ctx context.Context, in <-chan int) {
	for {
		select {
		case <-in:
		case <-ctx.Done():
			for !try() {
				time.Sleep(time.Second)
			}
			return
		}
	}
}

func gracePeriodByErr(ctx context.Context) {
	if ctx.Err() != nil {
		time.Sleep(5 * time.Second)
	}
}

func gracePeriodInGoroutine(ctx context.Context) {
	<-ctx.Done()
	go func() {
		time.Sleep(5 * time.Second)
		println(ctx.Err().Error())
	}()
}

func afterFunc(ctx context.Context) {
	context.AfterFunc(ctx, func() {
		time.Sleep(5 * time.Second)
		println(ctx.Err().Error())
	})
}

func deferredCode(ctx context.Context) {
	defer time.Sleep(time.Second)
	defer func() {
		for !poll(ctx) {
			time.Sleep(time.Second)
		}
	}()
	defer func(ctx context.Context) {
		time.Sleep(time.Second)
	}(ctx)
}

func inItsOwnGoroutine(ctx context.Context) {
	go time.Sleep(time.Minute)
}

func inTest(t *testing.T) {
	ctx := t.Context()
	for !poll(ctx) {
		time.Sleep(time.Second)
	}
	go func(ctx context.Context) {
		time.Sleep(time.Second)
	}(ctx)
}

func inTestHelper(tb testing.TB, ctx context.Context) {
	time.Sleep(time.Second)
}

type worker struct {
	ctx    context.Context
	always context.Context
}

func newWorker(ctx context.Context) *worker {
	return &worker{ctx: ctx, always: context.Background()}
}

func (w *worker) fieldNotUsedInLoop(d time.Duration) {
	for !try() {
		time.Sleep(d)
	}
}

func (w *worker) fieldThatNeverEnds(d time.Duration) {
	for !poll(w.always) {
		time.Sleep(d)
	}
}

func (w *worker) fieldOutsideOfLoops() {
	poll(w.ctx)
	time.Sleep(time.Minute)
}

func silencedByComment(ctx context.Context, d time.Duration) {
	for !try() {
		time.Sleep(d) //asynclint:ignore sleepctx the fixture of this comment
	}
}

func selectInstead(ctx context.Context, d time.Duration) {
	for !try() {
		select {
		case <-ctx.Done():
			return
		case <-time.After(d):
		}
	}
}

func calledWithBackground() {
	ctx := context.Background()
	callee(ctx)
	callee(context.TODO())
}

func callee(ctx context.Context) {
	poll(ctx)
	time.Sleep(time.Second)
	inner(ctx)
}

func inner(ctx context.Context) {
	poll(ctx)
	time.Sleep(time.Second)
}

// graceAfterEither sleeps when one of the two contexts is done, whichever.
func graceAfterEither(ctx, parent context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-parent.Done():
	}
	for !try() {
		time.Sleep(d)
	}
}
