package explore

// A move is one thing that can happen next in a state.
type move struct {
	kind moveKind
	g    int // the goroutine that moves
	c    int // its case, a value, or the context that ends
	h, d int // of pair: the receiver and its case
}

type moveKind uint8

const (
	act     moveKind = iota // the operation of g's node
	comm                    // a case of g's node
	pair                    // g sends to h
	byElse                  // g takes the default of its select
	decide                  // what was open gets a value
	outside                 // an external context ends
)

// What waits has a phase. The others have phase 0.
const (
	announced = 1   // Lock of a RWMutex: waits for the readers, keeps new ones out
	woken     = 255 // CondWait: needs the lock again
	relocking = 254 // CondWait of a RWMutex: likewise announced
	spinning  = 253 // runs for ever without an operation
	// CondWait has the place in the queue, from 1 on.
)

// Bytes of the state of a channel and of a RWMutex.
const (
	chanFill = iota
	chanClosed
	chanCap // the capacity plus 1, if it depends on a symbol

	rwReaders = 0
	rwWriter  = 1 // 0, writerWaits or writerHolds

	writerWaits = 1
	writerHolds = 2

	onceRuns = 1
	onceDone = 2
)

// unbounded is the capacity of a channel that no state can fill.
const unbounded = maxCount + 1

// capacity of the channel that goroutine g holds.
func (w *work) capacity(g, o int) int {
	obj := &w.Objects[o]
	n := obj.Cap.N
	switch {
	case obj.CapUnknown:
		n = w.capUnknown
	case obj.Cap.Symbolic:
		n = int(w.obj(g, o)[chanCap]) - 1
	}
	return min(max(0, n), unbounded)
}

// ended reports whether a context has ended, or its parent, and so on.
func (w *work) ended(g, o int) bool {
	for o != None {
		if w.obj(g, o)[0] != 0 {
			return true
		}
		o = w.Objects[o].Parent
	}
	return false
}

// ready reports whether a case can go on whatever other goroutines do.
//
// A goroutine at the other end of a channel without buffer does not count: it
// may be just before its operation, and nobody can tell.
func (w *work) ready(g int, c *Case) bool {
	switch c.Op {
	case Ended:
		return w.ended(g, c.Obj)
	case Send, Recv:
		if w.Objects[c.Obj].Nil {
			return false
		}
		ch := w.obj(g, c.Obj)
		if ch[chanClosed] != 0 {
			return true
		}
		if c.Op == Recv {
			return ch[chanFill] > 0
		}
		return int(ch[chanFill]) < w.capacity(g, c.Obj)
	}
	return false
}

func (w *work) anyReady(g int, n *node) bool {
	for i := range n.cases {
		if w.ready(g, &n.cases[i]) {
			return true
		}
	}
	return false
}

// parked reports whether goroutine g may by now wait in the queues of its
// channels: it has no default, and nothing it could have gone on with.
func (w *work) parked(g int, n *node) bool {
	return !(n.Op == Select && n.HasDefault) && !w.anyReady(g, n)
}

// moves appends what goroutine g can do next. A rendezvous is a move of its
// sender.
func (w *work) moves(g int, to []move) []move {
	n := w.at(g)
	if w.rec(g)[recPhase] == spinning {
		return to
	}
	if choices := w.choices(g, n); choices > 0 {
		for v := range choices {
			to = append(to, move{kind: decide, g: g, c: v})
		}
		return to
	}
	if n.op == None {
		return append(to, move{kind: act, g: g}) // Abort, or End of main
	}
	switch n.Op {
	case Send, Recv, Ended, Select:
	default:
		if w.canAct(g, n) {
			to = append(to, move{kind: act, g: g})
		}
		return to
	}
	ready := false
	for i := range n.cases {
		switch c := &n.cases[i]; {
		case c.Op == Foreign:
			to = append(to, move{kind: comm, g: g, c: i})
		case w.ready(g, c):
			ready = true
			to = append(to, move{kind: comm, g: g, c: i})
		case c.Op == Send:
			to = w.pairs(g, n, i, to)
		}
	}
	if n.Op == Select && n.HasDefault && (!ready || w.wrong == defaultAlways) {
		to = append(to, move{kind: byElse, g: g})
	}
	return to
}

// pairs appends the rendezvous of goroutine g, in its sending case i, with each
// receiver. One of the two must have waited in the queue for the other to find
// it there.
func (w *work) pairs(g int, n *node, i int, to []move) []move {
	c := &n.cases[i]
	if w.Objects[c.Obj].Nil || w.capacity(g, c.Obj) > 0 {
		return to
	}
	gParked := w.parked(g, n)
	for h := range w.n() {
		if h == g {
			continue
		}
		m := w.at(h)
		for j := range m.cases {
			d := &m.cases[j]
			if d.Op == Recv && d.Obj == c.Obj && w.place(h, d.Obj) == w.place(g, c.Obj) && (gParked || w.parked(h, m)) {
				to = append(to, move{kind: pair, g: g, c: i, h: h, d: j})
			}
		}
	}
	return to
}

// canAct reports whether an operation that is no communication can go on, or at
// least begin to wait where others see it.
func (w *work) canAct(g int, n *node) bool {
	switch n.Op {
	case Lock:
		return w.canLock(g, n.Obj, w.rec(g)[recPhase] == announced)
	case RLock:
		wr := w.obj(g, n.Obj)[rwWriter]
		return wr == 0 || wr == writerWaits && w.wrong == readersFirst
	case Wait:
		return w.obj(g, n.Obj)[0] == 0
	case CondWait:
		switch w.rec(g)[recPhase] {
		case 0:
			return true
		case woken, relocking:
			return w.canLock(g, w.Objects[n.Obj].Lock, w.rec(g)[recPhase] == relocking)
		}
		return false
	case Enter:
		return w.obj(g, n.Obj)[0] != onceRuns
	}
	return true
}

