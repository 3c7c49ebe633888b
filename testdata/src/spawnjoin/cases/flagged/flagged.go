// Package flagged has the variants that are reported.
package flagged

import "sync"

type job struct{ n int }

func (j job) compute() int { return j.n * j.n }

func all(jobs map[string]job) int {
	results := make(chan int, len(jobs))
	for _, j := range jobs {
		go func() { results <- j.compute() }() // want `a goroutine for each element of jobs, without a limit`
	}
	sum := 0
	for range jobs {
		sum += <-results
	}
	return sum
}

func stream(jobs chan job, done func(int)) {
	var wg sync.WaitGroup
	for j := range jobs {
		wg.Add(1)
		go func() { // want `a goroutine for each value from jobs, without a limit: a fast sender starts them faster than they end`
			defer wg.Done()
			done(j.compute())
		}()
	}
	wg.Wait()
}
