package explore

import "math/bits"

// Limits of what a state can say. A program beyond the first three is given
// up; beyond the others, a trace is cut off (see work.cut).
const (
	maxObjects  = 64 // places for objects, incarnations included
	maxVars     = 64 // literals, and symbols
	maxNodes    = 1 << 14
	incarnation = 3  // incarnations, at one time, of an object that is made anew
	maxLive     = 16 // goroutines at one time
)

// A machine is a program made ready to run: where each thing is in a state, and
// what each node can still lead to.
type machine struct {
	*Program
	capUnknown int // the capacity of channels of unknown capacity
	maxTrips   int // loops of more constant trips are not counted
	wrong      mutation

	bodies [][]node
	ops    int // how many nodes have an index (node.op)
	places []place
	byOp   [][2]int // body and node by node.op

	object []layout // by object
	lits   []int    // by literal: offset in the head, or in the record of its owner
	syms   []int    // by symbol: likewise
	head   int      // length of the part of a state that belongs to no goroutine
	width  int      // length of the record of one goroutine

	counters, binds int     // offsets in a record
	made            int     // how many objects are made anew
	own             []owned // by body
	instances       []int   // by body: how many may be alive at one time
}

// owned lists the variables that belong to the instances of a body.
type owned struct{ lits, syms []int }

// A place is one incarnation of an object.
type place struct{ object, offset int }

// A layout says where an object is in a state.
type layout struct {
	first  int // the place of its first incarnation
	places int
	bind   int // for one that is made: index among the bindings of a record; else None
	size   int
}

// A node is a Node with what the search asks for at every state.
type node struct {
	*Node
	next  []int  // all that it goes on to
	op    int    // index among the nodes whose operations are visible, or None
	cases []Case // of Send, Recv, Ended and Select

	// What the goroutine here, or one that it will start, may yet use: objects
	// (in the incarnation held here), literals and symbols (with the value
	// they have here), counters.
	objects, lits, syms, counters uint64
}

// Bytes of a record; the counters, own literals and symbols, and bindings
// follow.
const (
	recBody = iota
	recNode
	recNodeHigh
	recPhase
	recLocal
)

// flagTaint is the bit of byte 0 that says that the state may be out of reach of
// the program, see move many.
const flagTaint = 1

// unbound is the binding of an incarnation that is not used any more.
const unbound = 0xff

// compile makes p, which is valid, ready to run. It returns nil and the reason
// if p is too big.
func compile(p *Program, capUnknown int, o Options) (*machine, string) {
	m := &machine{Program: p, capUnknown: capUnknown, maxTrips: min(o.Trips, maxCount), wrong: o.wrong}
	if len(p.Literals) > maxVars || len(p.Symbols) > maxVars {
		return nil, "too many literals or symbols"
	}
	made := p.made()
	m.head = 1
	for i, o := range p.Objects {
		l := layout{first: len(m.places), places: 1, bind: None, size: size(o)}
		if made[i] {
			l.places, l.bind = incarnation, m.made
			m.made++
		}
		for range l.places {
			m.places = append(m.places, place{i, m.head})
			m.head += l.size
		}
		m.object = append(m.object, l)
	}
	if len(m.places) > maxObjects {
		return nil, "too many objects"
	}
	m.own = make([]owned, len(p.Bodies))
	counters := 0
	for _, b := range p.Bodies {
		counters = max(counters, b.Counters)
	}
	if counters > maxVars {
		return nil, "too many counters"
	}
	m.counters = recLocal
	m.binds = m.counters + counters
	vars := m.binds + m.made
	m.width = vars
	offset := func(v Var) int {
		if v.Owner == None {
			m.head++
			return m.head - 1
		}
		own := vars + len(m.own[v.Owner].lits) + len(m.own[v.Owner].syms)
		m.width = max(m.width, own+1)
		return own
	}
	for i, v := range p.Literals {
		m.lits = append(m.lits, offset(v))
		if v.Owner != None {
			m.own[v.Owner].lits = append(m.own[v.Owner].lits, i)
		}
	}
	for i, v := range p.Symbols {
		m.syms = append(m.syms, offset(v))
		if v.Owner != None {
			m.own[v.Owner].syms = append(m.own[v.Owner].syms, i)
		}
	}
	if m.width > 255 || len(p.Bodies) > 255 {
		return nil, "too many variables or bodies"
	}
	for b := range p.Bodies {
		if len(p.Bodies[b].Nodes) > maxNodes {
			return nil, "too many nodes"
		}
		m.bodies = append(m.bodies, m.nodes(b))
	}
	m.limitInstances()
	m.reach()
	return m, ""
}

// size is how many bytes an object takes in a state.
func size(o Object) int {
	switch o.Kind {
	case Chan:
		if o.Cap.Symbolic {
			return 3 // fill, closed, capacity + 1
		}
		return 2
	case RWMutex:
		return 2 // readers, writer
	case Cond:
		return 0 // the goroutines know their places in the queue
	}
	return 1
}

