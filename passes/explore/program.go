package explore

// None stands for "no object", "no body" where an index is optional.
const None = -1

// maxCount bounds what a counter, the fill of a buffer or a WaitGroup holds in a
// state.
const maxCount = 250

// A Program is what the explorer runs: bodies of goroutines over shared
// objects. Body 0 is the root: one goroutine runs it from the start.
//
// Build one with the methods Chan, Mutex, ..., Literal, Symbol, Body and Add;
// nodes may be patched through Bodies until Validate accepts the program.
// Indexes into the slices are the identities of objects, bodies, nodes,
// literals and symbols.
type Program struct {
	Objects  []Object
	Bodies   []Body
	Literals []Var
	Symbols  []Var

	// Main says that the end of body 0 is the end of the process, as for
	// main.main: nobody is stuck after it. Otherwise the root is a function
	// like any other and its goroutines outlive it.
	Main bool
}

// ObjectKind is the type of an object.
type ObjectKind uint8

const (
	Chan ObjectKind = iota + 1
	Mutex
	RWMutex
	WaitGroup
	Cond
	Once
	Context
)

// An Object is something that goroutines synchronize on.
//
// An object exists from the start. An object that the code makes again and
// again (a channel made in the body of a loop, or in a body of which several
// instances run) is one Object too, with a Make node where it is made: from
// there on, the goroutine that made it and those it then spawns hold a new
// incarnation, and the others keep the one they had.
type Object struct {
	Kind ObjectKind
	Name string // for String
	Tag  int    // the caller's, not read here

	// Cap is the capacity of a channel. A capacity that depends on a symbol
	// is the same number as in the loops over that symbol.
	Cap Count
	// CapUnknown says that the capacity is not known, and Cap not read.
	// Claims then hold for 1 and for 2.
	CapUnknown bool
	// Nil is the nil channel: never made. One that may be nil is told by a
	// Branch (on the literal "ch == nil", or free) before operations on
	// two objects, or, in a select, before two selects.
	Nil bool

	// Lock is the Mutex or RWMutex of a Cond.
	Lock int

	// Parent is the context whose end is this one's end too, or None.
	Parent int
	// External says that the context may also end at any moment by what is
	// outside the program (its caller's context, a deadline). It ends at
	// last: who waits for it alone is not stuck.
	External bool
}

// A Count is a number of loop trips, of Adds, or of elements in a buffer: N, or
// N more than the value of a symbol. What would be negative is 0, except for
// the constant of a WaitGroup's Add.
type Count struct {
	N        int
	Symbolic bool
	Symbol   int
}

// Const is the number n.
func Const(n int) Count { return Count{N: n} }

// Sym is n more than the value of the symbol.
func Sym(symbol, n int) Count { return Count{N: n, Symbolic: true, Symbol: symbol} }

// A Var is a literal, the truth of a condition, or a symbol, an unknown
// number. It gets a value when it is first asked for, and keeps it until a
// Forget node, where the code computes it anew.
//
// Values are those of the source code's values, so a Var belongs to each
// instance of the body that computes it (Owner), or to the program (None). A
// value that a closure captures from a body that runs once belongs to the
// program; one captured from a body of several instances can not be said
// here, and is a Choose node, or a reason to give up.
type Var struct {
	Name  string // for String
	Tag   int    // the caller's, not read here
	Owner int    // a body, or None

	// Values are the values of a symbol, in ascending order; nil means
	// DefaultValues. A literal has none.
	Values []int
}

// DefaultValues are the values that a symbol takes unless it says otherwise.
var DefaultValues = []int{0, 1, 2}

// A Body is what a goroutine runs: an automaton that starts at node 0.
type Body struct {
	Name     string // for String
	Tag      int    // the caller's, not read here
	Nodes    []Node
	Counters int // how many counters the nodes Start and Test use
}

// Op is what a node does.
type Op uint8

