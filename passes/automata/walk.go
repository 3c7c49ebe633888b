package automata

import (
	"go/constant"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/explore"
)

// maxStates bounds the places of control, times what is known there, of one
// goroutine; maxNodes what is left of them.
const (
	maxStates = 1500
	maxNodes  = 80
)

// A walker makes a program of a scope. Each goroutine is a walk over places of
// control together with what is known there: pending defers, the constants
// that phis came to, which case a select took. So a flag that is set on one
// way decides the branch behind the join, and loops that count are unrolled.
type walker struct {
	s    *scope
	prog *explore.Program

	things    []thing        // by object of prog
	index     map[thing]int  // object of prog
	lits      map[string]int // literal of prog, by the key of its term
	bodies    map[*frame]int
	found     *explore.Result // what the program does
	queue     []*frame        // by body; nil if there is nothing to walk
	sites     []Site          // by Pos
	siteIndex map[Site]int
	gaveUp    string
	partly    bool // some ways are not walked to their end
	number    int  // see few
	guessed   bool // number was asked for

	// Of the body at work.
	body  int
	base  *frame
	nodes map[string]int
	todo  []pending
}

// A thing is a part of an object by which goroutines synchronize.
type thing struct {
	obj  *object
	path string
	kind explore.ObjectKind
}

type pending struct {
	node int
	st   *state
}

// program makes the program of a scope; the reason why not, if it gives up.
func (s *scope) program(number int) (*walker, string) {
	w := &walker{
		s: s, prog: &explore.Program{}, number: number,
		index: make(map[thing]int), lits: make(map[string]int), bodies: make(map[*frame]int),
		siteIndex: make(map[Site]int),
	}
	s.prepare(w)
	w.bodyOf(s.top)
	for i := 0; i < len(w.queue) && w.gaveUp == ""; i++ {
		if w.queue[i] != nil {
			w.walk(w.queue[i])
		}
	}
	w.prog.Main = s.top.fn.Name() == "main" && s.pkg.Name() == "main" && s.top.fn.Parent() == nil
	return w, w.gaveUp
}

// bodyOf returns the body of a goroutine, to be walked if it is new.
func (w *walker) bodyOf(f *frame) int {
	if b, ok := w.bodies[f]; ok {
		return b
	}
	b := w.prog.Body(calls.Name(f.fn))
	w.bodies[f] = b
	w.queue = append(w.queue, f)
	return b
}

// walk makes the body of a goroutine.
func (w *walker) walk(f *frame) {
	w.body, w.base = w.bodies[f], f
	w.nodes = make(map[string]int)
	entry := f.fn.Blocks[0]
	if f == w.s.top && w.s.level != nil {
		entry = w.s.level.Head
	}
	if f.role == callback {
		// It may be called now or later, again and again.
		w.prog.Add(w.body, explore.Node{Op: explore.Pause, Next: 1})
	}
	w.node(&state{stack: []activation{{in: f}}, block: entry, facts: map[fact]term{}})
	for i := 0; i < len(w.todo) && w.gaveUp == ""; i++ {
		w.step(w.todo[i].node, w.todo[i].st)
		if len(w.nodes) > maxStates {
			w.gaveUp = "too many states"
		}
	}
	w.todo = w.todo[:0]
	if w.gaveUp == "" {
		body := &w.prog.Bodies[w.body]
		minimise(body)
		if len(body.Nodes) > maxNodes {
			w.gaveUp = "too many operations"
		}
	}
}

// node returns the node of a state.
func (w *walker) node(st *state) int {
	w.prune(st)
	key := st.key(w.s)
	n, ok := w.nodes[key]
	if !ok {
		n = w.prog.Add(w.body, explore.Node{Op: explore.Pause})
		w.nodes[key] = n
		w.todo = append(w.todo, pending{n, st})
	}
	return n
}

// set fills a node in.
func (w *walker) set(n int, node explore.Node) { w.prog.Bodies[w.body].Nodes[n] = node }

// skip makes a node one that passes on to a state.
func (w *walker) skip(n int, st *state) {
	w.set(n, explore.Node{Op: explore.Pause, Next: w.node(st)})
}

