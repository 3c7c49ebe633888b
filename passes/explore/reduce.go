package explore

// expandSome follows the moves of some goroutines only, if these cannot matter
// to the others, nor the others' to them: the goroutines at whose objects no
// other can ever get. The other orders of moves then lead nowhere else. It
// reports whether it did; if not, s.edges and the states are as before.
//
// This is a persistent set. Three things would make a difference after all:
//
//   - A move that ends the process, or the trace, keeps the others from moving
//     at all. So such sets are not used.
//   - If all states that the set leads to are known, the others might be
//     passed over for ever, in a loop. So one state must be new.
//   - Values that are decided: two goroutines that need the same undecided one
//     get there in either order, with all values, to the same states.
func (s *searcher) expandSome(i int) bool {
	w := &s.now
	n := w.n()
	if n < 2 || n > maxLive {
		return false
	}
	var at, reach [maxLive]uint64
	var outer uint64 // external contexts that may end now
	for o, l := range s.object {
		if w.mayEnd(o) {
			outer |= 1 << l.first
		}
	}
	for g := range n {
		at[g], reach[g] = w.current(g), w.reachable(g)
	}
	var best, bestOuter uint64
	bestSize := n
	for g := range n {
		if w.stopped(g) {
			continue
		}
		set, ends := s.closure(uint64(1)<<g, at[:n], reach[:n], outer)
		if size := count(set); set != 0 && size < bestSize {
			best, bestOuter, bestSize = set, ends, size
			if size == 1 {
				break
			}
		}
	}
	if best == 0 {
		return false
	}
	return s.followSet(i, best, bestOuter)
}

// closure adds to a set of goroutines those that can get at what the members
// are at. It returns 0 if that is everybody, or if nobody in the set can move.
// ends are the external contexts that the set is at.
func (s *searcher) closure(set uint64, at, reach []uint64, outer uint64) (closed, ends uint64) {
	var objects uint64
	each(set, func(g int) { objects |= at[g] })
	for grown := true; grown; {
		grown = false
		for h := range at {
			if set>>h&1 == 0 && reach[h]&objects != 0 {
				set |= 1 << h
				objects |= at[h]
				grown = true
				if s.now.stopped(h) {
					return 0, 0
				}
			}
		}
	}
	if count(set) == len(at) {
		return 0, 0
	}
	ends = objects & outer
	if ends != 0 {
		return set, ends
	}
	s.moves = s.moves[:0]
	each(set, func(g int) { s.moves = s.now.moves(g, s.moves) })
	if len(s.moves) == 0 {
		return 0, 0
	}
	return set, 0
}

func count(set uint64) (n int) {
	each(set, func(int) { n++ })
	return n
}

// stopped reports whether goroutine g is about to end the process.
func (w *work) stopped(g int) bool {
	n := w.at(g)
	return n.Op == Abort || n.Op == End
}

// current returns the places that the operation of goroutine g is on.
func (w *work) current(g int) (set uint64) {
	n := w.at(g)
	add := func(o int) {
		each(w.uses(o), func(o int) { set |= 1 << w.place(g, o) })
	}
	for i := range n.cases {
		if n.cases[i].Op != Foreign {
			add(n.cases[i].Obj)
		}
	}
	if n.op != None && n.cases == nil {
		add(n.Obj)
	}
	return set
}

// reachable returns the places that goroutine g, and those it will start, can
// get at.
func (w *work) reachable(g int) (set uint64) {
	each(w.at(g).objects, func(o int) { set |= 1 << w.place(g, o) })
	return set
}

// followSet follows the moves of a set, and undoes that if the set turns out to
// be no good.
func (s *searcher) followSet(i int, set, ends uint64) bool {
	s.moves = s.moves[:0]
	each(set, func(g int) { s.moves = s.now.moves(g, s.moves) })
	each(ends, func(at int) {
		s.moves = append(s.moves, move{kind: outside, c: s.places[at].object})
	})
	states, edges := len(s.states), len(s.edges)
	dead, cuts, partial := len(s.ends), len(s.cuts), s.partial
	for _, m := range s.moves {
		if s.follow(i, m); s.full {
			return true
		}
	}
	if len(s.states) > states && len(s.ends) == dead && len(s.cuts) == cuts {
		return true
	}
	for _, key := range s.states[states:] {
		delete(s.index, key)
	}
	s.states, s.parents, s.edges = s.states[:states], s.parents[:states], s.edges[:edges]
	s.ends, s.cuts, s.partial = s.ends[:dead], s.cuts[:cuts], partial
	return false
}
