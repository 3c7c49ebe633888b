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
func Warm(caches []Cache) error {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, c := range caches {
		wg.Add(1)
		go func() { // also: spawnjoin
			defer wg.Done()
			errs <- c.Fill()
		}()
	}
	wg.Wait() // want `wg.Wait\(\) never returns: a goroutine that it waits for stays at errs <- c.Fill\(\), which nobody else will serve; serve it before wg.Wait\(\), or from another goroutine`
	close(errs)
	var all error
	for err := range errs {
		all = errors.Join(all, err)
	}
	return all
}

// Check returns how many of the caches are stale.
func Check(caches []Cache) (stale int) {
	var wg sync.WaitGroup
	var mu sync.Mutex
	for _, c := range caches {
		wg.Add(1)
		go func() { // also: spawnjoin
			if !c.Stale() {
				return
			}
			mu.Lock()
			defer mu.Unlock()
			stale++
			wg.Done()
		}()
	}
	wg.Wait() // want `wg.Wait\(\) never returns unless c.Stale\(\): the counter of wg stays above zero, since Done is called less often than Add says; defer wg.Done\(\) first thing, or use wg.Go`
	return stale
}