// abort makes a node one behind which nothing is claimed.
func (w *walker) abort(n int) {
	w.set(n, explore.Node{Op: explore.Abort})
	w.partly = true
}

// site returns the Pos of an instruction.
func (w *walker) site(st *state, instr ssa.Instruction) int {
	return w.siteOf(Site{Instr: instr, in: st.frame()})
}

func (w *walker) siteOf(site Site) int {
	if i, ok := w.siteIndex[site]; ok {
		return i
	}
	w.sites = append(w.sites, site)
	w.siteIndex[site] = len(w.sites) - 1
	return len(w.sites) - 1
}

// step walks on from a state to the next operation, branch or join.
func (w *walker) step(n int, st *state) {
	for ; st.index < len(st.block.Instrs); st.index++ {
		f := st.frame()
		switch instr := st.block.Instrs[st.index].(type) {
		case *ssa.Store:
			if r, ok := w.s.eval(f, instr.Addr).(ref); ok && w.s.tracked(r) && f.body() == r.obj.in.body() {
				st.facts[fact{slot: r}] = clip(w.term(st, f, instr.Val))
			}
		case *ssa.Next:
			w.rangeNext(st, f, instr)
		case *ssa.Send:
			if obj, ok := w.channel(f, instr.Chan); ok {
				w.set(n, explore.Node{Op: explore.Send, Obj: obj, Next: w.node(st.next()), Pos: w.site(st, instr)})
				return
			}
		case *ssa.UnOp:
			if instr.Op == token.ARROW && w.receive(n, st, instr) {
				return
			}
		case *ssa.Select:
			w.selects(n, st, instr)
			return
		case *ssa.MakeClosure:
			if w.hand(n, st, instr) {
				return
			}
		case *ssa.Go:
			if w.spawn(n, st, instr) {
				return
			}
		case *ssa.Defer:
			if w.matters(f, instr) {
				top := st.top()
				top.defers = append(slices.Clip(top.defers), instr)
				if len(top.defers) > 8 {
					w.gaveUp = "defer in a loop"
					return
				}
			}
		case *ssa.Call:
			if w.call(n, st, instr) {
				return
			}
		case *ssa.RunDefers:
			if w.runDefer(n, st) {
				return
			}
		case *ssa.Panic:
			w.set(n, explore.Node{Op: explore.Abort})
			return
		case *ssa.Return:
			w.returns(n, st, instr)
			return
		case *ssa.If:
			w.branch(n, st, instr)
			return
		case *ssa.Jump:
			w.edge(n, st, st.block.Succs[0])
			return
		}
	}
	w.abort(n) // an unreachable end
}

// edge goes on to a block.
func (w *walker) edge(n int, st *state, to *ssa.BasicBlock) {
	if w.ends(st, to) {
		if len(st.top().defers) > 0 {
			w.abort(n)
			return
		}
		w.set(n, explore.Node{Op: explore.End})
		return
	}
	w.skip(n, w.enter(st, to))
}

// branch goes both ways, or the one that is known.
func (w *walker) branch(n int, st *state, instr *ssa.If) {
	f := st.frame()
	t := w.term(st, f, instr.Cond)
	yes, no := st.block.Succs[0], st.block.Succs[1]
	site := Site{Instr: instr, in: f, negated: t.not}
	if t.not {
		yes, no = no, yes
		t.not = false
	}
	if known, ok := st.facts[fact{key: t.key}]; ok && t.key != "" {
		t = known
	}
	switch {
	case t.tainted:
		w.abort(n)
	case t.c != nil && t.c.Kind() == constant.Bool:
		if !constant.BoolVal(t.c) {
			yes = no
		}
		w.edge(n, st, yes)
	case t.known():
		w.abort(n)
	case t.stable:
		lit, ok := w.lits[t.key]
		if !ok {
			lit = w.prog.Literal(t.key, explore.None)
			w.lits[t.key] = lit
		}
		node := explore.Node{Op: explore.Branch, Lit: lit, Pos: w.siteOf(site)}
		node.Next, node.Else = w.way(st, yes), w.way(st, no)
		w.set(n, node)
	default:
		node := explore.Node{Op: explore.Choose, Pos: w.siteOf(site)}
		then, other := st.clone(), st.clone()
		then.facts[fact{key: t.key}] = term{c: constant.MakeBool(true), deps: t.deps}
		other.facts[fact{key: t.key}] = term{c: constant.MakeBool(false), deps: t.deps}
		node.Next, node.Else = w.way(then, yes), w.way(other, no)
		w.set(n, node)
	}
}