// In this list, Obj is the node's object and "on to" means Next. Sync
// operations may block; where a goroutine blocks for ever it is stuck.
const (
	// Pause passes, now or later: code without interest, a call that
	// returns at last, a wait for something outside.
	Pause Op = iota + 1
	// End ends the goroutine (return, runtime.Goexit).
	End
	// Abort ends the process: a panic nobody recovers, os.Exit.
	Abort
	// Spawn starts a goroutine that runs Body.
	Spawn
	// Choose goes on to Next or Else, freely.
	Choose
	// Branch goes on to Next if Lit holds, and to Else if not.
	Branch
	// Forget forgets the value of Lit: the code computes it anew.
	Forget
	// ForgetSymbol forgets the value of the symbol of Count.
	ForgetSymbol
	// Start sets Counter to Count.
	Start
	// Test goes on to Else if Counter is 0; else it takes one away from it
	// and goes on to Next. `for range n { body }` is Start, then a Test
	// whose Next is the body, which leads back to the Test.
	Test
	// Make gives this goroutine a new incarnation of Obj. Between the Enter
	// and the Leave of a Once there must not be one of that Once.
	Make

	// Send and Recv on a channel; Recv goes on to Else when the channel is
	// closed and empty. Code that does not look has Else == Next.
	Send
	Recv
	Close

	// Lock and Unlock of a Mutex or RWMutex, RLock and RUnlock of a RWMutex.
	// TryLock and TryRLock go on to Else if they fail.
	Lock
	Unlock
	RLock
	RUnlock
	TryLock
	TryRLock

	// Add adds Count to a WaitGroup; Done is Add of Const(-1).
	Add
	Wait

	// CondWait, Signal and Broadcast of a Cond. CondWait lets go of its lock
	// and has it again when it is done.
	CondWait
	Signal
	Broadcast

	// Enter and Leave are the ends of the function that Once.Do runs: Enter
	// goes on to Else if another call did it, and waits for one that does.
	Enter
	Leave

	// Cancel ends a context, Ended waits for its end (<-ctx.Done()).
	Cancel
	Ended

	// Select is one of Cases, or, with HasDefault, Else if none is ready.
	Select

	// Foreign, of a Case only, is a case that is ready now or later by what
	// is outside the program: a timer, a channel out of scope.
	Foreign
)

// A Node is a place in a body and the operation that is next there.
type Node struct {
	Op         Op
	Obj        int
	Cases      []Case
	HasDefault bool
	Body       int
	Lit        int
	Count      Count
	Counter    int
	Next, Else int
	Pos        int // the caller's, not read here
}

// A Case of a Select: Op is Send, Recv, Ended or Foreign.
type Case struct {
	Op         Op
	Obj        int
	Next, Else int // Else: of Recv, as in Node
	Pos        int // the caller's, not read here
}

// Chan adds a channel.
func (p *Program) Chan(name string, capacity Count) int {
	return p.object(Object{Kind: Chan, Name: name, Cap: capacity})
}

// ChanUnknown adds a channel of unknown capacity.
func (p *Program) ChanUnknown(name string) int {
	return p.object(Object{Kind: Chan, Name: name, CapUnknown: true})
}

// NilChan adds a nil channel.
func (p *Program) NilChan(name string) int {
	return p.object(Object{Kind: Chan, Name: name, Nil: true})
}

// Mutex adds a sync.Mutex.
func (p *Program) Mutex(name string) int { return p.object(Object{Kind: Mutex, Name: name}) }

// RWMutex adds a sync.RWMutex.
func (p *Program) RWMutex(name string) int { return p.object(Object{Kind: RWMutex, Name: name}) }

// WaitGroup adds a sync.WaitGroup.
func (p *Program) WaitGroup(name string) int { return p.object(Object{Kind: WaitGroup, Name: name}) }

// Once adds a sync.Once.
func (p *Program) Once(name string) int { return p.object(Object{Kind: Once, Name: name}) }

// Cond adds a sync.Cond on a lock.
func (p *Program) Cond(name string, lock int) int {
	return p.object(Object{Kind: Cond, Name: name, Lock: lock})
}

// Context adds a context. Its parent may be None; external is Object.External.
func (p *Program) Context(name string, parent int, external bool) int {
	return p.object(Object{Kind: Context, Name: name, Parent: parent, External: external})
}

func (p *Program) object(o Object) int {
	if o.Kind != Context {
		o.Parent = None
	}
	p.Objects = append(p.Objects, o)
	return len(p.Objects) - 1
}

// Literal adds a literal that belongs to a body, or to the program (None).
func (p *Program) Literal(name string, owner int) int {
	p.Literals = append(p.Literals, Var{Name: name, Owner: owner})
	return len(p.Literals) - 1
}

// Symbol adds a symbol that belongs to a body, or to the program (None).
func (p *Program) Symbol(name string, owner int) int {
	p.Symbols = append(p.Symbols, Var{Name: name, Owner: owner})
	return len(p.Symbols) - 1
}

// Body adds an empty body. The first is the root.
func (p *Program) Body(name string) int {
	p.Bodies = append(p.Bodies, Body{Name: name})
	return len(p.Bodies) - 1
}

// Add adds a node to a body and returns its index.
func (p *Program) Add(body int, n Node) int {
	b := &p.Bodies[body]
	b.Nodes = append(b.Nodes, n)
	if (n.Op == Start || n.Op == Test) && n.Counter >= b.Counters {
		b.Counters = n.Counter + 1
	}
	return len(b.Nodes) - 1
}
