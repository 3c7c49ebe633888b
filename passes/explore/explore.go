package explore

// Options bound a run. The zero value has the usual bounds.
type Options struct {
	States int // states looked at, for each capacity tried; 0 is 20 000
	Trips  int // trips of a constant loop that are counted; 0 is 32

	// For tests.
	noReduction bool
	wrong       mutation
}

// A mutation is an error in the semantics, for tests that must find it.
type mutation uint8

const (
	right         mutation = iota
	defaultAlways          // a default is taken though a case is ready
	readersFirst           // a waiting writer does not keep readers out
	lostBroadcast          // Broadcast wakes one
	closeDrops             // a closed channel loses what is in its buffer
)

// A Result is what Explore found.
type Result struct {
	// GaveUp is why there is no answer, or empty. Nothing else is set then,
	// except States.
	GaveUp string
	States int // looked at
	// Partial says that some traces were cut off, where more goroutines or
	// larger numbers appeared than a state can hold. Claims hold all the
	// same; what is not claimed may be so after the cut.
	Partial bool

	// Stuck are the places where goroutines get stuck, one for each node,
	// and Panics the panics, one for each node and kind; by body and node.
	Stuck  []Stuck
	Panics []Panic

	// Facts by body and node, of nodes that are operations on objects.
	Facts [][]Fact
}

// A Fact is what may become of goroutines at a node.
type Fact struct {
	MayReach    bool // some goroutine comes to the node
	MayComplete bool // and gets past it (true if unknown)
	MayStick    bool // it is in Result.Stuck
}

// Stuck says that a goroutine can come to a node and wait there for ever: once
// Trace has happened, nothing that the program or its environment can do lets
// it go on, and the process goes on living.
type Stuck struct {
	Body, Node int
	// Goroutine is its name in Trace.
	Goroutine int
	// Trace is the shortest way there, in steps that synchronize or decide.
	Trace []Step
	// Rest says where the other goroutines are after Trace. Those that ended
	// are not in it.
	Rest []Where
	// Choices counts the steps of Trace that decide something, other than by
	// scheduling, whose other outcome would avoid this: conditions and
	// numbers that the code may exclude for reasons not told here.
	Choices int
	// Always says that every trace ends with a goroutine stuck here, if the
	// process does not end.
	Always bool
}

// Where is the place of a goroutine.
type Where struct {
	Goroutine, Body, Node int
	Stuck                 bool // for ever, as the goroutine of the Stuck
}

// PanicKind is what a panic is about.
type PanicKind uint8

const (
	SendOnClosed PanicKind = iota + 1
	CloseOfClosed
	CloseOfNil
	NegativeCounter  // of a WaitGroup
	UnlockOfUnlocked // a fatal error, in fact
)

func (k PanicKind) String() string {
	switch k {
	case SendOnClosed:
		return "send on closed channel"
	case CloseOfClosed:
		return "close of closed channel"
	case CloseOfNil:
		return "close of nil channel"
	case NegativeCounter:
		return "negative WaitGroup counter"
	case UnlockOfUnlocked:
		return "unlock of unlocked mutex"
	}
	return "?"
}

// A Panic says that an operation can panic. The last step of Trace is that
// operation. The other fields are as in Stuck.
type Panic struct {
	Kind       PanicKind
	Body, Node int
	Case       int // of a Select, or None
	Goroutine  int
	Trace      []Step
	Rest       []Where
	Choices    int
	Always     bool
}

// A Step is something that a goroutine does. Goroutines are called by numbers in
// the order of their start; the root is 0.
//
// Traces have the steps of all nodes but Pause, End, Forget, ForgetSymbol, Test
// that only counts, and Make. Of a rendezvous there is one step, the sender's.
type Step struct {
	Goroutine  int // None if it is the end of the external context Obj
	Body, Node int
	Op         Op  // of the node, or of the case taken
	Obj        int // of Op, if it has one
	Case       int // the case taken of a Select, or None
	Pos        int // of the case taken, or of the node

	// Else says that it goes on to Else: not locked, done already, channel
	// closed, default, condition false.
	Else bool
	// Waits says that it only begins to wait, in a way that others notice:
	// Lock of a RWMutex with readers, CondWait.
	Waits bool
	// Peer is the receiver's side of a rendezvous.
	Peer *Step
	// Started is the goroutine that a Spawn starts.
	Started int

	// Decides says that the step gives a value to what was open: the
	// condition of Branch or Choose (see Else), or Symbol (Value). A Start
	// has the number of trips as its Value too.
	Decides       bool
	Symbol, Value int
	// Matters says that the other value would avoid the end of the trace.
	Matters bool
}

// Explore runs p in every possible way.
//
// If a channel has an unknown capacity, all of those have 1, and then all have
// 2, and the result claims what holds for both.
func Explore(p *Program, o Options) *Result {
	if o.States == 0 {
		o.States = 20_000
	}
	if o.Trips == 0 {
		o.Trips = 32
	}
	if err := p.Validate(); err != nil {
		return &Result{GaveUp: "invalid: " + err.Error()}
	}
	r := explore(p, o, 1)
	for _, obj := range p.Objects {
		if obj.CapUnknown && r.GaveUp == "" {
			return both(r, explore(p, o, 2))
		}
	}
	return r
}

// both returns what holds in a and in b, told by a.
func both(a, b *Result) *Result {
	a.States += b.States
	if b.GaveUp != "" {
		return &Result{GaveUp: b.GaveUp, States: a.States}
	}
	a.Partial = a.Partial || b.Partial
	var stuck []Stuck
	for _, s := range a.Stuck {
		for _, t := range b.Stuck {
			if s.Body == t.Body && s.Node == t.Node {
				s.Always = s.Always && t.Always
				s.Choices = max(s.Choices, t.Choices)
				stuck = append(stuck, s)
			}
		}
	}
	var panics []Panic
	for _, p := range a.Panics {
		for _, q := range b.Panics {
			if p.Kind == q.Kind && p.Body == q.Body && p.Node == q.Node && p.Case == q.Case {
				p.Always = p.Always && q.Always
				p.Choices = max(p.Choices, q.Choices)
				panics = append(panics, p)
			}
		}
	}
	a.Stuck, a.Panics = stuck, panics
	for body := range a.Facts {
		for i := range a.Facts[body] {
			f, g := &a.Facts[body][i], b.Facts[body][i]
			f.MayReach = f.MayReach || g.MayReach
			f.MayComplete = f.MayComplete || g.MayComplete
			f.MayStick = f.MayStick && g.MayStick
		}
	}
	return a
}

// explore runs p with a capacity for the channels of unknown capacity.
func explore(p *Program, o Options, capUnknown int) *Result {
	m, why := compile(p, capUnknown, o)
	if m == nil {
		return &Result{GaveUp: why}
	}
	g := search(m, o.States, !o.noReduction)
	r := &Result{States: len(g.states)}
	if g.full {
		r.GaveUp = "too many states"
		return r
	}
	v := judge(g)
	r.Partial = g.partial
	r.Facts = v.facts()
	if len(v.stuck)+len(v.panics) == 0 {
		return r
	}
	if !o.noReduction {
		// The reduction prefers steps that cannot matter to others, so its
		// traces are longer than they need to be.
		all := search(m, min(o.States, 1000+8*len(g.states)), false)
		r.States += len(all.states)
		if w := judge(all); !all.full && w.covers(v) {
			v = w
		}
	}
	v.tell(r)
	return r
}
