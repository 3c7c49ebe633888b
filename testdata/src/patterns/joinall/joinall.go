package joinall

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"sync"
)

// All calls all functions, each in a goroutine of its own, and waits for all of
// them. Result i is that of function i; if that failed, it is whatever it
// returned beside its error. The error joins all errors, in the same order.
func All[T any](ctx context.Context, fs ...func(context.Context) (T, error)) ([]T, error) {
	results := make([]T, len(fs))
	errs := make([]error, len(fs))
	panics := make([]*Panic, len(fs))

	var wg sync.WaitGroup
	for i, f := range fs {
		wg.Go(func() {
			defer func() {
				if v := recover(); v != nil {
					panics[i] = &Panic{v, debug.Stack()}
				}
			}()
			results[i], errs[i] = f(ctx)
		})
	}
	wg.Wait()

	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
	return results, errors.Join(errs...)
}

// A Panic is what a function panicked with, in its own goroutine.
type Panic struct {
	Value any
	Stack []byte // where it happened; a recovered panic has lost that
}

// Error has the stack, too, so that an uncaught panic shows it.
func (p *Panic) Error() string { return fmt.Sprintf("%v\n\n%s", p.Value, p.Stack) }

// Unwrap returns the value, if it is an error.
func (p *Panic) Unwrap() error {
	err, _ := p.Value.(error)
	return err
}
