// Package waitforever warms up caches, several at once.
package waitforever

import (
	"errors"
	"sync"
)

// A Cache can be filled.
type Cache interface {
	Stale() bool
	Fill() error
}

// Warm fills the caches that are stale and returns what went wrong.
//
// The channel is read while the tasks run: the goroutine that waits for them
// does nothing else, and closes it when they are done.
func Warm(caches []Cache) error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, c := range caches {
		wg.Go(func() { errs <- c.Fill() }) //asynclint:ignore spawnjoin there are few caches
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

// Check returns how many of the caches are stale.
//
// WaitGroup.Go counts, and counts back however the function returns.
func Check(caches []Cache) (stale int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, c := range caches {
		wg.Go(func() { //asynclint:ignore spawnjoin there are few caches
			if !c.Stale() {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			stale++
		})
	}
	wg.Wait()
	return stale
}
