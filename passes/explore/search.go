package explore

// A graph is the states that a search came to, in breadth-first order, and the
// moves between them.
type graph struct {
	*machine
	states  []string
	parents []parent
	edges   []edge
	ends    []end
	full    bool // more states than allowed: nothing is known
	partial bool // some trace was cut off

	cuts  []int // states from which a trace was cut off
	index map[string]int32
}

// A parent is how a state was first reached.
type parent struct {
	state int32
	move  move
}

// An edge is a move between states that completes operations (node.op, None).
type edge struct {
	from, to int32
	done     [2]int16
}

// An end is a move after which the process is no more.
type end struct {
	state int32
	move  move
	why   ending
	op    int // the operation that panics, or None
}

// A searcher is what a search works with.
type searcher struct {
	*graph
	now, nxt work
	buf      []byte
	moves    []move
	limit    int
}

// search visits every state, or, with reduce, enough states that every operation
// that can be stuck, can be done or can panic is so in one of them.
func search(m *machine, limit int, reduce bool) *graph {
	s := &searcher{
		graph: &graph{machine: m, index: make(map[string]int32)},
		now:   work{machine: m},
		nxt:   work{machine: m},
		limit: limit,
	}
	s.now.start()
	if s.now.end != goesOn {
		// Cut off before it began.
		s.partial = true
	}
	s.visit(&s.now, parent{state: None})
	for i := 0; i < len(s.states); i++ {
		s.now.load(s.states[i])
		if i == 0 && s.partial {
			s.cuts = append(s.cuts, 0)
			break
		}
		if reduce && s.expandSome(i) {
			continue
		}
		s.expand(i)
		if s.full {
			break
		}
	}
	return s.graph
}

// start makes w the first state.
func (w *work) start() {
	w.head = make([]byte, w.machine.head)
	w.add(0, nil)
	w.settle()
}

// visit returns the index of a state, which it adds if it is new.
func (s *searcher) visit(w *work, from parent) (at int32, isNew bool) {
	w.canonical()
	s.buf = w.key(s.buf[:0])
	if at, ok := s.index[string(s.buf)]; ok {
		return at, false
	}
	key := string(s.buf)
	at = int32(len(s.states))
	s.index[key] = at
	s.states = append(s.states, key)
	s.parents = append(s.parents, from)
	return at, true
}

// expand follows all moves from state i, which is s.now.
func (s *searcher) expand(i int) {
	s.moves = s.moves[:0]
	for g := range s.now.n() {
		s.moves = s.now.moves(g, s.moves)
	}
	for o := range s.Objects {
		if s.now.mayEnd(o) {
			s.moves = append(s.moves, move{kind: outside, c: o})
		}
	}
	for _, m := range s.moves {
		if s.follow(i, m); s.full {
			return
		}
	}
}

// mayEnd reports whether o is a context that may end by what is outside, and
// somebody would notice.
func (w *work) mayEnd(o int) bool {
	if obj := &w.Objects[o]; obj.Kind != Context || !obj.External || w.ended(0, o) {
		return false
	}
	for g := range w.n() {
		if w.at(g).objects>>o&1 == 1 {
			return true
		}
	}
	return false
}

// follow does a move from state i, which is s.now.
func (s *searcher) follow(i int, m move) {
	s.nxt.copyFrom(&s.now)
	done := s.nxt.apply(m)
	switch why := s.nxt.end; why {
	case goesOn:
	case cut:
		s.partial = true
		s.cuts = append(s.cuts, i)
		return
	default:
		s.ends = append(s.ends, end{int32(i), m, why, done[0]})
		return
	}
	to, isNew := s.visit(&s.nxt, parent{int32(i), m})
	if isNew && len(s.states) > s.limit {
		s.full = true
	}
	s.edges = append(s.edges, edge{int32(i), to, [2]int16{int16(done[0]), int16(done[1])}})
}
