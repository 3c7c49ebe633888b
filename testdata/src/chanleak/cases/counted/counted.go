// Package counted has goroutines in loops.
package counted

import (
	"context"
	"sync"
)

func do(int) error { return nil }

func more() bool { return false }

func firstOnlyBad(items []int) error {
	errs := make(chan error)
	for _, it := range items {
		go func() {
			errs <- do(it) // want `errs <- do\(it\) blocks for ever: nobody receives from errs`
		}()
	}
	return <-errs
}

func firstErrorBad(items []int) error {
	errs := make(chan error)
	for _, it := range items {
		go func() { errs <- do(it) }() // want `errs <- do\(it\) blocks for ever when err != nil`
	}
	for range items {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func eachOk(items []int) (last error) {
	errs := make(chan error)
	for _, it := range items {
		go func() { errs <- do(it) }()
	}
	for range items {
		if err := <-errs; err != nil {
			last = err
		}
	}
	return last
}

func lenOk(items []int) (last error) {
	errs := make(chan error)
	for i := range items {
		go func() { errs <- do(i) }()
	}
	for i := 0; i < len(items); i++ {
		last = <-errs
	}
	return last
}

func roomOk(items []int) error {
	errs := make(chan error, len(items))
	for _, it := range items {
		go func() { errs <- do(it) }()
	}
	for range items {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func madeOk(items []int) {
	results := make([]int, len(items))
	done := make(chan int)
	for i := range items {
		go func() { done <- do2(i) }()
	}
	for i := range results {
		results[i] = <-done
	}
}

func do2(i int) int { return i }

func boundOk(n int) {
	done := make(chan bool)
	for i := 0; i < n; i++ {
		go func() { done <- true }()
	}
	for i := 0; i < n; i++ {
		<-done
	}
}

func conditionalOk(items []int) {
	done := make(chan bool)
	pending := 0
	for _, it := range items {
		if it > 3 {
			pending++
			go func() { done <- true }()
		}
	}
	for ; pending > 0; pending-- {
		<-done
	}
}

func countOk(items []int) {
	done := make(chan bool)
	n := 0
	for _, it := range items {
		if do(it) == nil {
			continue
		}
		n++
		go func() { done <- true }()
	}
	for i := 0; i < n; i++ {
		<-done
	}
}

func flagOk() {
	ch := make(chan int)
	go func() {
		for more() {
			ch <- 1
		}
		ch <- -1
	}()
	for {
		if v := <-ch; v < 0 {
			return
		}
	}
}

type item struct {
	v    int
	last bool
	err  error
}

func next() (int, error) { return 0, nil }

func lastErrorOk() {
	ch := make(chan item)
	go func() {
		for {
			v, err := next()
			ch <- item{v: v, err: err}
			if err != nil {
				return
			}
		}
	}()
	for {
		if it := <-ch; it.err != nil {
			return
		}
	}
}

func consumerLeavesBad(items []int) error {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, it := range items {
			ch <- it // want `ch <- it blocks for ever when err != nil`
		}
	}()
	for v := range ch {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

func consumerDrainsOk(items []int) (err error) {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, it := range items {
			ch <- it
		}
	}()
	defer func() {
		for range ch {
		}
	}()
	for v := range ch {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

func consumerCancelsOk(ctx context.Context, items []int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ch := make(chan int)
	go func() {
		defer close(ch)
		for _, it := range items {
			select {
			case ch <- it:
			case <-ctx.Done():
				return
			}
		}
	}()
	for v := range ch {
		if err := do(v); err != nil {
			return err
		}
	}
	return nil
}

func neverClosed(items []int) {
	ch := make(chan int)
	for i := 0; i < 3; i++ {
		go func() {
			for v := range ch { // also: orphanchan
				do(v)
			}
		}()
	}
	for _, it := range items {
		ch <- it
	}
}

func closedOk(items []int) {
	ch := make(chan int)
	var wg sync.WaitGroup
	for range 3 {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for v := range ch {
				do(v)
			}
		}()
	}
	for _, it := range items {
		ch <- it
	}
	close(ch)
	wg.Wait()
}

func fanInOk(items []int) []int {
	ch := make(chan int)
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			ch <- it
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	var out []int
	for v := range ch {
		out = append(out, v)
	}
	return out
}

func fanInLeavesBad(items []int) int {
	ch := make(chan int)
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			if do(it) == nil {
				ch <- it // want `ch <- it blocks for ever`
			}
		}()
	}
	go func() {
		wg.Wait()
		close(ch)
	}()
	return <-ch
}

func permitsOk(items []int) {
	permits := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, it := range items {
		permits <- struct{}{}
		wg.Go(func() {
			defer func() { <-permits }()
			do(it)
		})
	}
	wg.Wait()
}

func emptyOk(items []int) int {
	if len(items) == 0 {
		return 0
	}
	ch := make(chan int)
	for _, it := range items {
		go func() { ch <- it }()
	}
	sum := <-ch
	for range items[1:] {
		sum += <-ch
	}
	return sum
}

func twiceBad() {
	ch := make(chan int)
	go send(ch, do(1))
	<-ch
}

func send(ch chan int, err error) {
	if err != nil {
		ch <- 0
	}
	ch <- 1 // want `ch <- 1 blocks for ever when err != nil`
}
