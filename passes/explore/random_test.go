package explore

import "math/rand/v2"

// A shape says which programs to make up.
type shape struct {
	finite bool // every trace ends: for the real run time
	kinds  []ObjectKind
}

var allKinds = []ObjectKind{Chan, Chan, Chan, Chan, Mutex, Mutex, RWMutex, WaitGroup, Cond, Once, Context}

// A dice is what makes programs up: a random source, or the bytes of a fuzzer.
type dice interface{ IntN(n int) int }

type maker struct {
	dice
	shape
	p        *Program
	body     int
	budget   int // operations left for the body
	counters int
	once     bool // in the function of a Once
}

// random makes a program up: two to four bodies of a few operations on one to
// three objects.
func random(d dice, s shape) *Program {
	m := &maker{dice: d, shape: s, p: &Program{}}
	p := m.p
	p.Main = !s.finite && m.one(8)
	bodies := 2 + m.IntN(3)
	p.Symbol("n", None)
	p.Literal("l", None)
	p.Literal("k", None)
	for range 1 + m.IntN(3) {
		m.object()
	}
	for b := range bodies {
		p.Body(string(rune('a' + b)))
	}
	own := p.Literal("own", 1+m.IntN(bodies-1))
	for b := range bodies {
		m.body, m.budget, m.counters = b, 2+m.IntN(5), 0
		if b == 0 {
			m.block(m.IntN(2), 1)
			for other := 1; other < bodies; other++ {
				m.spawn(other)
				if m.one(5) {
					m.spawn(other)
				}
			}
		} else if p.Literals[own].Owner == b {
			for range m.IntN(3) {
				if m.one(3) {
					m.add(Node{Op: Forget, Lit: own})
				}
				m.branch(own, 1)
			}
		}
		m.block(m.budget, 2)
		m.add(Node{Op: End})
	}
	return p
}

func (m *maker) one(n int) bool { return m.IntN(n) == 0 }

func (m *maker) object() {
	name := string(rune('p' + len(m.p.Objects)))
	switch kind := m.kinds[m.IntN(len(m.kinds))]; kind {
	case Chan:
		switch c := m.IntN(12); {
		case c == 0:
			m.p.Chan(name, Sym(0, -m.IntN(2)))
		case c == 1:
			m.p.NilChan(name)
		case c < 8:
			m.p.Chan(name, Const(0))
		default:
			m.p.Chan(name, Const(1+m.IntN(2)))
		}
	case Mutex:
		m.p.Mutex(name)
	case RWMutex:
		m.p.RWMutex(name)
	case WaitGroup:
		m.p.WaitGroup(name)
	case Cond:
		if m.one(4) {
			m.p.RWMutex(name)
		} else {
			m.p.Mutex(name)
		}
		m.p.Cond(name+"cond", len(m.p.Objects)-1)
	case Once:
		m.p.Once(name)
	case Context:
		parent := None
		if i := len(m.p.Objects) - 1; i >= 0 && m.p.Objects[i].Kind == Context {
			parent = i
		}
		m.p.Context(name, parent, m.one(3))
	}
}

// add adds a node that goes on to the next one.
func (m *maker) add(n Node) int {
	n.Next = len(m.p.Bodies[m.body].Nodes) + 1
	if n.Op == Recv {
		n.Else = n.Next
	}
	return m.p.Add(m.body, n)
}

func (m *maker) at(i int) *Node { return &m.p.Bodies[m.body].Nodes[i] }

func (m *maker) here() int { return len(m.p.Bodies[m.body].Nodes) }

func (m *maker) spawn(body int) { m.add(Node{Op: Spawn, Body: body}) }

// block adds n statements.
func (m *maker) block(n, depth int) {
	for range n {
		m.statement(depth)
	}
}

func (m *maker) statement(depth int) {
	if m.budget--; m.budget < 0 {
		return
	}
	if depth > 0 {
		switch m.IntN(14) {
		case 0:
			m.branch(m.IntN(2), depth)
			return
		case 1:
			m.branch(None, depth)
			return
		case 2:
			m.loop(depth)
			return
		}
	}
	if m.one(40) {
		m.add(Node{Op: Pause})
		return
	}
	o := m.IntN(len(m.p.Objects))
	if m.one(12) && m.p.canMake(o) && !(m.once && m.p.Objects[o].Kind == Once) {
		m.add(Node{Op: Make, Obj: o})
		return
	}
	switch m.p.Objects[o].Kind {
	case Chan:
		m.channel(o, depth)
	case Mutex:
		m.locked(o, Lock, Unlock, TryLock, depth)
	case RWMutex:
		if m.one(2) {
			m.locked(o, RLock, RUnlock, TryRLock, depth)
		} else {
			m.locked(o, Lock, Unlock, TryLock, depth)
		}
	case WaitGroup:
		switch m.IntN(5) {
		case 0:
			m.add(Node{Op: Add, Obj: o, Count: Sym(0, 0)})
		case 1:
			m.add(Node{Op: Add, Obj: o, Count: Const(1 + m.IntN(2))})
		case 2, 3:
			m.add(Node{Op: Add, Obj: o, Count: Const(-1)})
		default:
			m.add(Node{Op: Wait, Obj: o})
		}
	case Cond:
		switch m.IntN(4) {
		case 0, 1:
			lock := m.p.Objects[o].Lock
			m.add(Node{Op: Lock, Obj: lock})
			m.add(Node{Op: CondWait, Obj: o})
			m.add(Node{Op: Unlock, Obj: lock})
		case 2:
			m.add(Node{Op: Signal, Obj: o})
		default:
			m.add(Node{Op: Broadcast, Obj: o})
		}
	case Once:
		if m.once && m.finite {
			return // One within another may be stuck, and can not be drained.
		}
		m.once = true
		enter := m.add(Node{Op: Enter, Obj: o})
		if depth > 0 {
			m.block(1, depth-1)
		}
		m.add(Node{Op: Leave, Obj: o})
		m.at(enter).Else = m.here()
		m.once = false
	case Context:
		if m.one(3) {
			m.add(Node{Op: Cancel, Obj: o})
		} else {
			m.add(Node{Op: Ended, Obj: o})
		}
	}
}

