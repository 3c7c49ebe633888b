package reported

import (
	"context"
	"time"
)

// afterOneOfTwo sleeps although ctx may not be done: the other case came.
func afterOneOfTwo(ctx context.Context, wake <-chan struct{}, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-wake:
	}
	for {
		time.Sleep(d) // want `time.Sleep\(d\) in this loop ignores ctx.*`
	}
}
