// Package sends has senders that may come after the close.
package sends

import (
	"sync"
	"time"
)

func work(int) error { return nil }

func afterBad() {
	ch := make(chan int, 1)
	close(ch)
	ch <- 1 // want `ch <- 1 may come after close\(ch\): panics with send on closed channel; let the sender close, or wait for it first`
}

func timeoutBad() {
	ch := make(chan int, 1)
	go func() {
		work(1)
		ch <- 1 // want `ch <- 1 may come after close\(ch\) when <-time.After\(time.Second\) comes first: panics`
	}()
	defer close(ch)
	select {
	case <-ch:
	case <-time.After(time.Second):
	}
}

func notWaitedBad(items []int) {
	ch := make(chan int, len(items))
	for _, it := range items {
		go func() {
			work(it)
			ch <- it // want `ch <- it may come after close\(ch\): panics`
		}()
	}
	close(ch)
	for range ch {
	}
}

func waitedOk(items []int) {
	ch := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- it
		}()
	}
	wg.Wait()
	close(ch)
	for range ch {
	}
}

func addedInsideBad(items []int) {
	ch := make(chan int, len(items))
	var wg sync.WaitGroup
	for _, it := range items {
		go func() {
			wg.Add(1)
			defer wg.Done()
			ch <- it // want `ch <- it may come after close\(ch\): panics`
		}()
	}
	wg.Wait()
	close(ch)
}

func senderClosesOk(items []int) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, it := range items {
			ch <- it
		}
	}()
	for range ch {
	}
}

func receivedOk() {
	ch := make(chan int)
	go func() { ch <- 1 }()
	<-ch
	close(ch)
}

func lockedOk() {
	var mu sync.Mutex
	closed := false
	ch := make(chan int, 1)
	go func() {
		mu.Lock()
		defer mu.Unlock()
		if !closed {
			ch <- 1
		}
	}()
	mu.Lock()
	closed = true
	close(ch)
	mu.Unlock()
}

func callbackOk(each func(func(int))) {
	ch := make(chan int, 9)
	each(func(n int) { ch <- n })
	close(ch)
}
