package explore

import "bytes"

// A work is a state being looked at or made: bytes that belong to no goroutine
// (a flag, objects, variables of the program), then one record for each living
// goroutine. In the states that the search keeps, the records are sorted and
// everything that nobody will read is zero, so that two states that differ in
// the names of goroutines or in what is over count as one.
type work struct {
	*machine
	head []byte
	recs []byte
	ids  []int // what the trace calls the goroutine of each record

	started int        // how many goroutines were started, for ids
	end     ending     // why nothing follows this state
	record  func(Step) // told about steps; nil in the search
}

// ending is why nothing follows a state.
type ending uint8

const (
	goesOn    ending = iota
	exits            // the process ended as it should, or by Abort
	cut              // what follows is more than a state can say
	panicSend        // the rest are panics, see panicKind
	panicClose
	panicCloseNil
	panicNegative
	panicUnlock
)

// load reads a state. The goroutines are called by their indexes.
func (w *work) load(s string) {
	w.head = append(w.head[:0], s[:w.machine.head]...)
	w.recs = append(w.recs[:0], s[w.machine.head:]...)
	w.ids = w.ids[:0]
	for i := range w.n() {
		w.ids = append(w.ids, i)
	}
	w.started, w.end = len(w.ids), goesOn
}

// copyFrom makes w a copy of v.
func (w *work) copyFrom(v *work) {
	w.head = append(w.head[:0], v.head...)
	w.recs = append(w.recs[:0], v.recs...)
	w.ids = append(w.ids[:0], v.ids...)
	w.started, w.end = v.started, v.end
}

// key appends the bytes of the state to buf.
func (w *work) key(buf []byte) []byte { return append(append(buf, w.head...), w.recs...) }

// n is the number of living goroutines.
func (w *work) n() int { return len(w.recs) / w.width }

// rec is the record of goroutine g.
func (w *work) rec(g int) []byte { return w.recs[g*w.width : (g+1)*w.width] }

func (w *work) bodyOf(g int) int { return int(w.rec(g)[recBody]) }

func (w *work) nodeOf(g int) int {
	r := w.rec(g)
	return int(r[recNode]) | int(r[recNodeHigh])<<8
}

// at is the node where goroutine g is.
func (w *work) at(g int) *node { return &w.bodies[w.bodyOf(g)][w.nodeOf(g)] }

// moveTo puts goroutine g at a node of its body.
func (w *work) moveTo(g, node int) {
	r := w.rec(g)
	r[recNode], r[recNodeHigh], r[recPhase] = byte(node), byte(node>>8), 0
}

// add starts a goroutine. It holds the incarnations that its maker holds.
func (w *work) add(body int, maker []byte) {
	n := len(w.recs)
	for range w.width {
		w.recs = append(w.recs, 0)
	}
	r := w.recs[n:]
	r[recBody] = byte(body)
	if maker != nil {
		copy(r[w.binds:], maker[w.binds:w.bindsEnd()])
	}
	w.ids = append(w.ids, w.started)
	w.started++
}

// bindsEnd is where the bindings end in a record.
func (m *machine) bindsEnd() int { return m.binds + m.made }

// place returns the index of the incarnation of o that goroutine g holds.
func (w *work) place(g, o int) int {
	l := &w.object[o]
	if l.bind == None {
		return l.first
	}
	b := w.rec(g)[w.binds+l.bind]
	if b == unbound {
		return l.first // Not used; see reach.
	}
	return l.first + int(b)
}

// obj is the state of the incarnation of o that goroutine g holds.
func (w *work) obj(g, o int) []byte { return w.head[w.places[w.place(g, o)].offset:] }

// lit is the value of a literal for goroutine g: 0 if it has none yet, 1 if it
// holds, 2 if not.
func (w *work) lit(g, l int) *byte {
	if w.Literals[l].Owner == None {
		return &w.head[w.lits[l]]
	}
	return &w.rec(g)[w.lits[l]]
}

// sym is the value of a symbol for goroutine g: 0 if it has none yet, or the
// index of the value, plus 1.
func (w *work) sym(g, s int) *byte {
	if w.Symbols[s].Owner == None {
		return &w.head[w.syms[s]]
	}
	return &w.rec(g)[w.syms[s]]
}

// values are the values that a symbol can take.
func (m *machine) values(s int) []int {
	if v := m.Symbols[s].Values; v != nil {
		return v
	}
	return DefaultValues
}

// count returns the value of c for goroutine g, if it is decided.
func (w *work) count(g int, c Count) (int, bool) {
	if !c.Symbolic {
		return c.N, true
	}
	v := *w.sym(g, c.Symbol)
	if v == 0 {
		return 0, false
	}
	return max(0, w.values(c.Symbol)[v-1]+c.N), true
}

// canonical makes equal states equal bytes.
func (w *work) canonical() {
	var places, lits, syms uint64
	for g := range w.n() {
		n, r := w.at(g), w.rec(g)
		lits |= n.lits
		syms |= n.syms
		for o, l := range w.object {
			switch used := n.objects>>o&1 == 1; {
			case l.bind == None && used:
				places |= 1 << l.first
			case l.bind != None && used:
				places |= 1 << w.place(g, o)
			case l.bind != None:
				r[w.binds+l.bind] = unbound
			}
		}
		for c := range w.binds - w.counters {
			if n.counters>>c&1 == 0 {
				r[w.counters+c] = 0
			}
		}
		for _, l := range w.own[r[recBody]].lits {
			if n.lits>>l&1 == 0 {
				r[w.lits[l]] = 0
			}
		}
		for _, s := range w.own[r[recBody]].syms {
			if n.syms>>s&1 == 0 {
				r[w.syms[s]] = 0
			}
		}
	}
	for i, p := range w.places {
		if places>>i&1 == 0 {
			clear(w.head[p.offset : p.offset+w.object[p.object].size])
		}
	}
	for l, v := range w.Literals {
		if v.Owner == None && lits>>l&1 == 0 {
			w.head[w.lits[l]] = 0
		}
	}
	for s, v := range w.Symbols {
		if v.Owner == None && syms>>s&1 == 0 {
			w.head[w.syms[s]] = 0
		}
	}
	w.sort()
}

// sort sorts the records, and the names with them. There are few.
func (w *work) sort() {
	n := w.n()
	var tmp [256]byte
	for i := 1; i < n; i++ {
		for j := i; j > 0 && bytes.Compare(w.rec(j-1), w.rec(j)) > 0; j-- {
			a, b := w.rec(j-1), w.rec(j)
			t := tmp[:len(a)]
			copy(t, a)
			copy(a, b)
			copy(b, t)
			w.ids[j-1], w.ids[j] = w.ids[j], w.ids[j-1]
		}
	}
}

// remove takes the record of goroutine g away. The last one takes its index.
func (w *work) remove(g int) {
	last := w.n() - 1
	copy(w.rec(g), w.rec(last))
	w.ids[g] = w.ids[last]
	w.recs = w.recs[:last*w.width]
	w.ids = w.ids[:last]
}