// canMake reports whether Validate lets an object be made anew.
func (p *Program) canMake(i int) bool {
	for _, o := range p.Objects {
		if o.Kind == Cond && o.Lock == i || o.Kind == Context && o.Parent == i {
			return false
		}
	}
	o := p.Objects[i]
	return o.Kind != Cond && !o.Nil && !o.External
}

func (m *maker) channel(o, depth int) {
	switch m.IntN(9) {
	case 0, 1, 2:
		m.add(Node{Op: Send, Obj: o})
	case 3, 4:
		m.add(Node{Op: Recv, Obj: o})
	case 5:
		m.add(Node{Op: Close, Obj: o})
	case 6: // A range, with a body or without.
		i := m.add(Node{Op: Recv, Obj: o})
		if depth > 0 && m.one(2) {
			m.block(1, 0)
		}
		m.add(Node{Op: Pause})
		m.at(m.here() - 1).Next = i
		m.at(i).Else = m.here()
	default:
		m.selects(depth)
	}
}

func (m *maker) selects(depth int) {
	n := Node{Op: Select, HasDefault: m.one(3)}
	for range 1 + m.IntN(3) {
		switch o := m.IntN(len(m.p.Objects)); m.p.Objects[o].Kind {
		case Chan:
			c := Case{Op: Send, Obj: o}
			if m.one(2) {
				c.Op = Recv
			}
			n.Cases = append(n.Cases, c)
		case Context:
			n.Cases = append(n.Cases, Case{Op: Ended, Obj: o})
		}
	}
	if m.one(6) {
		n.Cases = append(n.Cases, Case{Op: Foreign})
	}
	if len(n.Cases) == 0 {
		return
	}
	i := m.add(n)
	// The first case has a block of its own, the others go past it.
	first := m.here()
	if depth > 0 {
		m.block(1, depth-1)
	}
	for k := range n.Cases {
		c := &m.at(i).Cases[k]
		c.Next = m.here()
		if k == 0 {
			c.Next = first
		}
		c.Else = m.here()
	}
	m.at(i).Else = m.here()
}

func (m *maker) locked(o int, lock, unlock, try Op, depth int) {
	i := -1
	if m.one(5) {
		i = m.add(Node{Op: try, Obj: o})
	} else {
		m.add(Node{Op: lock, Obj: o})
	}
	if depth > 0 {
		m.block(1+m.IntN(2), depth-1)
	}
	if !m.one(10) {
		m.add(Node{Op: unlock, Obj: o})
	}
	if i >= 0 {
		m.at(i).Else = m.here()
	}
}

func (m *maker) branch(lit, depth int) {
	n := Node{Op: Branch, Lit: lit}
	if lit == None {
		n = Node{Op: Choose}
	}
	i := m.add(n)
	m.block(1, depth-1)
	if m.one(3) {
		then := m.add(Node{Op: Pause})
		m.at(i).Else = m.here()
		m.block(1, depth-1)
		m.at(then).Next = m.here()
	} else {
		m.at(i).Else = m.here()
	}
}

func (m *maker) loop(depth int) {
	if !m.finite && m.one(3) { // for { ... }, with a way out or none
		top := m.here()
		way := -1
		if m.one(2) {
			way = m.add(Node{Op: Choose})
		}
		m.block(1+m.IntN(2), depth-1)
		m.add(Node{Op: Pause})
		m.at(m.here() - 1).Next = top
		if way >= 0 {
			m.at(way).Else = m.here()
		}
		return
	}
	n := Const(m.IntN(4))
	if m.one(2) {
		n = Sym(0, 0)
	}
	c := m.counters
	m.counters++
	m.add(Node{Op: Start, Counter: c, Count: n})
	test := m.add(Node{Op: Test, Counter: c})
	m.block(1, depth-1)
	m.add(Node{Op: Pause})
	m.at(m.here() - 1).Next = test
	m.at(test).Else = m.here()
}

func newDice(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, seed^0x9e3779b9)) }
