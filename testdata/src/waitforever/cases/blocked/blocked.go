// Package blocked waits for goroutines that wait for the waiter.
package blocked

import (
	"sync"

	"golang.org/x/sync/errgroup"
)

func work(int) error { return nil }

func drainedAfterBad(items []int) (all []error) {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- work(it)
		}()
	}
	wg.Wait() // want `wg.Wait\(\) never returns: a goroutine that it waits for stays at errs <- work\(it\)`
	close(errs)
	for err := range errs {
		all = append(all, err)
	}
	return all
}

func drainedBesideOk(items []int) (all []error) {
	var wg sync.WaitGroup
	errs := make(chan error)
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- work(it)
		}()
	}
	go func() {
		wg.Wait()
		close(errs)
	}()
	for err := range errs {
		all = append(all, err)
	}
	return all
}

func roomOk(items []int) (all []error) {
	var wg sync.WaitGroup
	errs := make(chan error, len(items))
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			errs <- work(it)
		}()
	}
	wg.Wait()
	close(errs)
	for err := range errs {
		all = append(all, err)
	}
	return all
}

func groupBad(items []int) ([]int, error) {
	var g errgroup.Group
	out := make(chan int)
	for _, it := range items {
		g.Go(func() error {
			if err := work(it); err != nil {
				return err
			}
			out <- it
			return nil
		})
	}
	if err := g.Wait(); err != nil { // want `g.Wait\(\) never returns when err == nil: a goroutine that it waits for stays at out <- it`
		return nil, err
	}
	close(out)
	var all []int
	for n := range out {
		all = append(all, n)
	}
	return all, nil
}

func workersBad(items []int) {
	jobs := make(chan int)
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for j := range jobs {
				work(j)
			}
		})
	}
	for _, it := range items {
		jobs <- it
	}
	wg.Wait() // want `wg.Wait\(\) never returns: a goroutine that it waits for stays at range jobs`
	close(jobs)
}

func producerBad(items []int) error {
	var g errgroup.Group
	ch := make(chan int)
	g.Go(func() error {
		defer close(ch)
		for _, it := range items {
			ch <- it
		}
		return nil
	})
	g.Go(func() error {
		for v := range ch {
			if err := work(v); err != nil {
				return err
			}
		}
		return nil
	})
	return g.Wait() // want `g.Wait\(\) never returns when err != nil: a goroutine that it waits for stays at ch <- it`
}

func limitedOk(items []int) error {
	var g errgroup.Group
	g.SetLimit(3)
	ch := make(chan int, 1)
	for range items {
		g.Go(func() error {
			ch <- 1
			<-ch
			return nil
		})
	}
	return g.Wait()
}
