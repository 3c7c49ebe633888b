// Package handlerwait reads pages for requests.
package handlerwait

import (
	"bufio"
	"context"
	"io"
	"sync"
)

// Lines returns the lines of r, until ctx is done.
func Lines(ctx context.Context, r io.Reader) <-chan string {
	out := make(chan string)
	go func() {
		defer close(out)
		for s := bufio.NewScanner(r); s.Scan(); {
			select {
			case out <- s.Text():
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// Pages loads each page once, whoever asks for it.
type Pages struct {
	Load func(ctx context.Context, name string) string

	mu      sync.Mutex
	loading map[string]chan struct{} // closed when the page is there
	pages   map[string]string
}

// NewPages returns Pages that are loaded by a function.
func NewPages(load func(ctx context.Context, name string) string) *Pages {
	return &Pages{Load: load, loading: make(map[string]chan struct{}), pages: make(map[string]string)}
}

// Get returns a page, or the error of ctx.
func (p *Pages) Get(ctx context.Context, name string) (string, error) {
	p.mu.Lock()
	loaded, busy := p.loading[name]
	if !busy {
		loaded = make(chan struct{})
		p.loading[name] = loaded
	}
	p.mu.Unlock()
	if busy {
		select {
		case <-loaded:
		case <-ctx.Done():
			return "", ctx.Err()
		}
	} else {
		page := p.Load(ctx, name)
		p.mu.Lock()
		p.pages[name] = page
		p.mu.Unlock()
		close(loaded)
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.pages[name], nil
}
