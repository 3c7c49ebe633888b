package groupctx

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func passes(context.Context) error { return nil }

// TestRelease: all checks pass, nobody cancels, and there is room for the
// version.
//
//asynclint:witness measure "releases refused = 1, want at most 0"
func TestRelease(t *testing.T) {
	deploy := make(chan string, 1)
	refused := 0
	if err := Release(t.Context(), "v1.2.3", deploy, passes, passes); err != nil {
		t.Log("Release:", err)
		refused++
	}
	witness.AtMost(t, "releases refused", refused, 0)
}

// TestFirstFailure: one check fails at once, another takes an hour of virtual
// time, unless its context tells it to stop.
//
//asynclint:witness measure "time until FirstFailure returns = 1h0m0s, want at most 0s"
func TestFirstFailure(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		FirstFailure(t.Context(),
			func(context.Context) error { return errors.New("failed") },
			func(ctx context.Context) error {
				select {
				case <-time.After(time.Hour):
					return nil
				case <-ctx.Done():
					return ctx.Err()
				}
			})
		witness.AtMost(t, "time until FirstFailure returns", time.Since(start), 0)
	})
}
