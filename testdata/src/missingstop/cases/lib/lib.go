// Package lib has objects that own goroutines, for crosspkg.
package lib

import (
	"context"
	"errors"
)

// A Watcher watches until it is closed.
type Watcher struct {
	events chan string
	done   chan struct{}
}

// NewWatcher starts to watch.
func NewWatcher(path string) (*Watcher, error) {
	if path == "" {
		return nil, errors.New("no path")
	}
	w := &Watcher{events: make(chan string), done: make(chan struct{})}
	go w.run()
	return w, nil
}

func (w *Watcher) run() {
	for {
		select {
		case w.events <- "tick":
		case <-w.done:
			return
		}
	}
}

// Next returns the next event.
func (w *Watcher) Next() string { return <-w.events }

// Close ends the watch.
func (w *Watcher) Close() { close(w.done) }

// A Session lives as long as its context.
type Session struct {
	ctx    context.Context
	cancel context.CancelFunc
}

// Open begins a session.
func Open(ctx context.Context) *Session {
	ctx, cancel := context.WithCancel(ctx)
	s := &Session{ctx: ctx, cancel: cancel}
	go func() { <-ctx.Done() }()
	return s
}

// Ping does something.
func (s *Session) Ping() error { return s.ctx.Err() }

// Close ends the session.
func (s *Session) Close() { s.cancel() }
