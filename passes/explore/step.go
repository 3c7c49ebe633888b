package explore

import "bytes"

// step begins to tell of a step of goroutine g.
func (w *work) step(g int, n *node) Step {
	if w.record == nil {
		return Step{}
	}
	return Step{
		Goroutine: w.ids[g], Body: w.bodyOf(g), Node: w.nodeOf(g),
		Op: n.Op, Obj: n.Obj, Case: None, Pos: n.Pos,
	}
}

// at tells which case of its node a step takes.
func (s *Step) at(n *node, i int) {
	c := &n.cases[i]
	s.Op, s.Obj, s.Pos = c.Op, c.Obj, c.Pos
	if n.Op == Select {
		s.Case = i
	}
}

// note records a step, if anybody asked for it.
func (w *work) note(s Step) {
	if w.record != nil {
		w.record(s)
	}
}

// choices returns how many ways a goroutine has to go on that depend on nothing
// but what is not decided yet; 0 if nothing is open.
func (w *work) choices(g int, n *node) int {
	switch n.Op {
	case Choose:
		return 2
	case Branch:
		return 2 // An undecided literal, or it would have been settled.
	case Test:
		return 2 // A loop of more trips than are counted.
	}
	if s := w.undecided(g, n); s != None {
		return len(w.values(s))
	}
	return 0
}

// undecided returns a symbol whose value the goroutine needs to go on, or None.
func (w *work) undecided(g int, n *node) int {
	open := func(c Count) bool { return c.Symbolic && *w.sym(g, c.Symbol) == 0 }
	switch n.Op {
	case Start, Add:
		if open(n.Count) {
			return n.Count.Symbol
		}
	case Make:
		if o := &w.Objects[n.Obj]; open(o.Cap) {
			return o.Cap.Symbol
		}
	}
	for i := range n.cases {
		c := &n.cases[i]
		if c.Op != Send && c.Op != Recv {
			continue
		}
		if o := &w.Objects[c.Obj]; o.Cap.Symbolic && !o.Nil && w.obj(g, c.Obj)[chanCap] == 0 && open(o.Cap) {
			return o.Cap.Symbol
		}
	}
	return None
}

// apply does a move and everything that follows from it without a choice. It
// returns the operations that are done by it (node.op), or None.
func (w *work) apply(m move) (done [2]int) {
	done = [2]int{None, None}
	if m.kind == outside {
		if w.record != nil {
			w.record(Step{Goroutine: None, Obj: m.c, Op: Cancel, Case: None})
		}
		w.head[w.places[w.object[m.c].first].offset] = 1
		w.settle()
		return done
	}
	n := w.at(m.g)
	s := w.step(m.g, n)
	next, moved := 0, true
	switch m.kind {
	case act:
		next, moved = w.act(m.g, n)
		s.Waits = !moved && w.end == goesOn
		s.Else = moved && n.Op.hasElse() && next == n.Else && next != n.Next
	case comm:
		s.at(n, m.c)
		next, s.Else = w.communicate(m.g, n, m.c)
	case byElse:
		next, s.Else = n.Else, true
	case pair:
		h := w.at(m.h)
		next = n.cases[m.c].Next
		s.at(n, m.c)
		if w.record != nil {
			peer := w.step(m.h, h)
			peer.at(h, m.d)
			s.Peer = &peer
		}
		w.moveTo(m.h, h.cases[m.d].Next)
		done[1] = h.op
	case decide:
		next, moved = w.decide(m.g, n, m.c, &s)
	}
	w.note(s)
	if m.kind != decide && (moved || w.end >= panicSend) {
		done[0] = n.op
	}
	if w.end != goesOn {
		return done
	}
	if moved {
		w.moveTo(m.g, next)
	}
	w.settle()
	return done
}

// decide gives what is open at g's node its value v. It reports where the
// goroutine goes on, if it does not stay to use the value.
func (w *work) decide(g int, n *node, v int, s *Step) (next int, moved bool) {
	s.Decides = true
	switch n.Op {
	case Choose, Branch:
		if n.Op == Branch {
			*w.lit(g, n.Lit) = byte(v + 1)
		}
		if v == 0 {
			return n.Next, true
		}
		s.Else = true
		return n.Else, true
	case Test:
		if v == 0 {
			return n.Next, true
		}
		// That the loop ends here is a guess: what follows may be out of
		// reach, so it counts only as what may yet happen.
		s.Else = true
		w.head[0] |= flagTaint
		w.rec(g)[w.counters+n.Counter] = 0
		return n.Else, true
	}
	sym := w.undecided(g, n)
	*w.sym(g, sym) = byte(v + 1)
	s.Symbol, s.Value = sym, w.values(sym)[v]
	return 0, false
}

