// Package silent has fan-outs that are limited, or that nothing is known of.
package silent

import (
	"context"
	"errors"
	"net"
	"os"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
)

type item struct{ key string }

type store interface {
	put(ctx context.Context, it item) error
}

// A limit of the group.
func limit(ctx context.Context, s store, items []item) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(8)
	for _, it := range items {
		g.Go(func() error { return s.put(ctx, it) })
	}
	return g.Wait()
}

// A limit that somebody else may have set.
func given(ctx context.Context, g *errgroup.Group, s store, items []item) {
	for _, it := range items {
		g.Go(func() error { return s.put(ctx, it) })
	}
}

func configured(ctx context.Context, configure func(*errgroup.Group), s store, items []item) error {
	g := new(errgroup.Group)
	configure(g)
	for _, it := range items {
		g.Go(func() error { return s.put(ctx, it) })
	}
	return g.Wait()
}

// A semaphore.
func weighted(ctx context.Context, s store, items []item) error {
	slots := semaphore.NewWeighted(8)
	for _, it := range items {
		if err := slots.Acquire(ctx, 1); err != nil {
			return err
		}
		go func() {
			defer slots.Release(1)
			s.put(ctx, it)
		}()
	}
	return nil
}

func channel(ctx context.Context, s store, items []item) error {
	slots := make(chan struct{}, 8)
	for _, it := range items {
		select {
		case slots <- struct{}{}:
		case <-ctx.Done():
			return ctx.Err()
		}
		go func() {
			defer func() { <-slots }()
			s.put(ctx, it)
		}()
	}
	return nil
}

// Tokens that are taken out of a channel, by a callee.
type bag chan struct{}

func (b bag) take() { <-b }

func tokens(ctx context.Context, b bag, s store, items []item) {
	for _, it := range items {
		b.take()
		go func() {
			defer func() { b <- struct{}{} }()
			s.put(ctx, it)
		}()
	}
}

// What is not known but sounds like it.
type limiter interface{ Wait(context.Context) error }

func rate(ctx context.Context, l limiter, s store, items []item) {
	for _, it := range items {
		if l.Wait(ctx) != nil {
			return
		}
		go s.put(ctx, it)
	}
}

// A method that may ask a limiter.
type unpacker struct {
	limits interface {
		Acquire(ctx context.Context) error
	}
	s store
}

func (u *unpacker) acquire(ctx context.Context) error {
	if u.limits == nil {
		return nil
	}
	return u.limits.Acquire(ctx)
}

func (u *unpacker) unpack(ctx context.Context, items []item) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, it := range items {
		if err := u.acquire(ctx); err != nil {
			return err
		}
		g.Go(func() error { return u.s.put(ctx, it) })
	}
	return g.Wait()
}

// A wait every now and then.
func batches(ctx context.Context, s store, items []item) {
	var wg sync.WaitGroup
	for i, it := range items {
		wg.Go(func() { s.put(ctx, it) })
		if i%10 == 9 {
			wg.Wait()
		}
	}
	wg.Wait()
}

// A part of it.
func part(ctx context.Context, s store, items []item) {
	for _, it := range items[:min(8, len(items))] {
		go s.put(ctx, it)
	}
}

// No more than a limit.
func atMost(ctx context.Context, s store, items []item) {
	if len(items) > 8 {
		return
	}
	for _, it := range items {
		go s.put(ctx, it)
	}
}

// A number that is written down.
func fixed(ctx context.Context, s store, a, b item, all [4]item) {
	for _, it := range []item{a, b} {
		go s.put(ctx, it)
	}
	for _, it := range all {
		go s.put(ctx, it)
	}
	for range 4 {
		go s.put(ctx, a)
	}
}

func variadic(ctx context.Context, s store, items ...item) {
	for _, it := range items {
		go s.put(ctx, it)
	}
}

// One, and out.
func first(ctx context.Context, s store, items []item) {
	for _, it := range items {
		if it.key != "" {
			go s.put(ctx, it)
			return
		}
	}
}

// Nothing that costs more than a goroutine.
func compute(items []item, results []int) {
	var wg sync.WaitGroup
	for i, it := range items {
		wg.Go(func() { results[i] = len(it.key) })
	}
	wg.Wait()
}

// A field that only the constructor fills.
type replicas struct{ all []item }

func (r *replicas) refresh(ctx context.Context, s store) {
	for _, it := range r.all {
		go s.put(ctx, it)
	}
}

// A goroutine for each disk, which asks that one.
type disk interface {
	read(ctx context.Context, name string) error
}

func readAll(ctx context.Context, disks []disk, byName map[string]disk) {
	var wg sync.WaitGroup
	for _, d := range disks {
		wg.Go(func() { d.read(ctx, "x") })
	}
	for i := range disks {
		wg.Go(func() { disks[i].read(ctx, "x") })
	}
	for name, d := range byName {
		wg.Add(1)
		go func(d disk) {
			defer wg.Done()
			d.read(ctx, name)
		}(d)
	}
	for _, d := range disks {
		go d.read(ctx, "x")
	}
	wg.Wait()
}

