// Package chancap writes lines in the background.
package chancap

import (
	"context"
	"io"
)

// A Line is one of a log.
type Line struct {
	Level int64
	Text  [56]byte
}

// A Log writes the lines that it is given.
type Log struct{ lines chan Line }

// New returns a log that writes to w, until ctx is done.
func New(ctx context.Context, w io.Writer) *Log {
	l := &Log{lines: make(chan Line, 100)}
	go l.run(ctx, w)
	return l
}

// Put hands in a line.
func (l *Log) Put(ctx context.Context, line Line) error {
	select {
	case l.lines <- line:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (l *Log) run(ctx context.Context, w io.Writer) {
	for {
		select {
		case line := <-l.lines:
			w.Write(line.Text[:])
		case <-ctx.Done():
			return
		}
	}
}
