// Package spawnjoin applies functions in parallel.
package spawnjoin

import "sync"

// Map returns the results of f for xs, in their order.
func Map(xs []int, f func(int) int) []int {
	results := make([]int, len(xs))
	var wg sync.WaitGroup
	for i, x := range xs {
		wg.Go(func() { results[i] = f(x) }) // want `a goroutine for each element of xs, without a limit: a large one starts all of them at once, and no more than GOMAXPROCS of them run; errgroup.SetLimit keeps the others from being started`
	}
	wg.Wait()
	return results
}