func (w *work) canLock(g, o int, waits bool) bool {
	l := w.obj(g, o)
	switch {
	case w.Objects[o].Kind == Mutex:
		return l[0] == 0
	case waits:
		return l[rwReaders] == 0
	}
	return l[rwWriter] == 0
}

// lock takes a lock that canLock, or announces that it will. It reports whether
// it has it.
func (w *work) lock(g, o int, waits byte) bool {
	l := w.obj(g, o)
	switch {
	case w.Objects[o].Kind == Mutex:
		l[0] = 1
	case l[rwReaders] == 0:
		l[rwWriter] = writerHolds
	default:
		l[rwWriter] = writerWaits
		w.rec(g)[recPhase] = waits
		return false
	}
	return true
}

// unlock reports whether the lock was held.
func (w *work) unlock(g, o int) bool {
	l := w.obj(g, o)
	at, held := 0, byte(1)
	if w.Objects[o].Kind == RWMutex {
		at, held = rwWriter, writerHolds
	}
	if l[at] != held {
		return false
	}
	l[at] = 0
	return true
}

// free reports whether TryLock takes the lock.
func (w *work) free(g, o int) bool {
	l := w.obj(g, o)
	return l[0] == 0 && (w.Objects[o].Kind == Mutex || l[rwWriter] == 0)
}

// act does the operation of g's node, which is no communication and canAct.
// It reports whether it is done: not if it only began to wait.
func (w *work) act(g int, n *node) (next int, done bool) {
	switch n.Op {
	case Abort, End:
		w.end = exits
		return 0, false
	case Close:
		ch := w.obj(g, n.Obj)
		switch {
		case w.Objects[n.Obj].Nil:
			w.end = panicCloseNil
		case ch[chanClosed] != 0:
			w.end = panicClose
		default:
			ch[chanClosed] = 1
			if w.wrong == closeDrops {
				ch[chanFill] = 0
			}
		}
	case Lock:
		return n.Next, w.lock(g, n.Obj, announced)
	case Unlock:
		if !w.unlock(g, n.Obj) {
			w.end = panicUnlock
		}
	case RLock:
		w.obj(g, n.Obj)[rwReaders]++
	case RUnlock:
		l := w.obj(g, n.Obj)
		if l[rwReaders] == 0 {
			w.end = panicUnlock
			break
		}
		l[rwReaders]--
	case TryLock:
		if !w.free(g, n.Obj) {
			return n.Else, true
		}
		w.lock(g, n.Obj, 0)
	case TryRLock:
		l := w.obj(g, n.Obj)
		if l[rwWriter] != 0 {
			return n.Else, true
		}
		l[rwReaders]++
	case Add:
		v, _ := w.count(g, n.Count)
		wg := w.obj(g, n.Obj)
		switch sum := int(wg[0]) + v; {
		case sum < 0:
			w.end = panicNegative
		case sum > maxCount:
			w.end = cut
		default:
			wg[0] = byte(sum)
		}
	case CondWait:
		return n.Next, w.condWait(g, n)
	case Signal:
		w.wake(g, n.Obj, false)
	case Broadcast:
		w.wake(g, n.Obj, true)
	case Enter:
		once := w.obj(g, n.Obj)
		if once[0] == onceDone {
			return n.Else, true
		}
		once[0] = onceRuns
	case Leave:
		w.obj(g, n.Obj)[0] = onceDone
	case Cancel:
		w.obj(g, n.Obj)[0] = 1
	}
	return n.Next, true
}

// condWait goes a step on in Cond.Wait: into the queue, which lets go of the
// lock, or, once woken, back to the lock.
func (w *work) condWait(g int, n *node) bool {
	lock := w.Objects[n.Obj].Lock
	if w.rec(g)[recPhase] != 0 {
		return w.lock(g, lock, relocking)
	}
	if !w.unlock(g, lock) {
		w.end = panicUnlock
		return false
	}
	last := 0
	w.queue(g, n.Obj, func(phase *byte) { last = max(last, int(*phase)) })
	w.rec(g)[recPhase] = byte(last + 1)
	return false
}

// wake wakes the goroutine that has waited longest, as the runtime does, or all.
func (w *work) wake(g, cond int, all bool) {
	w.queue(g, cond, func(phase *byte) {
		if *phase--; *phase == 0 || all && w.wrong != lostBroadcast {
			*phase = woken
		}
	})
}

// queue calls f for those that wait, not woken, for the cond that g holds.
func (w *work) queue(g, cond int, f func(phase *byte)) {
	for h := range w.n() {
		phase := &w.rec(h)[recPhase]
		if n := w.at(h); n.Op == CondWait && n.Obj == cond && *phase > 0 && *phase < spinning &&
			w.place(h, cond) == w.place(g, cond) {
			f(phase)
		}
	}
}

// communicate does case i of g's node alone: a buffer, a close, a context or
// the outside world is its other end. It reports whether it received because the
// channel is closed.
func (w *work) communicate(g int, n *node, i int) (next int, closed bool) {
	c := &n.cases[i]
	if c.Op != Send && c.Op != Recv {
		return c.Next, false
	}
	ch := w.obj(g, c.Obj)
	if c.Op == Recv {
		if ch[chanFill] == 0 {
			return c.Else, true
		}
		ch[chanFill]--
		return c.Next, false
	}
	switch {
	case ch[chanClosed] != 0:
		w.end = panicSend
	case ch[chanFill] == maxCount:
		w.end = cut
	default:
		ch[chanFill]++
	}
	return c.Next, false
}
