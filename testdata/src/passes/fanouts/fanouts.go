// Package fanouts has loops that start goroutines.
package fanouts

import (
	"bufio"
	"context"
	"encoding/json"
	"iter"
	"maps"
	"os"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"
)

type putter struct{ key string }

func (p putter) put() error  { return os.WriteFile(p.key, nil, 0o600) }
func (p *putter) ref() error { return os.WriteFile(p.key, nil, 0o600) }

func given(ps []putter, m map[string]*putter, f func()) {
	var g errgroup.Group
	for _, p := range ps {
		g.Go(p.put) // want `^given, waits in os.WriteFile$`
	}
	for _, p := range ps {
		g.Go(putter{p.key}.put) // want `^given, waits in os.WriteFile$`
	}
	for k := range m {
		g.Go(m[k].ref) // want `^given$`
	}
	for range ps[1:] {
		go f() // want `^given$`
	}
	for range ps[:2] {
		go f()
	}
	for range slices.Sorted(maps.Keys(m)) {
		go f()
	}
	for range maps.Keys(m) {
		go f() // want `^given$`
	}
}

func atMost(ps []putter) {
	if len(ps) > 100 {
		return
	}
	for _, p := range ps {
		go p.put()
	}
}

type owner struct {
	set []putter // by constructors only
	ps  []putter
	in  chan putter
	sem chan struct{}
}

func (o *owner) add(p putter) { o.ps = append(o.ps, p) }

func (o *owner) kept(ctx context.Context, f func(context.Context)) {
	for range o.set {
		go f(ctx)
	}
	for range o.ps {
		go f(ctx) // want `^kept, takes a context$`
	}
	for range o.ps {
		go func() { // want `^kept, permit inside$`
			<-o.sem
			defer func() { o.sem <- struct{}{} }()
		}()
	}
	for p := range o.in {
		go p.put() // want `^stream, waits in os.WriteFile$`
	}
	for range o.in { // the value goes nowhere
		go f(ctx)
	}
}

func read(ctx context.Context, data []byte, f func(context.Context)) {
	var ps []putter
	_ = json.Unmarshal(data, &ps)
	for range ps {
		go f(ctx) // want `^read, takes a context$`
	}
	names, _ := os.ReadDir(".")
	for range names {
		go f(ctx) // want `^read, takes a context$`
	}
	for s := bufio.NewScanner(os.Stdin); s.Scan(); {
		go f(ctx) // want `^scan, takes a context$`
	}
}

func sequence(ps iter.Seq[putter], wg *sync.WaitGroup) {
	for p := range ps {
		wg.Go(func() { p.put() }) // want `^sequence, waits in os.WriteFile$`
	}
	for p := range ps {
		wg.Go(func() { p.put() })
		wg.Wait()
	}
}
