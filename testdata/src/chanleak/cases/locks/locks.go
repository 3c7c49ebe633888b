// Package locks has mutexes beside channels.
package locks

import "sync"

func work() error { return nil }

func heldOk(items []int) (sum int) {
	var mu sync.Mutex
	done := make(chan struct{})
	for _, it := range items {
		go func() {
			mu.Lock()
			sum += it
			mu.Unlock()
			done <- struct{}{}
		}()
	}
	for range items {
		<-done
	}
	return sum
}

func tryOk() {
	var mu sync.Mutex
	ch := make(chan int, 1)
	go func() {
		if mu.TryLock() {
			defer mu.Unlock()
		}
		ch <- 1
	}()
	<-ch
}

func condOk() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	ready := false
	done := make(chan struct{})
	go func() {
		mu.Lock()
		for !ready {
			cond.Wait()
		}
		mu.Unlock()
		close(done)
	}()
	mu.Lock()
	ready = true
	cond.Broadcast()
	mu.Unlock()
	<-done
}
