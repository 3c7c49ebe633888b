package explore

import (
	"cmp"
	"slices"
)

// A verdict is what a graph shows.
type verdict struct {
	*graph
	set    []uint64 // by state, words each: the operations that may yet be done
	words  int
	doomed []bool // by state: the process may yet end
	blind  []bool // by state: a trace is cut off after it

	stuck  []finding // by node.op
	panics []finding
	facts_ []fact // by node.op
}

// A finding is a state that shows an operation stuck, or about to panic.
type finding struct {
	op    int
	state int32
	g     int  // index of the goroutine in the state
	end   *end // of a panic
}

type fact struct{ reached, done, stuck bool }

// judge finds, for each operation, the first state in which a goroutine waits at
// it such that no trace from there completes it. Such a state need not be the
// last one: the others may well go on, but not so that it matters.
//
// A trace from there that ends the process, or that is cut off, speaks against
// it: the goroutine does not live on, or nothing is known. But where the trace is
// cut off, it is enough that what the goroutine waits for is out of reach of
// every goroutine that is not itself stuck (see unreachable).
func judge(g *graph) *verdict {
	v := &verdict{graph: g, words: (g.ops + 63) / 64, facts_: make([]fact, g.ops)}
	v.propagate()
	at := work{machine: g.machine}
	found := make([]bool, g.ops)
	for i := range g.states {
		at.load(g.states[i])
		tainted := at.head[0]&flagTaint != 0
		for k := range at.n() {
			op := at.at(k).op
			if op == None {
				continue
			}
			if !tainted {
				v.facts_[op].reached = true
			}
			if found[op] || !v.sticks(i, op, &at, k) {
				continue
			}
			found[op] = true
			v.facts_[op].stuck = true
			v.stuck = append(v.stuck, finding{op: op, state: int32(i), g: k})
		}
	}
	v.findPanics()
	slices.SortFunc(v.stuck, func(a, b finding) int { return cmp.Compare(a.op, b.op) })
	return v
}

// sticks reports whether goroutine k, at an operation in state i, is stuck.
func (v *verdict) sticks(i, op int, at *work, k int) bool {
	return at.head[0]&flagTaint == 0 && !v.doomed[i] && !v.may(i, op) && !at.moving(k) &&
		(!v.blind[i] || at.unreachable(k))
}

// may reports whether an operation may be done in some trace from state i.
func (v *verdict) may(i, op int) bool {
	return v.set[i*v.words+op/64]>>(op%64)&1 == 1
}

// propagate computes what may yet be done, backwards along the edges until
// nothing changes. States are in breadth-first order, so going backwards most
// is done in the first round.
func (v *verdict) propagate() {
	v.set = make([]uint64, len(v.states)*v.words)
	v.doomed = make([]bool, len(v.states))
	v.blind = make([]bool, len(v.states))
	for _, e := range v.ends {
		v.doomed[e.state] = true
		if e.op != None {
			v.facts_[e.op].done = true
		}
	}
	for _, i := range v.cuts {
		v.blind[i] = true
	}
	for _, e := range v.edges {
		for _, op := range e.done {
			if op != None {
				v.set[int(e.from)*v.words+int(op)/64] |= 1 << (op % 64)
				v.facts_[op].done = true
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for i := len(v.edges) - 1; i >= 0; i-- {
			e := &v.edges[i]
			to := v.set[int(e.to)*v.words:][:v.words]
			for k := range to {
				from := &v.set[int(e.from)*v.words+k]
				if to[k]&^*from != 0 {
					*from |= to[k]
					changed = true
				}
			}
			if v.doomed[e.to] && !v.doomed[e.from] || v.blind[e.to] && !v.blind[e.from] {
				v.doomed[e.from] = v.doomed[e.from] || v.doomed[e.to]
				v.blind[e.from] = v.blind[e.from] || v.blind[e.to]
				changed = true
			}
		}
	}
}

// moving reports whether goroutine g can do anything in this state.
func (w *work) moving(g int) bool {
	var buf [8]move
	if len(w.moves(g, buf[:0])) > 0 {
		return true
	}
	for h := range w.n() {
		for _, m := range w.moves(h, buf[:0]) {
			if m.kind == pair && m.h == g {
				return true
			}
		}
	}
	return false
}

// unreachable reports whether nobody who may yet move can ever get at what
// goroutine g waits for. Whoever waits for something within their reach may yet
// move too.
func (w *work) unreachable(g int) bool {
	var reach uint64
	for o, l := range w.object {
		if w.mayEnd(o) {
			reach |= 1 << l.first
		}
	}
	var moves [maxLive]bool
	for changed := true; changed; {
		changed = false
		for h := range w.n() {
			if !moves[h] && (w.current(h)&reach != 0 || w.moving(h) || w.at(h).op == None) {
				moves[h], changed = true, true
				reach |= w.reachable(h)
			}
		}
	}
	return !moves[g]
}

// findPanics lists the panics, the first of each kind, node and case.
func (v *verdict) findPanics() {
	type key struct {
		op, c int
		why   ending
	}
	seen := map[key]bool{}
	for i := range v.ends {
		e := &v.ends[i]
		k := key{e.op, e.move.c, e.why}
		if e.why < panicSend || seen[k] || v.states[e.state][0]&flagTaint != 0 {
			continue
		}
		seen[k] = true
		v.panics = append(v.panics, finding{op: e.op, state: e.state, g: e.move.g, end: e})
	}
	slices.SortStableFunc(v.panics, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.op, b.op), cmp.Compare(a.end.move.c, b.end.move.c), cmp.Compare(a.end.why, b.end.why))
	})
}

// covers reports whether v finds what w finds.
func (v *verdict) covers(w *verdict) bool {
	same := func(a, b finding) bool {
		return a.op == b.op && (a.end == nil || a.end.why == b.end.why && a.end.move.c == b.end.move.c)
	}
	return slices.EqualFunc(v.stuck, w.stuck, same) && slices.EqualFunc(v.panics, w.panics, same)
}

// facts sorts what is known of operations by body and node.
func (v *verdict) facts() [][]Fact {
	all := make([][]Fact, len(v.bodies))
	for b := range v.bodies {
		all[b] = make([]Fact, len(v.bodies[b]))
		for i, n := range v.bodies[b] {
			if n.op != None {
				f := v.facts_[n.op]
				all[b][i] = Fact{f.reached, f.done || v.partial && f.reached, f.stuck}
			}
		}
	}
	return all
}

// tell writes the findings into a result.
func (v *verdict) tell(r *Result) {
	for _, f := range v.stuck {
		shows := v.shows(f)
		t := v.trace(f, shows)
		if t.wrong {
			continue
		}
		at := v.byOp[f.op]
		r.Stuck = append(r.Stuck, Stuck{
			Body: at[0], Node: at[1], Goroutine: t.goroutine, Trace: t.steps,
			Rest: t.rest, Choices: t.choices, Always: v.always(shows, false),
		})
	}
	for _, f := range v.panics {
		shows := v.shows(f)
		t := v.trace(f, shows)
		if t.wrong {
			continue
		}
		at := v.byOp[f.op]
		p := Panic{
			Body: at[0], Node: at[1], Case: None, Goroutine: t.goroutine, Trace: t.steps,
			Rest: t.rest, Choices: t.choices, Always: v.always(shows, true),
		}
		p.Kind = SendOnClosed + PanicKind(f.end.why-panicSend)
		if v.bodies[p.Body][p.Node].Op == Select {
			p.Case = f.end.move.c
		}
		r.Panics = append(r.Panics, p)
	}
}
