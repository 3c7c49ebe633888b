// Package reported has the ways in which a sleep can ignore a context.
package reported

import (
	"context"
	"iter"
	"math/rand/v2"
	"net/http"
	"os/signal"
	. "time"
	tm "time"

	"golang.org/x/sync/errgroup"
)

func try() bool { return rand.IntN(2) == 0 }

func poll(context.Context) bool { return try() }

func constantInLoop(ctx context.Context) bool {
	for !poll(ctx) {
		tm.Sleep(100 * tm.Millisecond) // want `tm\.Sleep\(100 \* tm\.Millisecond\) in this loop ignores ctx: cancellation waits up to 100 \* tm\.Millisecond; .*`
	}
	return true // no fix: the result is no error
}

func shortInLoopThatNeverLooks(ctx context.Context) (ok bool) {
	for !try() {
		tm.Sleep(5 * tm.Millisecond) // want `ignores ctx`
	}
	return true
}

func variableInLoopThatLooks(ctx context.Context, d tm.Duration) int {
	for ctx.Err() == nil {
		tm.Sleep(d) // want `in this loop ignores ctx`
	}
	return 1
}

func longOutsideOfLoops(ctx context.Context) bool {
	tm.Sleep(5 * tm.Second) // want `tm\.Sleep\(5 \* tm\.Second\) ignores ctx: cancellation waits up to 5 \* tm\.Second`
	return true
}

func dotImport(ctx context.Context) {
	for !try() {
		Sleep(Second) // want `Sleep\(Second\) in this loop ignores ctx`
	}
}

func functionValue(ctx context.Context) {
	sleep := tm.Sleep
	for !try() {
		sleep(Second) // want `sleep\(Second\) in this loop ignores ctx`
	}
}

func selectDefault(ctx context.Context) int {
	for {
		select {
		case <-ctx.Done():
			return 0
		default:
			tm.Sleep(tm.Second) // want `in this loop ignores ctx`
		}
	}
}

func byGoto(ctx context.Context, d tm.Duration) int {
again:
	if !try() {
		tm.Sleep(d) // want `in this loop ignores ctx`
		goto again
	}
	return 0
}

func inPostStatement(ctx context.Context, d tm.Duration) {
	for ; !try(); tm.Sleep(d) { // want `in this loop ignores ctx`
	}
}

func rangeOverFunc(ctx context.Context, seq iter.Seq[int], d tm.Duration) int {
	for range seq {
		tm.Sleep(d) // want `in this loop ignores ctx`
	}
	return 0
}

func rangeOverChannel(ctx context.Context, in <-chan int, d tm.Duration) int {
	for range in {
		tm.Sleep(d) // want `in this loop ignores ctx`
	}
	return 0
}

func longLoopOfShortSleeps(ctx context.Context) int {
	for range 100 {
		tm.Sleep(20 * tm.Millisecond) // want `in this loop ignores ctx`
	}
	return 0
}

func longExpression(ctx context.Context, base tm.Duration) int {
	for !try() {
		tm.Sleep(tm.Duration(rand.Int64N(int64(base))) + base/2) // want `ignores ctx: cancellation waits for it; select`
	}
	return 0
}

func handler(w http.ResponseWriter, r *http.Request) {
	for !try() {
		tm.Sleep(tm.Second) // want `ignores r\.Context\(\): .* select on r\.Context\(\)\.Done\(\) and time\.After`
	}
}

type transport struct{ next http.RoundTripper }

func (t transport) RoundTrip(req *http.Request) (*http.Response, error) {
	for {
		if resp, err := t.next.RoundTrip(req); err == nil {
			return resp, nil
		}
		tm.Sleep(tm.Second) // want `ignores req\.Context\(\)`
	}
}

type stream interface {
	Context() context.Context
	Send(int) error
}

func streaming(s stream, d tm.Duration) int {
	for s.Context().Err() == nil && s.Send(1) == nil {
		tm.Sleep(d) // want `ignores s\.Context\(\)`
	}
	return 0
}

func reassignedButDerived(ctx context.Context, d tm.Duration) int {
	ctx = context.WithValue(ctx, key{}, 1)
	ctx, span := start(ctx, "work")
	defer span()
	for !try() {
		tm.Sleep(d) // want `ignores ctx`
	}
	return 0
}

type key struct{}

func start(ctx context.Context, name string) (context.Context, func()) { return ctx, func() {} }

func timeoutMadeHere(d tm.Duration) int {
	ctx, cancel := context.WithTimeout(context.Background(), tm.Minute)
	defer cancel()
	for !poll(ctx) {
		tm.Sleep(d) // want `ignores ctx`
	}
	return 0
}

func signalsHere(d tm.Duration) int {
	ctx, stop := signal.NotifyContext(context.Background())
	defer stop()
	for !poll(ctx) {
		tm.Sleep(d) // want `ignores ctx`
	}
	return 0
}

func nearest(ctx context.Context, d tm.Duration) int {
	g, gctx := errgroup.WithContext(ctx)
	defer g.Wait()
	for !poll(gctx) {
		tm.Sleep(d) // want `ignores gctx`
	}
	return 0
}

type worker struct {
	ctx  context.Context
	name string
}

func newWorker(ctx context.Context) *worker { return &worker{ctx: ctx} }

func (w *worker) fieldUsedInLoop(d tm.Duration) int {
	for poll(w.ctx) {
		tm.Sleep(d) // want `ignores w\.ctx`
	}
	return 0
}

func generic[T any](ctx context.Context, next func() (T, bool), d tm.Duration) int {
	for {
		if _, ok := next(); !ok {
			return 0
		}
		tm.Sleep(d) // want `ignores ctx`
	}
}

func ownContextOfLiteral(d tm.Duration) func(context.Context) int {
	return func(ctx context.Context) int {
		for !try() {
			tm.Sleep(d) // want `ignores ctx`
		}
		return 0
	}
}

var inVariable = func(ctx context.Context, d tm.Duration) int {
	for !try() {
		tm.Sleep(d) // want `ignores ctx`
	}
	return 0
}

func calledWithBoth(ctx context.Context) {
	callee(ctx)
	callee(context.TODO())
	ofValue(context.TODO())
	f := ofValue
	f(ctx)
}

func callee(ctx context.Context) bool {
	tm.Sleep(tm.Second) // want `ignores ctx`
	return true
}

func ofValue(ctx context.Context) bool {
	tm.Sleep(tm.Second) // want `ignores ctx`
	return true
}