// settle runs every goroutine up to where it needs something: an operation, or
// a value that is not decided.
func (w *work) settle() {
	for g := 0; g < w.n() && w.end == goesOn; {
		if w.run(g) {
			w.remove(g)
		} else {
			g++
		}
	}
}

// many is the counter of a loop of more trips than are counted.
const many = 255

// maxSilent bounds the steps between two operations of a goroutine. If it comes
// by the same state again in the second half of them, it spins.
const maxSilent = 4000

// run runs one goroutine, and reports whether it ended.
func (w *work) run(g int) (ended bool) {
	if w.rec(g)[recPhase] != 0 {
		return false
	}
	var before []byte // the state after half the steps
	for step := range maxSilent {
		n := w.at(g)
		if step == maxSilent/2 {
			before = w.key(nil)
		} else if step > maxSilent/2 && bytes.Equal(before, w.key(nil)) {
			w.rec(g)[recPhase] = spinning
			return false
		}
		if w.undecided(g, n) != None {
			return false
		}
		next := n.Next
		switch n.Op {
		case Pause:
		case End:
			// The end of main is a move: others may go first.
			return !(w.Main && w.bodyOf(g) == 0)
		case Spawn:
			if !w.spawn(g, n) {
				return false
			}
		case Branch:
			switch *w.lit(g, n.Lit) {
			case 0:
				return false
			case 2:
				next = n.Else
			}
			s := w.step(g, n)
			s.Else = next == n.Else
			w.note(s)
		case Forget:
			*w.lit(g, n.Lit) = 0
		case ForgetSymbol:
			*w.sym(g, n.Count.Symbol) = 0
		case Start:
			v, _ := w.count(g, n.Count)
			s := w.step(g, n)
			s.Value = v
			w.note(s)
			if v > w.maxTrips {
				v = many
			}
			w.rec(g)[w.counters+n.Counter] = byte(v)
		case Test:
			switch c := &w.rec(g)[w.counters+n.Counter]; *c {
			case 0:
				next = n.Else
			case many:
				return false
			default:
				*c--
			}
		case Make:
			if !w.remake(g, n) {
				return false
			}
		default:
			w.fixCapacities(g, n)
			return false
		}
		w.moveTo(g, next)
	}
	w.end = cut
	return false
}

// spawn starts a goroutine, unless there are too many.
func (w *work) spawn(g int, n *node) bool {
	same := 0
	for h := range w.n() {
		if w.bodyOf(h) == n.Body {
			same++
		}
	}
	if same >= w.instances[n.Body] || w.n() >= maxLive {
		w.end = cut
		return false
	}
	s := w.step(g, n)
	s.Started = w.started
	w.note(s)
	w.add(n.Body, w.rec(g))
	return true
}

// remake gives goroutine g a new incarnation of an object.
func (w *work) remake(g int, n *node) bool {
	l := &w.object[n.Obj]
	w.rec(g)[w.binds+l.bind] = unbound
	var used [incarnation]bool
	for h := range w.n() {
		r := w.rec(h)
		if b := r[w.binds+l.bind]; b != unbound && w.at(h).objects>>n.Obj&1 == 1 {
			used[b] = true
		}
	}
	for b := range used {
		if used[b] {
			continue
		}
		w.rec(g)[w.binds+l.bind] = byte(b)
		at := w.places[l.first+b].offset
		clear(w.head[at : at+l.size])
		w.fixCapacity(g, n.Obj)
		return true
	}
	w.end = cut
	return false
}

// fixCapacities gives the channels of a node their capacities, where these
// depend on symbols.
func (w *work) fixCapacities(g int, n *node) {
	for i := range n.cases {
		if c := &n.cases[i]; c.Op == Send || c.Op == Recv {
			w.fixCapacity(g, c.Obj)
		}
	}
}

func (w *work) fixCapacity(g, o int) {
	obj := &w.Objects[o]
	if obj.Kind != Chan || !obj.Cap.Symbolic || obj.Nil || w.obj(g, o)[chanCap] != 0 {
		return
	}
	if n, ok := w.count(g, obj.Cap); ok {
		w.obj(g, o)[chanCap] = byte(min(n, unbounded) + 1)
	}
}
