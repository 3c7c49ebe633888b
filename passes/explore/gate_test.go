package explore

import (
	"fmt"
	"sync"
)

// A gate holds every goroutine of a run before its next operation until the
// schedule lets it go. A nil gate holds nobody.
type gate struct {
	mu      sync.Mutex
	steps   map[int][]Step // what is left for each goroutine to do
	cond    *sync.Cond
	let     map[int]*command // who may go on
	waiting map[int]*routine // who stands here
	opened  bool
	failure string
}

// A command says how to do the operation.
type command struct {
	i      int  // its case
	single bool // that one only, at once
	wait   bool // no other that its other end could take for it
}

func newGate(trace []Step) *gate {
	g := &gate{steps: map[int][]Step{}, let: map[int]*command{}, waiting: map[int]*routine{}}
	g.cond = sync.NewCond(&g.mu)
	for _, s := range trace {
		if s.Goroutine != None {
			g.steps[s.Goroutine] = append(g.steps[s.Goroutine], s)
		}
	}
	return g
}

// next takes the next step of a goroutine that is no operation, if the schedule
// has one: a Spawn, a Branch and such.
func (g *gate) next(r *routine) *Step {
	if g == nil {
		return nil
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	for steps := g.steps[r.number]; len(steps) > 0; steps = steps[1:] {
		s := steps[0]
		symbol := s.Decides && s.Op != Branch && s.Op != Choose
		if s.Op >= Send || symbol {
			g.steps[r.number] = steps[1:]
			continue
		}
		if s.Node != int(r.node.Load()) {
			g.failed("g%d is at %d, and should be at %d", r.number, r.node.Load(), s.Node)
		}
		g.steps[r.number] = steps[1:]
		return &s
	}
	g.steps[r.number] = nil
	return nil
}

func (g *gate) fail(format string, args ...any) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.failed(format, args...)
}

func (g *gate) failed(format string, args ...any) {
	if g.failure == "" {
		g.failure = fmt.Sprintf(format, args...)
	}
}

// pass waits for leave to do the next operation.
func (g *gate) pass(r *routine) {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.waiting[r.number] = r
	for g.let[r.number] == nil && !g.opened {
		g.cond.Wait()
	}
	r.command = g.let[r.number]
	delete(g.let, r.number)
	delete(g.waiting, r.number)
}

// open lets everybody go, from now on.
func (g *gate) open() {
	g.mu.Lock()
	defer g.mu.Unlock()
	g.opened = true
	g.cond.Broadcast()
}

// release lets the goroutine of a step do it, which stands at its node, and
// waits until nothing moves.
func (g *gate) release(r *interp, s *Step, c *command) {
	g.mu.Lock()
	at := g.waiting[s.Goroutine]
	if at == nil || int(at.node.Load()) != s.Node {
		g.failed("g%d is not at %d", s.Goroutine, s.Node)
	} else {
		g.let[s.Goroutine] = c
		g.cond.Broadcast()
	}
	g.mu.Unlock()
	r.quiet()
}

// at returns who stands at the gate.
func (g *gate) at(s *Step) *routine {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.waiting[s.Goroutine]
}

// free reports whether the goroutine of a step has done it: it stands at the
// gate again, or has ended.
func (g *gate) free(r *interp, s *Step) bool {
	r.mu.Lock()
	var at *routine
	for _, one := range r.routines {
		if one.number == s.Goroutine {
			at = one
		}
	}
	r.mu.Unlock()
	return at.ended.Load() || g.at(s) != nil && !(at.relock && s.Op == CondWait)
}

// replay runs p as a trace says, step by step. Then it lets everybody run
// freely, with the outside world doing everything that it may, until nothing
// moves. Something went wrong if the gate has a failure.
func replay(p *Program, trace []Step, seed uint64) *interp {
	r := newInterp(p, seed)
	r.gate = newGate(trace)
	for _, s := range trace {
		if s.Decides && s.Op != Branch && s.Op != Choose && s.Op != Test {
			r.syms[s.Symbol] = s.Value
		}
	}
	r.start()
	r.quiet()
	locking := map[int]bool{} // who has announced that it locks
	for i := range trace {
		s := &trace[i]
		switch {
		case s.Goroutine == None:
			r.objects[s.Obj].cancel()
			r.quiet()
		case s.Op < Send || s.Decides:
		case s.Peer != nil:
			r.meet(s)
		case locking[s.Goroutine]:
			locking[s.Goroutine] = false // It goes on by itself.
		default:
			again := s.Op == CondWait && r.gate.at(s) != nil && r.gate.at(s).relock
			r.gate.release(r, s, &command{i: max(s.Case, 0), single: s.Op != Select})
			locking[s.Goroutine] = s.Waits && (s.Op == Lock || again)
		}
		if r.gate.failure == "" && s.Goroutine != None && s.Op >= Send && !s.Decides && r.gate.free(r, s) == s.Waits {
			r.gate.fail("step %d: done: %v", i, s.Waits)
		}
		if r.gate.failure != "" {
			r.gate.failure = fmt.Sprintf("step %d: %s", i, r.gate.failure)
			return r
		}
	}
	r.gate.open()
	r.outside(false)
	r.quiet()
	return r
}

// meet does a rendezvous. One side must park, with all its cases, for the other
// to find it there.
func (r *interp) meet(s *Step) {
	g, h := r.gate.at(s), r.gate.at(s.Peer)
	if g == nil || h == nil {
		r.gate.fail("not both at the gate")
		return
	}
	first, second, one := s, s.Peer, g
	if !g.parks(&r.p.Bodies[s.Body].Nodes[s.Node]) {
		first, second, one = s.Peer, s, h
	}
	if !one.parks(&r.p.Bodies[first.Body].Nodes[first.Node]) {
		r.gate.fail("nobody waits")
		return
	}
	r.gate.release(r, first, &command{i: max(first.Case, 0), wait: true})
	r.gate.release(r, second, &command{i: max(second.Case, 0), single: true})
	if !r.gate.free(r, first) {
		r.gate.fail("who waited was not met")
	}
}
