// Package generic has channels of a type parameter.
package generic

import "context"

func Call[T any](ctx context.Context, do func() T) (v T, err error) {
	done := make(chan T)
	go func() {
		done <- do() // want `done <- do\(\) blocks for ever when <-ctx.Done\(\) comes first: nobody receives from done; make\(chan T, 1\)`
	}()
	select {
	case v = <-done:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func roomOk[T any](ctx context.Context, do func() T) (v T, err error) {
	done := make(chan T, 1)
	go func() { done <- do() }()
	select {
	case v = <-done:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

func send[C ~chan<- T | ~chan T, T any](c C, v T) { c <- v }

func parameterOk() {
	ch := make(chan int)
	go send(ch, 1)
	<-ch
}
