// Package chanleak asks several mirrors at once and takes the first answer.
package chanleak

import (
	"context"
	"errors"
)

// ErrNoMirror says that no mirror has an answer.
var ErrNoMirror = errors.New("no mirror has an answer")

// A Mirror answers a query.
type Mirror func(ctx context.Context, query string) (string, error)

// Fetch asks a mirror, but waits no longer than ctx lives.
func Fetch(ctx context.Context, ask Mirror, query string) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer)
	go func() {
		text, err := ask(ctx, query)
		done <- answer{text, err} // want `done <- answer\{…\} blocks for ever when <-ctx.Done\(\) comes first: nobody receives from done; make\(chan answer, 1\)`
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// First asks both mirrors and returns the first answer.
func First(ctx context.Context, a, b Mirror, query string) (string, error) {
	texts := make(chan string)
	for _, ask := range []Mirror{a, b} {
		go func() {
			text, _ := ask(ctx, query)
			texts <- text // want `texts <- text blocks for ever: nobody receives from texts; also select on what ends the receiver, or give the channel room for every send`
		}()
	}
	if text := <-texts; text != "" {
		return text, nil
	}
	return "", ErrNoMirror
}
