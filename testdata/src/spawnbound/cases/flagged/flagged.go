// Package flagged has the forms of a fan-out without a limit.
package flagged

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"iter"
	"net/http"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

type item struct{ key string }

type store interface {
	put(ctx context.Context, it item) error
}

// A statement, over an index.
func statement(ctx context.Context, s store, items []item) {
	var wg sync.WaitGroup
	for i := 0; i < len(items); i++ {
		wg.Add(1)
		go func() { // want `a goroutine for each element of items, without a limit`
			defer wg.Done()
			s.put(ctx, items[i])
		}()
	}
	wg.Wait()
}

// The method of a WaitGroup, over a map.
func byGo(ctx context.Context, s store, items map[string]item) {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Go(func() { s.put(ctx, it) }) // want `a goroutine for each element of items`
	}
	wg.Wait()
}

// A function that takes the context.
func named(ctx context.Context, s store, items []item) {
	for _, it := range items {
		go putOne(ctx, s, it) // want `a goroutine for each element of items, without a limit: .* each calls putOne, which takes a context and so may wait`
	}
}

func putOne(ctx context.Context, s store, it item) { s.put(ctx, it) }

// A method value.
type putter struct {
	s  store
	it item
}

func (p putter) run() error { return os.WriteFile(p.it.key, nil, 0o600) }

func methodValue(s store, items []item) error {
	var g errgroup.Group
	for _, it := range items {
		g.Go(putter{s, it}.run) // want `a goroutine for each element of items, without a limit: .* each waits in os.WriteFile`
	}
	return g.Wait()
}

// A field of a request.
type request struct{ items []item }

func handle(ctx context.Context, s store, req *request) {
	for _, it := range req.items {
		go func() { // want `a goroutine for each element of req.items`
			_ = s.put(ctx, it)
		}()
	}
}

// A field that methods add to.
type queue struct{ items []item }

func (q *queue) add(it item) { q.items = append(q.items, it) }

func (q *queue) flush(ctx context.Context, s store) {
	for _, it := range q.items {
		go s.put(ctx, it) // want `a goroutine for each element of q.items`
	}
}

// What was decoded.
func decoded(s store, r *http.Request) error {
	var items []item
	if err := json.NewDecoder(r.Body).Decode(&items); err != nil {
		return err
	}
	for _, it := range items {
		go s.put(r.Context(), it) // want `a goroutine for each element of items`
	}
	return nil
}

// What was listed.
func listed(ctx context.Context, s store, dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		go s.put(ctx, item{e.Name()}) // want `a goroutine for each element of entries`
	}
	return nil
}

// A selection of what was given.
func selected(ctx context.Context, s store, items []item) {
	var todo []item
	for _, it := range items {
		if it.key != "" {
			todo = append(todo, it)
		}
	}
	for _, it := range todo {
		go s.put(ctx, it) // want `a goroutine for each element of todo`
	}
}

// All of a type parameter's.
func generic[T any](ctx context.Context, items []T, put func(context.Context, T) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, it := range items {
		g.Go(func() error { return put(ctx, it) }) // want `a goroutine for each element of items, without a limit: .* each calls put, which takes a context`
	}
	return g.Wait()
}

// Ranges over functions.
func sequence(ctx context.Context, s store, items iter.Seq[item]) {
	for it := range items {
		go s.put(ctx, it) // want `a goroutine for each value of items, without a limit: a long sequence`
	}
}

func values(ctx context.Context, s store, items []item) {
	for it := range slices.Values(items) {
		go s.put(ctx, it) // want `a goroutine for each element of slices.Values\(…\), without a limit`
	}
}

// Values from a channel.
func stream(ctx context.Context, s store, items <-chan item) {
	for it := range items {
		go s.put(ctx, it) // want `a goroutine for each value from items, without a limit: a fast sender`
	}
}

func loop(ctx context.Context, s store, items <-chan item) {
	for {
		select {
		case <-ctx.Done():
			return
		case it := <-items:
			go s.put(ctx, it) // want `a goroutine for each value from items`
		}
	}
}

