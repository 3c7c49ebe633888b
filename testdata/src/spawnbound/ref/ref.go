// Package spawnbound asks a store for many keys.
package spawnbound

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// limit is how many requests are made at a time. It is what the store can
// serve at once; how many keys there are has nothing to do with it.
const limit = 16

// A Store answers requests, each of which takes a while.
type Store interface {
	Get(ctx context.Context, key string) ([]byte, error)
}

// GetAll returns the values of keys, in their order, or the first error.
//
// With a limit, Go waits until a task has ended before it starts another one:
// neither requests nor goroutines grow with the number of keys. After an error
// nothing more is asked.
func GetAll(ctx context.Context, s Store, keys []string) ([][]byte, error) {
	values := make([][]byte, len(keys))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(limit)
	for i, key := range keys {
		g.Go(func() (err error) {
			if ctx.Err() != nil { // since Go began to wait for a slot
				return context.Cause(ctx)
			}
			values[i], err = s.Get(ctx, key)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return values, nil
}
