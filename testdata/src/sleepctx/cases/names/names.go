// Package names has contexts whose name means something else at the sleep.
package names

import (
	"context"
	"time"
)

func poll(context.Context) bool { return time.Now().Second() == 0 }

func shadowedByIteration(ctx context.Context, d time.Duration) error {
	for {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		poll(ctx)
		cancel()
		time.Sleep(d) // want `ignores ctx`
	}
}

func shadowedByOther(ctx context.Context, d time.Duration) error {
	for {
		ctx := 1
		time.Sleep(d * time.Duration(ctx)) // want `ignores ctx`
	}
}