// Lines of a file.
func lines(ctx context.Context, s store, r io.Reader) {
	for sc := bufio.NewScanner(r); sc.Scan(); {
		go s.put(ctx, item{sc.Text()}) // want `a goroutine for each round of sc.Scan\(\), without a limit`
	}
}

// A function that starts what it is given.
func start(f func()) { go f() }

func wrapped(ctx context.Context, s store, items []item) {
	for _, it := range items {
		start(func() { s.put(ctx, it) }) // want `a goroutine for each element of items`
	}
}

// The permit is taken too late.
func late(items []item, work func(item)) {
	slots := make(chan struct{}, 4)
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Go(func() { // want `a goroutine for each element of items, without a limit: each takes its permit \(L\d+\) only after it has been started: the work is bounded, the goroutines are not; take the permit before the goroutine is started`
			slots <- struct{}{}
			defer func() { <-slots }()
			work(it)
		})
	}
	wg.Wait()
}

func weighted(ctx context.Context, items []item, work func(item)) {
	slots := semaphore.NewWeighted(4)
	for _, it := range items {
		go func() { // want `each takes its permit`
			if slots.Acquire(ctx, 1) != nil {
				return
			}
			defer slots.Release(1)
			work(it)
		}()
	}
}

// A way round that waits, on which nothing is started, does not help.
func elsewhere(ctx context.Context, s store, items []item, bad chan<- item) {
	for _, it := range items {
		if it.key == "" {
			bad <- it
			continue
		}
		go s.put(ctx, it) // want `a goroutine for each element of items`
	}
}

// What is short goes elsewhere: that is no limit.
func (c *client) batches(ctx context.Context, keys []string, size int) error {
	if size <= 0 || len(keys) <= size {
		return c.fetch(ctx, keys)
	}
	var wg sync.WaitGroup
	for start := 0; start < len(keys); start += size {
		batch := keys[start:min(start+size, len(keys))]
		wg.Add(1)
		go func() { // want `a goroutine for each element of keys, without a limit`
			defer wg.Done()
			c.fetch(ctx, batch)
		}()
	}
	wg.Wait()
	return nil
}

type client struct{ http http.Client }

func (c *client) fetch(ctx context.Context, keys []string) error {
	for _, key := range keys {
		req, err := http.NewRequestWithContext(ctx, "GET", key, nil)
		if err != nil {
			return err
		}
		resp, err := c.http.Do(req)
		if err != nil {
			return err
		}
		resp.Body.Close()
	}
	return nil
}

// Who stops the others when one fails knows that they may wait.
func forEach(ctx context.Context, files []string, callback func(name string) error) error {
	g, _ := errgroup.WithContext(ctx)
	for _, name := range files {
		g.Go(func() error { return callback(name) }) // want `a goroutine for each element of files, without a limit: a large one starts all of them at once, and each calls callback, which may wait: the group has a context to stop it`
	}
	return g.Wait()
}

type node struct {
	value    int
	children []*node
}

func (n *node) sum() (total int) {
	sums := make([]int, len(n.children))
	var wg sync.WaitGroup
	for i, child := range n.children {
		wg.Add(1)
		go func() { // want `a goroutine for each element of n.children, without a limit: a large one starts all of them at once, and each does the same once more, so that they multiply`
			defer wg.Done()
			sums[i] = child.sum()
		}()
	}
	wg.Wait()
	for _, s := range sums {
		total += s
	}
	return total + n.value
}

// A gate lets so many through at a time.
type gate interface {
	Start(ctx context.Context) error
	Done()
}

type gated struct {
	gate gate
	get  func(key string) error
}

func (g *gated) all(ctx context.Context, keys []string) {
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() { g.one(ctx, key) }) // want `a goroutine for each element of keys, without a limit: each takes its permit \(L\d+\) only after it has been started`
	}
	wg.Wait()
}

func (g *gated) one(ctx context.Context, key string) error {
	if err := g.gate.Start(ctx); err != nil {
		return err
	}
	defer g.gate.Done()
	return g.get(key)
}