func (m *machine) nodes(body int) []node {
	ns := m.Program.Bodies[body].Nodes
	nodes := make([]node, len(ns))
	for i := range ns {
		n := &ns[i]
		nodes[i] = node{Node: n, op: None, next: n.successors()}
		switch n.Op {
		case Send, Recv, Ended:
			nodes[i].cases = []Case{{Op: n.Op, Obj: n.Obj, Next: n.Next, Else: n.Else, Pos: n.Pos}}
		case Select:
			nodes[i].cases = n.Cases
		}
		if n.Op >= Send {
			nodes[i].op = m.ops
			m.byOp = append(m.byOp, [2]int{body, i})
			m.ops++
		}
	}
	return nodes
}

// limitInstances decides how many instances of a body may live at one time. Three
// tell what two do not (one sends, one receives, one is left over); loops with
// a small constant may start as many as that. One more is where traces end: see
// work.cut.
func (m *machine) limitInstances() {
	limit := 3
	for _, b := range m.Bodies {
		for _, n := range b.Nodes {
			if n.Op == Start && !n.Count.Symbolic && n.Count.N <= 8 {
				limit = max(limit, n.Count.N)
			}
		}
	}
	for range m.Bodies {
		m.instances = append(m.instances, limit)
	}
}

// uses returns the objects that an operation on o reads or changes.
func (m *machine) uses(o int) uint64 {
	set := uint64(1) << o
	switch obj := m.Objects[o]; obj.Kind {
	case Cond:
		set |= 1 << obj.Lock
	case Context:
		if obj.Parent != None {
			set |= m.uses(obj.Parent)
		}
	}
	return set
}

// reach computes what each node can lead to, backwards along the edges until
// nothing changes. A body leads to what the bodies that it starts lead to.
func (m *machine) reach() {
	for changed := true; changed; {
		changed = false
		for b := range m.bodies {
			for i := len(m.bodies[b]) - 1; i >= 0; i-- {
				if m.reachNode(b, &m.bodies[b][i]) {
					changed = true
				}
			}
		}
	}
}

func (m *machine) reachNode(b int, n *node) (changed bool) {
	was := *n
	for _, next := range n.next {
		s := &m.bodies[b][next]
		n.objects |= s.objects
		n.lits |= s.lits
		n.syms |= s.syms
		n.counters |= s.counters
	}
	switch n.Op {
	case Spawn:
		// A new instance starts without values of its own.
		s := &m.bodies[n.Body][0]
		n.objects |= s.objects
		n.lits |= s.lits & m.shared(m.Literals)
		n.syms |= s.syms & m.shared(m.Symbols)
	case Branch:
		n.lits |= 1 << n.Lit
	case Forget:
		n.lits &^= 1 << n.Lit
	case ForgetSymbol:
		n.syms &^= 1 << n.Count.Symbol
	case Start:
		n.counters &^= 1 << n.Counter
		m.reads(n, n.Count)
	case Test:
		n.counters |= 1 << n.Counter
	case Add:
		m.reads(n, n.Count)
	case Make:
		n.objects &^= 1 << n.Obj
		m.reads(n, m.Objects[n.Obj].Cap)
		// A new context hangs on its parent.
		n.objects |= m.uses(n.Obj) &^ (1 << n.Obj)
	}
	if n.Op >= Send && n.Op != Select {
		m.touches(n, n.Obj)
	}
	for _, c := range n.cases {
		if c.Op != Foreign {
			m.touches(n, c.Obj)
		}
	}
	return was.objects != n.objects || was.lits != n.lits || was.syms != n.syms || was.counters != n.counters
}

func (m *machine) touches(n *node, o int) {
	n.objects |= m.uses(o)
	m.reads(n, m.Objects[o].Cap)
}

func (m *machine) reads(n *node, c Count) {
	if c.Symbolic {
		n.syms |= 1 << c.Symbol
	}
}

// shared is the set of the variables that belong to the program.
func (m *machine) shared(vars []Var) (set uint64) {
	for i, v := range vars {
		if v.Owner == None {
			set |= 1 << i
		}
	}
	return set
}

// successors lists where a node goes on to.
func (n *Node) successors() []int {
	switch n.Op {
	case End, Abort:
		return nil
	case Select:
		var all []int
		for _, c := range n.Cases {
			all = append(all, c.Next)
			if c.Op == Recv {
				all = append(all, c.Else)
			}
		}
		if n.HasDefault {
			all = append(all, n.Else)
		}
		return all
	}
	if n.Op.hasElse() {
		return []int{n.Next, n.Else}
	}
	return []int{n.Next}
}

// each calls f for the members of a set, in ascending order.
func each(set uint64, f func(i int)) {
	for ; set != 0; set &= set - 1 {
		f(bits.TrailingZeros64(set))
	}
}
