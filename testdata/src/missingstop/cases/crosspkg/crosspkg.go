// Package crosspkg uses objects of another package.
package crosspkg

import (
	"context"

	"github.com/asynclint/asynclint/testdata/src/missingstop/cases/lib"
)

func neverClosed() (string, error) {
	w, err := lib.NewWatcher("x") // want `lib\.NewWatcher starts a goroutine \(lib\.go:21\) that ends only by \(\*lib\.Watcher\)\.Close, which is not called here, and nobody else has the object; defer the call`
	if err != nil {
		return "", err
	}
	return w.Next(), nil
}

func notOnError(fail func() error) error {
	w, err := lib.NewWatcher("x")
	if err != nil {
		return err
	}
	if err := fail(); err != nil {
		return err // want `this return does not call \(\*lib\.Watcher\)\.Close: the goroutine that lib\.NewWatcher started \(lib\.go:21\) never ends`
	}
	w.Close()
	return nil
}

func ignored() {
	_, _ = lib.NewWatcher("x") // want `lib\.NewWatcher starts a goroutine`
}

func background() error {
	s := lib.Open(context.Background()) // want `lib\.Open starts a goroutine \(lib\.go:51\) that ends only by \(\*lib\.Session\)\.Close`
	return s.Ping()
}

func closed() (string, error) {
	w, err := lib.NewWatcher("x")
	if err != nil {
		return "", err
	}
	defer w.Close()
	return w.Next(), nil
}

func returned() (*lib.Watcher, error) { return lib.NewWatcher("x") }

// endsWithContext: the caller ends it.
func endsWithContext(ctx context.Context) error {
	s := lib.Open(ctx)
	return s.Ping()
}

func endsWithOwnContext() error {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	return lib.Open(ctx).Ping()
}
