package explore

import (
	"context"
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

// An interp runs a program on real goroutines, with the channels of the language
// and the types of sync and context. It runs as the scheduler likes, or, with a
// gate, each operation when a schedule says so.
//
// What is stuck at the end would stay in the test's process: to get rid of it,
// every blocking communication has the channel dead as one more case, and drain
// lets go of the rest. To that end, and because a wrong Unlock can not be
// recovered from, shadows of the locks are kept.
type interp struct {
	p          *Program
	capUnknown int

	mu       sync.Mutex // guards what follows
	rng      *rand.Rand
	lits     []bool
	routines []*routine
	all      []*object
	outcome  string // of a panic

	syms     []int
	objects  []*object // that exist from the start
	seed     uint64
	foreign  chan struct{}
	calm     atomic.Bool // the outside world will do no more
	dead     chan struct{}
	killed   atomic.Bool
	alive    atomic.Int32
	progress atomic.Int64
	gate     *gate // nil to run freely
	noise    int   // one in so many operations yields first
}

// A routine is a goroutine of the program.
type routine struct {
	*interp
	number  int    // in the schedule
	id      string // in a stack dump
	body    int
	held    []*object // by object
	own     map[int]bool
	ownSyms map[int]int
	count   []int
	node    atomic.Int32
	ended   atomic.Bool
	rng     *rand.Rand
	relock  bool     // inside Cond.Wait
	command *command // of the gate
}

// An object is an object of the program, at run time.
type object struct {
	ch     chan int
	closed atomic.Bool
	mu     sync.Mutex
	rw     sync.RWMutex
	isRW   bool
	writer atomic.Bool  // shadows: held by a writer,
	reader atomic.Int32 // by so many readers
	wg     sync.WaitGroup
	adding sync.Mutex
	cond   *sync.Cond
	once   sync.Once
	ctx    context.Context
	cancel context.CancelFunc
}

func newInterp(p *Program, seed uint64) *interp {
	r := &interp{
		p: p, capUnknown: 1, seed: seed, rng: rand.New(rand.NewPCG(seed, 7)),
		foreign: make(chan struct{}), dead: make(chan struct{}), noise: 1 + int(seed%4),
	}
	for range p.Literals {
		r.lits = append(r.lits, r.rng.IntN(2) == 0)
	}
	for i := range p.Symbols {
		r.syms = append(r.syms, pick(r.rng, p.values(i)))
	}
	return r
}

func (p *Program) values(s int) []int { return (&machine{Program: p}).values(s) }

func pick(rng *rand.Rand, all []int) int { return all[rng.IntN(len(all))] }

// start starts the root.
func (r *interp) start() {
	for i := range r.p.Objects {
		r.objects = append(r.objects, r.make(i, r.objects))
	}
	r.spawn(0, 0, r.objects)
	if r.gate == nil {
		go r.outside(true)
	}
}

// outside does what the outside world may do: it ends external contexts, and
// makes the foreign cases ready.
func (r *interp) outside(random bool) {
	rng := rand.New(rand.NewPCG(uint64(len(r.lits)), r.seed))
	wait := func() {
		for range rng.IntN(40) {
			if random {
				runtime.Gosched()
			}
		}
	}
	for i, o := range r.p.Objects {
		if o.External {
			wait()
			r.objects[i].cancel()
		}
	}
	wait()
	close(r.foreign)
	r.calm.Store(true)
}

func (r *interp) value(c Count, syms map[int]int) int {
	if !c.Symbolic {
		return c.N
	}
	v, ok := syms[c.Symbol]
	if !ok {
		v = r.syms[c.Symbol]
	}
	return max(0, v+c.N)
}

// make makes an object; held are those it may hang on.
func (r *interp) make(i int, held []*object) *object {
	o, x := r.p.Objects[i], &object{}
	switch o.Kind {
	case Chan:
		n := r.value(o.Cap, nil)
		if o.CapUnknown {
			n = r.capUnknown
		}
		if !o.Nil {
			x.ch = make(chan int, n)
		}
	case RWMutex:
		x.isRW = true
	case Cond:
		x.cond = sync.NewCond(nil)
		x.cond.L = &relocker{r, held[o.Lock]}
	case Context:
		parent := context.Background()
		if o.Parent != None {
			parent = held[o.Parent].ctx
		}
		x.ctx, x.cancel = context.WithCancel(parent)
	}
	r.mu.Lock()
	r.all = append(r.all, x)
	r.mu.Unlock()
	return x
}

// spawn starts a goroutine. In a run with a gate, it has the number that the
// schedule gives it.
func (r *interp) spawn(body, number int, held []*object) {
	r.mu.Lock()
	if number == None {
		number = len(r.routines)
	}
	g := &routine{
		interp: r, number: number, body: body, held: slices.Clone(held),
		own: map[int]bool{}, ownSyms: map[int]int{}, count: make([]int, r.p.Bodies[body].Counters),
		rng: rand.New(rand.NewPCG(r.rng.Uint64(), 1)),
	}
	r.routines = append(r.routines, g)
	r.mu.Unlock()
	r.alive.Add(1)
	go g.main()
}

func (g *routine) main() {
	defer func() {
		if e := recover(); e != nil {
			g.panicked(fmt.Sprint(e))
		}
		g.ended.Store(true)
		g.progress.Add(1)
		g.alive.Add(-1)
	}()
	if g.gate != nil {
		g.mu.Lock()
		g.id = goid()
		g.mu.Unlock()
	}
	g.run(0, None)
}

// panicked notes the first panic, which ends the process.
func (g *routine) panicked(text string) {
	kind := ""
	for k := SendOnClosed; k <= UnlockOfUnlocked; k++ {
		if strings.Contains(text, k.String()) {
			kind = k.String()
		}
	}
	if kind == "" {
		kind = text
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.outcome == "" {
		g.outcome = fmt.Sprintf("%s at %d.%d", kind, g.body, g.node.Load())
	}
	g.kill()
}

// kill makes every goroutine end at its next operation. g.mu is held.
func (r *interp) kill() {
	if !r.killed.Swap(true) {
		close(r.dead)
	}
}

// run runs from a node on: to the end, or to the Leave of the Once until. It
// returns the node that it did not run.
func (g *routine) run(i, until int) int {
	for {
		n := &g.p.Bodies[g.body].Nodes[i]
		g.node.Store(int32(i))
		if g.killed.Load() {
			runtime.Goexit()
		}
		if n.Op == End || n.Op == Abort {
			return i
		}
		if n.Op >= Send {
			if g.gate != nil {
				g.gate.pass(g)
			} else if g.rng.IntN(g.noise) == 0 {
				runtime.Gosched()
			}
		}
		if n.Op == Leave && n.Obj == until {
			return i
		}
		g.progress.Add(1)
		i = g.step(n)
		g.progress.Add(1)
	}
}

// step does one node and returns the next.
func (g *routine) step(n *Node) int {
	var o *object
	if n.Op.kinds() != nil {
		o = g.held[n.Obj]
	}
	switch n.Op {
	case Spawn:
		number := None
		if s := g.gate.next(g); s != nil {
			number = s.Started
		}
		g.spawn(n.Body, number, g.held)
	case Choose, Branch:
		return g.branch(n)
	case Forget:
		g.forget(n.Lit)
	case ForgetSymbol:
		g.ownSyms[n.Count.Symbol] = pick(g.rng, g.p.values(n.Count.Symbol))
	case Start:
		g.count[n.Counter] = g.value(n.Count, g.ownSyms)
		if s := g.gate.next(g); s != nil {
			g.count[n.Counter] = s.Value
		}
	case Test:
		if g.count[n.Counter] == 0 {
			return n.Else
		}
		g.count[n.Counter]--
	case Make:
		x := g.make(n.Obj, g.held)
		g.mu.Lock()
		g.held[n.Obj] = x
		g.mu.Unlock()
	case Send, Recv, Ended, Select:
		return g.communicate(n)
	case Close:
		close(o.ch)
		o.closed.Store(true)
	case Lock:
		o.lock()
	case Unlock:
		g.unlock(o)
	case RLock:
		o.rw.RLock()
		o.reader.Add(1)
	case RUnlock:
		for range 100 { // The shadow may be late.
			if c := o.reader.Load(); c > 0 && o.reader.CompareAndSwap(c, c-1) {
				o.rw.RUnlock()
				return n.Next
			}
			runtime.Gosched()
		}
		panic("unlock of unlocked mutex")
	case TryLock:
		if !o.tryLock() {
			return n.Else
		}
	case TryRLock:
		if !o.rw.TryRLock() {
			return n.Else
		}
		o.reader.Add(1)
	case Add:
		g.add(o, g.value(n.Count, g.ownSyms))
	case Wait:
		o.wg.Wait()
	case CondWait:
		g.relock = true
		o.cond.Wait()
		g.relock = false
	case Signal:
		o.cond.Signal()
	case Broadcast:
		o.cond.Broadcast()
	case Enter:
		return g.enter(n, o)
	case Cancel:
		o.cancel()
	}
	return n.Next
}

// add adds to a WaitGroup. The first that makes it negative says so, although
// every later Add panics too.
func (g *routine) add(o *object, n int) {
	o.adding.Lock()
	defer o.adding.Unlock()
	defer func() {
		if e := recover(); e != nil {
			g.panicked(fmt.Sprint(e))
			runtime.Goexit()
		}
	}()
	o.wg.Add(n)
}

func (g *routine) branch(n *Node) int {
	var holds bool
	if s := g.gate.next(g); s != nil {
		holds = !s.Else
		if n.Op == Branch {
			g.setLit(n.Lit, holds)
		}
	} else if n.Op == Choose {
		holds = g.rng.IntN(2) == 0
	} else if g.p.Literals[n.Lit].Owner != None {
		if _, ok := g.own[n.Lit]; !ok {
			g.own[n.Lit] = g.rng.IntN(2) == 0
		}
		holds = g.own[n.Lit]
	} else {
		g.mu.Lock()
		holds = g.lits[n.Lit]
		g.mu.Unlock()
	}
	if holds {
		return n.Next
	}
	return n.Else
}

func (g *routine) setLit(l int, holds bool) {
	if g.p.Literals[l].Owner != None {
		g.own[l] = holds
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.lits[l] = holds
}

func (g *routine) forget(l int) { g.setLit(l, g.rng.IntN(2) == 0) }

func (o *object) lock() {
	if o.isRW {
		o.rw.Lock()
	} else {
		o.mu.Lock()
	}
	o.writer.Store(true)
}

func (o *object) tryLock() bool {
	if o.isRW && !o.rw.TryLock() || !o.isRW && !o.mu.TryLock() {
		return false
	}
	o.writer.Store(true)
	return true
}

func (r *interp) unlock(o *object) {
	for range 100 { // The shadow may be late.
		if o.writer.CompareAndSwap(true, false) {
			if o.isRW {
				o.rw.Unlock()
			} else {
				o.mu.Unlock()
			}
			return
		}
		runtime.Gosched()
	}
	panic("unlock of unlocked mutex")
}

// A relocker is the lock of a Cond. With a gate, who is woken waits for the
// schedule before it takes the lock again.
type relocker struct {
	r *interp
	o *object
}

func (l *relocker) Unlock() { l.r.unlock(l.o) }

func (l *relocker) Lock() {
	l.r.progress.Add(1)
	if l.r.gate != nil {
		l.r.gate.pass(l.r.self())
	}
	l.o.lock()
}

// goid returns what a stack dump calls this goroutine.
func goid() string {
	var buf [64]byte
	return strings.Fields(string(buf[:runtime.Stack(buf[:], false)]))[1]
}

// self returns the routine that runs this.
func (r *interp) self() *routine {
	id := goid()
	r.mu.Lock()
	defer r.mu.Unlock()
	for _, g := range r.routines {
		if g.id == id {
			return g
		}
	}
	panic("nobody")
}

func (g *routine) enter(n *Node, o *object) int {
	ran, leave := false, 0
	o.once.Do(func() {
		ran = true
		leave = g.run(n.Next, n.Obj)
	})
	if !ran {
		return n.Else
	}
	nodes := g.p.Bodies[g.body].Nodes
	if g.node.Store(int32(leave)); nodes[leave].Op == Leave && nodes[leave].Obj == n.Obj {
		return nodes[leave].Next
	}
	return leave // The end of the goroutine.
}
