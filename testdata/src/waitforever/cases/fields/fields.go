// Package fields has WaitGroups in fields and variables of the package: whether
// anybody calls Done is known when the package is known.
package fields

import "sync"

type stopper struct {
	tasks sync.WaitGroup
	jobs  *sync.WaitGroup
}

func (s *stopper) start() { s.tasks.Add(1) }

func (s *stopper) stop() {
	s.tasks.Wait() // want `s.tasks.Wait\(\) never returns once s.tasks.Add at L12 has run: nobody calls s.tasks.Done \(only this package can\); defer s.tasks.Done\(\) in what it counts`
}

func (s *stopper) run() { s.jobs.Add(2) }

func (s *stopper) join(done chan struct{}) {
	go func() {
		s.jobs.Wait() // want `never returns once s.jobs.Add at L18 has run`
		close(done)
	}()
}

func newStopper() *stopper { return &stopper{jobs: new(sync.WaitGroup)} }

// Somebody counts down.
type balanced struct{ wg sync.WaitGroup }

func (b *balanced) start() { b.wg.Add(1) }
func (b *balanced) end()   { b.wg.Done() }
func (b *balanced) stop()  { b.wg.Wait() }

// Done is handed out as a func.
type handed struct{ wg sync.WaitGroup }

func (h *handed) start() func() {
	h.wg.Add(1)
	return h.wg.Done
}
func (h *handed) stop() { h.wg.Wait() }

// Add counts down, too.
type negative struct{ wg sync.WaitGroup }

func (n *negative) start() { n.wg.Add(1) }
func (n *negative) end()   { n.wg.Add(-1) }
func (n *negative) stop()  { n.wg.Wait() }

// What is added may be less than zero, or zero.
type counted struct{ wg sync.WaitGroup }

func (c *counted) start(n int) { c.wg.Add(n) }
func (c *counted) stop()       { c.wg.Wait() }

// Others can call Done.
type Open struct{ WG sync.WaitGroup }

func (o *Open) Start() { o.WG.Add(1) }
func (o *Open) Stop()  { o.WG.Wait() }

// An interface can.
type lent struct{ wg sync.WaitGroup }

func (l *lent) start(keep func(interface{ Done() })) {
	l.wg.Add(1)
	keep(&l.wg)
}
func (l *lent) stop() { l.wg.Wait() }

// Go counts down what it adds, and nothing else is added.
type group struct{ wg sync.WaitGroup }

func (g *group) start(f func()) { g.wg.Go(f) }
func (g *group) stop()          { g.wg.Wait() }

// It is meant to stay here.
var forever sync.WaitGroup

func serve() {
	forever.Add(1)
	forever.Wait()
}

// Nothing is ever added: the Wait returns.
type idle struct{ wg sync.WaitGroup }

func (i *idle) stop() { i.wg.Wait() }