// way returns the node at which an edge arrives.
func (w *walker) way(st *state, to *ssa.BasicBlock) int {
	n := w.prog.Add(w.body, explore.Node{Op: explore.Pause})
	w.edge(n, st, to)
	return n
}

// rangeNext counts iterations of a range over a map or a string.
func (w *walker) rangeNext(st *state, f *frame, next *ssa.Next) {
	r, ok := next.Iter.(*ssa.Range)
	if !ok {
		return
	}
	length := w.length(st, f, r.X, false, 8)
	limit := int64(w.number)
	w.guessed = true
	if length.c != nil {
		if i, ok := constant.Int64Val(length.c); ok {
			limit = min(i, maxNumber)
		}
	}
	count := int64(0)
	if t, ok := st.facts[fact{in: f, v: r}]; ok && t.c != nil {
		count, _ = constant.Int64Val(t.c)
	}
	st.facts[fact{in: f, v: r}] = intTerm(int(count) + 1)
	for _, use := range *next.Referrers() {
		if e, ok := use.(*ssa.Extract); ok && e.Index == 0 {
			st.facts[fact{in: f, v: e}] = boolTerm(count < limit)
		}
	}
}

// returns ends a function.
func (w *walker) returns(n int, st *state, ret *ssa.Return) {
	f := st.frame()
	if len(st.stack) == 1 {
		w.endBody(n, st)
		return
	}
	results := make([]term, len(ret.Results))
	for i, r := range ret.Results {
		results[i] = w.term(st, f, r)
	}
	done := *st.top()
	c := st.clone()
	c.stack = c.stack[:len(c.stack)-1]
	c.block, c.index = done.block, done.index
	up := c.frame()
	call, _ := f.site.(*ssa.Call)
	lift := func(t term) term {
		for i, d := range t.deps {
			if d.in == f {
				t.deps = slices.Clone(t.deps)
				t.deps[i] = dep{up, call}
			}
		}
		return t
	}
	for k, t := range c.facts {
		switch {
		case k.v != nil && k.in == f, k.slot.obj != nil && k.slot.obj.in == f:
			delete(c.facts, k)
		case slices.ContainsFunc(t.deps, func(d dep) bool { return d.in == f }):
			if call == nil {
				delete(c.facts, k)
			} else {
				c.facts[k] = lift(t)
			}
		}
	}
	if call != nil && f.role == inlined {
		w.assign(c, up, call, results, lift)
	}
	if c.once(f) {
		w.once(n, c, f)
		return
	}
	w.skip(n, c)
}

// assign notes what a call returned.
func (w *walker) assign(st *state, f *frame, call *ssa.Call, results []term, lift func(term) term) {
	if len(results) == 1 {
		st.facts[fact{in: f, v: call}] = lift(results[0])
		return
	}
	for _, use := range *call.Referrers() {
		if e, ok := use.(*ssa.Extract); ok && e.Index < len(results) {
			st.facts[fact{in: f, v: e}] = lift(results[e.Index])
		}
	}
}

// endBody ends a goroutine.
func (w *walker) endBody(n int, st *state) {
	f := st.frame()
	if f.role == callback {
		w.set(n, explore.Node{Op: explore.Pause, Next: 0})
		return
	}
	end := explore.Node{Op: explore.End}
	if call, ok := f.site.(*ssa.Call); ok && f.role == goroutine {
		if group, ok := w.group(f.up, call); ok {
			last := w.prog.Add(w.body, end)
			w.set(n, explore.Node{Op: explore.Add, Obj: group, Count: explore.Const(-1), Next: last, Pos: w.site(st, call)})
			return
		}
	}
	w.set(n, end)
}
