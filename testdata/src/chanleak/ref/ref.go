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
//
// The channel has room for the one answer that is sent. So the goroutine ends
// as soon as it has it, whether somebody still waits for it or not, and the
// channel goes with it.
func Fetch(ctx context.Context, ask Mirror, query string) (string, error) {
	type answer struct {
		text string
		err  error
	}
	done := make(chan answer, 1)
	go func() {
		text, err := ask(ctx, query)
		done <- answer{text, err}
	}()
	select {
	case a := <-done:
		return a.text, a.err
	case <-ctx.Done():
		return "", ctx.Err()
	}
}

// First asks both mirrors and returns the first answer.
//
// There is room for as many answers as there are mirrors: those that come too
// late hold up nobody.
func First(ctx context.Context, a, b Mirror, query string) (string, error) {
	mirrors := []Mirror{a, b}
	texts := make(chan string, len(mirrors))
	for _, ask := range mirrors {
		go func() {
			text, _ := ask(ctx, query)
			texts <- text
		}()
	}
	if text := <-texts; text != "" {
		return text, nil
	}
	return "", ErrNoMirror
}
