// Package spawnbound asks a store for many keys.
package spawnbound

import (
	"context"

	"golang.org/x/sync/errgroup"
)

// A Store answers requests, each of which takes a while.
type Store interface {
	Get(ctx context.Context, key string) ([]byte, error)
}

// GetAll returns the values of keys, in their order, or the first error.
func GetAll(ctx context.Context, s Store, keys []string) ([][]byte, error) {
	values := make([][]byte, len(keys))
	g, ctx := errgroup.WithContext(ctx)
	for i, key := range keys {
		g.Go(func() (err error) { // want `a goroutine for each element of keys, without a limit: a large one starts all of them at once, and each calls s.Get, which takes a context and so may wait; limit them with errgroup.SetLimit, or a semaphore that is taken before the goroutine is started`
			values[i], err = s.Get(ctx, key)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return nil, err
	}
	return values, nil
}
