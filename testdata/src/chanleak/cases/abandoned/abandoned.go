// Package abandoned has results that nobody picks up.
package abandoned

import (
	"context"
	"errors"
	"os"
	"time"
)

var errTimeout = errors.New("timeout")

func work() (int, error) { return 1, nil }

func bad() bool { return false }

func timeoutBad() (int, error) {
	done := make(chan int)
	go func() {
		n, _ := work()
		done <- n // want `done <- n blocks for ever when <-time.After\(time.Second\) comes first: nobody receives from done; make\(chan int, 1\)`
	}()
	select {
	case n := <-done:
		return n, nil
	case <-time.After(time.Second):
		return 0, errTimeout
	}
}

func timeoutOk() (int, error) {
	done := make(chan int, 1)
	go func() {
		n, _ := work()
		done <- n
	}()
	select {
	case n := <-done:
		return n, nil
	case <-time.After(time.Second):
		return 0, errTimeout
	}
}

type result struct {
	n   int
	err error
}

func structBad(ctx context.Context) (int, error) {
	ch := make(chan result)
	go func() {
		n, err := work()
		ch <- result{n, err} // want `ch <- result\{…\} blocks for ever when <-ctx.Done\(\) comes first`
	}()
	select {
	case r := <-ch:
		return r.n, r.err
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func panicsBad(ctx context.Context) error {
	done := make(chan error)
	failed := make(chan any, 1)
	go func() {
		defer func() {
			if p := recover(); p != nil {
				failed <- p
			}
		}()
		_, err := work()
		done <- err // want `done <- err blocks for ever when <-ctx.Done\(\) comes first`
	}()
	select {
	case p := <-failed:
		panic(p)
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func drainedOk(ctx context.Context, cancel func()) error {
	done := make(chan error)
	go func() {
		_, err := work()
		done <- err
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		cancel()
		<-done
		return ctx.Err()
	}
}

func earlyReturnBad(path string) error {
	errc := make(chan error)
	go func() {
		_, err := work()
		errc <- err // want `errc <- err blocks for ever when err != nil: nobody receives from errc; make\(chan error, 1\)`
	}()
	if _, err := os.Stat(path); err != nil {
		return err
	}
	return <-errc
}

func earlyReturnOk(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	errc := make(chan error)
	go func() {
		_, err := work()
		errc <- err
	}()
	return <-errc
}

func firstErrorBad() error {
	errs := make(chan error)
	go func() {
		_, err := work()
		errs <- err // want `errs <- err blocks for ever when err != nil: nobody receives from errs; make\(chan error, 1\)`
	}()
	go func() {
		if bad() {
			errs <- nil
			return
		}
		_, err := work()
		errs <- err
	}()
	for i := 0; i < 2; i++ {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func allErrorsOk() (last error) {
	errs := make(chan error)
	go func() {
		_, err := work()
		errs <- err
	}()
	go func() {
		_, err := work()
		errs <- err
	}()
	for i := 0; i < 2; i++ {
		if err := <-errs; err != nil {
			last = err
		}
	}
	return last
}

func retryBad(quit <-chan struct{}) int {
	for {
		done := make(chan int)
		go func() {
			n, _ := work()
			done <- n // want `done <- n blocks for ever when <-quit comes first`
		}()
		select {
		case n := <-done:
			if n > 0 {
				return n
			}
			continue
		case <-quit:
			return 0
		}
	}
}

type server struct{ quit chan struct{} }

func (s *server) serve() error { return nil }

func (s *server) runBad(ctx context.Context) error {
	errc := make(chan error)
	go func() { errc <- s.serve() }() // want `errc <- s.serve\(\) blocks for ever when <-ctx.Done\(\) comes first`
	select {
	case err := <-errc:
		return err
	case <-ctx.Done():
		return nil
	}
}

func (s *server) taskBad(run func() error) {
	res := make(chan error)
	go func() {
		res <- run() // want `res <- run\(\) blocks for ever when <-s.quit comes first`
	}()
	select {
	case <-s.quit:
		return
	case err := <-res:
		_ = err
	}
}

func oneOfTwoBad(fn func() error) {
	ok, failed := make(chan bool), make(chan error)
	go func() {
		if err := fn(); err != nil {
			failed <- err // want `failed <- err blocks for ever when <-time.After\(1\) comes first`
			return
		}
		ok <- true // want `ok <- true blocks for ever when <-time.After\(1\) comes first`
	}()
	select {
	case <-ok:
	case <-failed:
	case <-time.After(1):
	}
}

func helperBad(ctx context.Context) (int, error) {
	ch := start()
	select {
	case n := <-ch:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func start() <-chan int {
	ch := make(chan int)
	go produce(ch)
	return ch
}

func produce(ch chan<- int) {
	n, _ := work()
	ch <- n // want `ch <- n blocks for ever when <-ctx.Done\(\) comes first`
}

func selfBad() {
	ch := make(chan int)
	ch <- 1 // want `ch <- 1 blocks for ever: nobody receives from ch; make\(chan int, 1\)`
	<-ch
}

func nobodySends() {
	done := make(chan struct{})
	go func() {
		work()
	}()
	<-done // also: orphanchan
}

func closedOnOneWayBad() {
	done := make(chan struct{})
	go func() {
		if _, err := work(); err != nil {
			return
		}
		close(done)
	}()
	<-done // want `<-done blocks for ever when err != nil: nobody sends on done or closes it`
}

func closedByDeferOk() {
	done := make(chan struct{})
	go func() {
		defer close(done)
		if _, err := work(); err != nil {
			return
		}
	}()
	<-done
}

func neverMade() {
	var ch chan int
	ch <- 1 // also: orphanchan
}
