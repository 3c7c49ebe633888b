package firstof

import (
	"context"
	"errors"
	"sync"
	"time"
)

// A Replica answers a question. It obeys its context.
type Replica[T any] func(ctx context.Context) (T, error)

// First asks the first replica, and every delay one more, and sooner if one
// fails; all at once if delay is 0. It returns the first answer that is not an error, after it has stopped
// the other replicas and seen them end.
func First[T any](ctx context.Context, delay time.Duration, replicas ...Replica[T]) (T, error) {
	var none T
	if len(replicas) == 0 {
		return none, errors.New("there is nobody to ask")
	}
	type answer struct {
		from  int
		value T
		err   error
	}
	answers := make(chan answer, len(replicas)) // room for all: losers need no receiver
	var wg sync.WaitGroup
	defer wg.Wait() // after the cancellation: what is deferred last runs first
	asking, cancel := context.WithCancel(ctx)
	defer cancel()

	asked := 0
	ask := func() {
		i := asked
		asked++
		wg.Go(func() {
			value, err := replicas[i](asking)
			answers <- answer{i, value, err}
		})
	}
	for asked == 0 || delay <= 0 && asked < len(replicas) {
		ask()
	}
	hedge := time.NewTicker(max(delay, 1)) // a Ticker needs something positive
	defer hedge.Stop()

	errs := make([]error, len(replicas)) // by replica
	for failed := 0; failed < len(replicas); {
		tick := hedge.C
		if asked == len(replicas) {
			tick = nil
		}
		select {
		case a := <-answers:
			if a.err == nil {
				return a.value, nil
			}
			errs[a.from] = a.err
			failed++
			if asked < len(replicas) {
				ask()
				hedge.Reset(max(delay, 1))
			}
		case <-tick:
			ask()
		case <-ctx.Done():
			return none, context.Cause(ctx)
		}
	}
	return none, errors.Join(errs...)
}
