// Package closes has channels that are closed more than once.
package closes

import "sync"

func work() error { return nil }

func twiceBad() {
	done := make(chan struct{})
	close(done)
	close(done) // want `close\(done\) may come after another close\(done\): panics with close of closed channel; let one place close it`
}

func onErrorBad() error {
	done := make(chan struct{})
	defer close(done) // want `close\(done\) may come after another close\(done\) when err != nil: panics with close of closed channel; let one place close it`
	if err := work(); err != nil {
		close(done)
		return err
	}
	return nil
}

func onErrorOk() error {
	done := make(chan struct{})
	if err := work(); err != nil {
		close(done)
		return err
	}
	close(done)
	return nil
}

func eachWorkerBad(items []int) {
	ch := make(chan int)
	for range items {
		go func() {
			for range ch {
			}
			close(ch) // want `close\(ch\) .*panics with close of closed channel`
		}()
	}
	for _, it := range items {
		ch <- it
	}
	close(ch)
}

func onceOk(items []int) {
	done := make(chan struct{})
	var once sync.Once
	for range items {
		go func() { once.Do(func() { close(done) }) }()
	}
	<-done
}

func flagOk(items []int) {
	done := make(chan struct{})
	closed := false
	for _, it := range items {
		if it > 1 && !closed {
			closed = true
			close(done)
		}
	}
	if !closed {
		close(done)
	}
}

func selectOk() {
	done := make(chan struct{})
	stop := func() {
		select {
		case <-done:
		default:
			close(done)
		}
	}
	stop()
	stop()
}

func iterationOk(items []int) {
	for range items {
		done := make(chan struct{})
		go close(done)
		<-done
	}
}

func callbackOk(each func(func())) {
	done := make(chan struct{})
	each(func() { close(done) })
	<-done
}