// Functions: somebody has written each of them.
func all(ctx context.Context, tasks []func(context.Context) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, task := range tasks {
		g.Go(func() error { return task(ctx) })
	}
	return g.Wait()
}

// A function that only notes something takes a context, too.
type logger interface {
	LogIf(ctx context.Context, err error)
}

func note(ctx context.Context, l logger, items []item) {
	for range items {
		go l.LogIf(ctx, nil)
	}
}

// Services, as their methods are called.
type service interface {
	Run(ctx context.Context) error
	Shutdown(ctx context.Context) error
}

func run(ctx context.Context, all []service) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, s := range all {
		g.Go(func() error { return s.Run(ctx) })
	}
	return g.Wait()
}

func shutdown(ctx context.Context, all []service) {
	for _, s := range all {
		go s.Shutdown(ctx)
	}
}

// One that serves an element for as long as it is there.
func serve(ctx context.Context, s store, items []item, tick time.Duration) {
	for _, it := range items {
		go func() {
			t := time.NewTicker(tick)
			defer t.Stop()
			for {
				select {
				case <-ctx.Done():
					return
				case <-t.C:
					s.put(ctx, it)
				}
			}
		}()
	}
}

// One that tries until it works.
func connect(ctx context.Context, addrs []string, use func(net.Conn)) {
	for _, addr := range addrs {
		go func() {
			for ctx.Err() == nil {
				if c, err := net.Dial("tcp", addr); err == nil {
					use(c)
					return
				}
				time.Sleep(time.Second)
			}
		}()
	}
}

// Connections: a goroutine for each is how servers are written.
func accept(ctx context.Context, l net.Listener, s store) error {
	for {
		c, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer c.Close()
			s.put(ctx, item{})
		}()
	}
}

func conns(ctx context.Context, accepted <-chan net.Conn, s store) {
	for c := range accepted {
		go func() {
			defer c.Close()
			s.put(ctx, item{})
		}()
	}
}

// Signals carry no work.
func signals(ctx context.Context, reload <-chan os.Signal, wake <-chan struct{}, ticks <-chan time.Time, s store) {
	for range reload {
		go s.put(ctx, item{})
	}
	for range wake {
		go s.put(ctx, item{})
	}
	for range ticks {
		go s.put(ctx, item{})
	}
}

// A fixed number of workers.
func workers(ctx context.Context, s store, items <-chan item) {
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for it := range items {
				s.put(ctx, it)
			}
		})
	}
	wg.Wait()
}

// A program starts once.
func setup(ctx context.Context, s store, items []item) {
	for _, it := range items {
		go s.put(ctx, it)
	}
}

func init() { setup(context.Background(), nil, nil) }

// Too many are refused.
func refuses(ctx context.Context, keys []string, most int, get func(context.Context, string)) error {
	if len(keys) > most {
		return errors.New("too many")
	}
	var wg sync.WaitGroup
	for _, key := range keys {
		wg.Go(func() { get(ctx, key) })
	}
	wg.Wait()
	return nil
}

// Nothing tells that the callback waits.
func apply(xs []int, f func(int) error) error {
	var g errgroup.Group
	for _, x := range xs {
		g.Go(func() error { return f(x) })
	}
	return g.Wait()
}

type tree struct {
	children []*tree
	slots    chan struct{}
}

func (t *tree) walk() {
	var wg sync.WaitGroup
	for _, child := range t.children {
		t.slots <- struct{}{}
		wg.Go(func() {
			defer func() { <-t.slots }()
			child.walk()
		})
	}
	wg.Wait()
}

type gate interface {
	Start(ctx context.Context) error
	Done()
}

func gated(ctx context.Context, g gate, keys []string, get func(context.Context, string)) error {
	var wg sync.WaitGroup
	for _, key := range keys {
		if err := g.Start(ctx); err != nil {
			return err
		}
		wg.Go(func() {
			defer g.Done()
			get(ctx, key)
		})
	}
	wg.Wait()
	return nil
}

// A system has some of these, however much it has to do.
func release(ctx context.Context, peers []string, call func(ctx context.Context, peer string)) {
	var wg sync.WaitGroup
	for _, peer := range peers {
		wg.Go(func() { call(ctx, peer) })
	}
	wg.Wait()
}

type locker interface{ name() string }

func unlock(ctx context.Context, all []locker, call func(ctx context.Context, l locker)) {
	var wg sync.WaitGroup
	for _, l := range all {
		wg.Go(func() { call(ctx, l) })
	}
	wg.Wait()
}

// With a limit, those might not be started that the others wait for.
func inOrder(ctx context.Context, steps map[string][]string, run func(context.Context, string) error) error {
	done := make(map[string]chan struct{})
	for name := range steps {
		done[name] = make(chan struct{})
	}
	g, ctx := errgroup.WithContext(ctx)
	for name, after := range steps {
		g.Go(func() error {
			for _, other := range after {
				select {
				case <-done[other]:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
			defer close(done[name])
			return run(ctx, name)
		})
	}
	return g.Wait()
}
