// Package lockset simulates the locks of one function along its paths.
//
// It is a property simulation (Das, Lerner and Seigle, "ESP: path-sensitive
// program verification in polynomial time", PLDI 2002): states that agree on
// the locks are merged and their disagreeing branch decisions dropped; states
// with different locks stay apart. That is what keeps conditional locking,
// lockHeld flags and TryLock quiet at the cost of a linear walk. A function
// that needs more than maxStates states in a block is given up: nothing is
// claimed of it.
//
// What calls do comes from summaries (Env.Calls), in the spirit of the
// critical pairs of Brotherston, Brunet, Gorogiannis and Kanovich, "A
// compositional deadlock detector for Android Java", ASE 2021: for each
// acquire, the locks held by the function itself and the locks of its caller
// that it let go of before.
package lockset

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

const (
	maxStates = 8    // different locksets a block
	maxSteps  = 4000 // state visits a function
	maxHeld   = 8
)

// An Event is a lock effect of a function or call, its place in terms of the
// SSA at hand (zero if only the class is known).
type Event struct {
	Kind  effect.Kind // Acquire, Leave, Release or Vary
	Lock  place.Place
	Read  bool
	Class string
	Held  []string      // classes that the callee holds, sorted
	Freed []place.Place // locks of the caller that the callee let go of before
	If    []Guard       // an Acquire happens only under these
	State bool          // an Acquire happens only under a test of a field of its object
	Via   []effect.Step
	// Inside is set of an Acquire of a lock that the callee holds itself: it
	// runs a function of its caller that takes it again.
	Inside bool
	// Below is set of a Vary that concerns every lock in the object at Lock:
	// what the callee does to them is not known.
	Below bool
}

// A Guard is a bool that must have a certain value, as a `locked bool`
// parameter; Value is in terms of the SSA at hand.
type Guard struct {
	Value ssa.Value
	Is    bool
}

// Env is what the simulation has to be told.
type Env struct {
	// Calls returns the lock effects of a call in the caller's terms; known
	// is false for a call of which nothing is known.
	Calls func(call ssa.CallInstruction) (events []Event, known bool)
	// Alias maps the place of a sync.Locker to the mutex behind it: c.L of a
	// Cond to its mutex. The read result is set for RWMutex.RLocker.
	Alias func(place.Place) (at place.Place, read bool)
}

// An Acquire is one lock taken on one path.
type Acquire struct {
	*Event                 // what the callee does; shared by the paths that lead there
	Instr  ssa.Instruction // the Lock call, the call that leads to it, or RunDefers
	At     token.Pos       // of the call in source, also where it is deferred
	Before []Held          // what this function holds then
	Gone   []place.Place   // what it has unlocked for its caller until then
	Direct bool            // a Lock call in this function
	// Open is set where the callee locks only under conditions on bools that
	// this path has not decided.
	Open bool
}

// A Leak is a lock still held where the function or the loop round ends.
type Leak struct {
	Held  Held
	Instr ssa.Instruction // the Return, or the jump that starts the next round
	Loop  bool
}

// An Excess is an unlock of a lock that this path has unlocked already.
type Excess struct {
	Lock  place.Place
	Instr ssa.Instruction
	At    token.Pos
}

// Function is what the simulation found out about a function.
type Function struct {
	Fn       *ssa.Function
	GaveUp   bool
	Acquires []Acquire // in order of discovery, one for each distinct state
	Leaks    []Leak    // candidates: whether holding on is meant is for the reader
	Excesses []Excess
	Returns  []Return
	Owed     []Owed

	holds [][]holding // by index of the block
}

// Owed is an unlock of a lock that the path did not take: it was held when the
// function started, at least on this path.
type Owed struct {
	Lock place.Place
	Read bool
	Site ssa.Instruction
}

// A Return is one way out of the function.
type Return struct {
	Instr   *ssa.Return
	Held    []Held
	Gone    []place.Place
	Unknown []place.Place
}

type runner struct {
	fn       *ssa.Function
	env      Env
	names    *names
	out      *Function
	in       [][]*state // by index of the block: states that differ in the locks
	work     []item     // in order of arrival
	calls    map[ssa.CallInstruction]*callSite
	branches []decision // by index of the block that ends in it
	earlier  []int      // for each of out.Acquires, the one before it in its chain, -1 if none: see record
	steps    int
	full     bool // some block has more than maxStates states
	// tested counts the branches on each condition: one that is tested once
	// cannot correlate anything, and is not worth a place among the literals.
	tested map[string]int
}

// Run simulates fn.
func Run(fn *ssa.Function, env Env) *Function {
	r := &runner{
		fn: fn, env: env, names: newNames(),
		out:   &Function{Fn: fn, holds: make([][]holding, len(fn.Blocks))},
		in:    make([][]*state, len(fn.Blocks)),
		calls: make(map[ssa.CallInstruction]*callSite),
	}
	if len(fn.Blocks) == 0 {
		return r.out
	}
	r.findDecisions()
	if !r.solve() {
		// Whatever was recorded on the way may rest on states that a
		// complete run would have merged: forget it all.
		return &Function{Fn: fn, GaveUp: true}
	}
	return r.out
}

// A decision is what a branch decides.
type decision struct {
	key      string
	positive bool      // the key holds on the first arm
	source   ssa.Value // see source
	counts   bool      // another branch may depend on it, or a caller
}

// findDecisions spells the conditions of all branches.
func (r *runner) findDecisions() {
	r.tested = make(map[string]int)
	r.branches = make([]decision, len(r.fn.Blocks))
	constants := make(map[string]string) // what a value is compared with first
	rivals := make(map[string]bool)      // the values that are compared with several constants
	for i, b := range r.fn.Blocks {
		iff := endsInIf(b)
		if iff == nil {
			continue
		}
		d := decision{source: source(iff.Cond)}
		d.key, d.positive = r.names.condition(iff.Cond)
		r.branches[i] = d
		r.tested[d.key]++
		if value, constant, ok := comparison(d.key); ok {
			if first, again := constants[value]; !again {
				constants[value] = constant
			} else if first != constant {
				rivals[value] = true
			}
		}
	}
	for i := range r.branches {
		d := &r.branches[i]
		_, param := d.source.(*ssa.Parameter)
		value, _, ok := comparison(d.key)
		d.counts = param || r.tested[d.key] > 1 || ok && rivals[value]
	}
}

func endsInIf(b *ssa.BasicBlock) *ssa.If {
	if len(b.Instrs) == 0 {
		return nil
	}
	iff, _ := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	return iff
}

// An item is a state of a block that has changed since it was followed.
type item struct {
	block *ssa.BasicBlock
	state *state
}

// solve runs to a fixpoint; false if the budget ran out.
func (r *runner) solve() bool {
	r.enter(nil, r.fn.Blocks[0], state{})
	for next := 0; next < len(r.work); next++ {
		if r.steps++; r.steps > maxSteps {
			return false
		}
		it := r.work[next]
		r.block(it.block, *it.state)
		if r.full {
			return false
		}
	}
	return true
}

// enter hands a state to a block, which is work if it says something new.
func (r *runner) enter(from, to *ssa.BasicBlock, s state) {
	r.phis(from, to, &s)
	states := r.in[to.Index]
	i := slices.IndexFunc(states, func(old *state) bool { return old.agrees(&s) })
	if i < 0 {
		i = len(states)
		kept := s
		states = append(states, &kept)
		r.in[to.Index] = states
		r.full = r.full || len(states) > maxStates
	} else if !states[i].merge(&s) {
		return
	}
	r.work = append(r.work, item{to, states[i]})
}

// phis carries what is known of the values that meet in to's phis.
func (r *runner) phis(from, to *ssa.BasicBlock, s *state) {
	if from == nil {
		return
	}
	edge := slices.Index(to.Preds, from)
	var learnt []literal
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		in := phi.Edges[edge]
		if lit, ok := r.learn(phi, in, s); ok {
			learnt = append(learnt, lit)
		}
	}
	for _, instr := range to.Instrs {
		phi, ok := instr.(*ssa.Phi)
		if !ok {
			break
		}
		s.recomputed(phi, r.names)
	}
	for _, lit := range learnt {
		s.decide(lit)
	}
}

// learn returns what the value in says about v when it becomes v: the value
// of a boolean, or whether an interface or pointer is nil.
func (r *runner) learn(v, in ssa.Value, s *state) (literal, bool) {
	if basic, ok := v.Type().Underlying().(*types.Basic); ok && basic.Info()&types.IsBoolean != 0 {
		key, _ := r.names.condition(v)
		if c, ok := in.(*ssa.Const); ok && c.Value != nil {
			return literal{key, constant.BoolVal(c.Value), v}, true
		}
		inKey, positive := r.names.condition(in)
		if val, ok := s.known(inKey); ok {
			return literal{key, val == positive, v}, true
		}
		return literal{}, false
	}
	if !nilable(v.Type()) {
		return literal{}, false
	}
	key := r.names.isNil(v, v.Type())
	if r.tested[key] == 0 {
		return literal{}, false
	}
	switch in := in.(type) {
	case *ssa.Const:
		return literal{key, in.IsNil(), v}, true
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeChan:
		return literal{key, false, v}, true
	}
	if val, ok := s.known(r.names.isNil(in, v.Type())); ok {
		return literal{key, val, v}, true
	}
	return literal{}, false
}

func nilable(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Pointer, *types.Interface, *types.Map, *types.Chan, *types.Slice, *types.Signature:
		return true
	}
	return false
}

// block runs a state through a block and hands it to the successors.
func (r *runner) block(b *ssa.BasicBlock, s state) {
	holds := r.holdingsOf(b)
	for _, instr := range b.Instrs {
		if _, phi := instr.(*ssa.Phi); phi {
			continue
		}
		if len(holds) > 0 && holds[0].at == instr {
			holds[0].meet(s.held)
			holds = holds[1:]
		}
		if v, ok := instr.(ssa.Value); ok {
			s.recomputed(v, r.names)
		}
		switch instr := instr.(type) {
		case *ssa.Store:
			r.store(instr, &s)
		case *ssa.Defer:
			if !slices.Contains(s.defers, instr) {
				s.defers = with(s.defers, instr)
			}
		case *ssa.RunDefers:
			for i := len(s.defers) - 1; i >= 0 && !s.dead; i-- {
				r.call(s.defers[i], instr, &s)
			}
			s.defers = nil
		case *ssa.Call:
			r.call(instr, instr, &s)
		case *ssa.Return:
			r.leave(instr, &s)
			return
		case *ssa.If:
			r.branch(b, instr, &s)
			return
		}
		if s.dead {
			return
		}
	}
	for _, succ := range b.Succs {
		next := s
		r.nextRound(b, succ, &next)
		r.enter(b, succ, next)
	}
}

// store voids decisions on what is assigned, and learns the new value.
func (r *runner) store(st *ssa.Store, s *state) {
	if len(s.literals) > 0 {
		s.assigned(r.names.target(st.Addr))
	}
	if len(s.held)+len(s.free) > 0 {
		s.replaced(place.Of(st.Addr))
	}
	c, ok := st.Val.(*ssa.Const)
	if !ok || c.Value == nil {
		return
	}
	if basic, ok := c.Type().Underlying().(*types.Basic); !ok || basic.Info()&types.IsBoolean == 0 {
		return
	}
	if cell, ok := place.Cell(st.Addr); ok {
		s.decide(literal{r.names.place(place.Place{Root: cell}), constant.BoolVal(c.Value), cell})
	}
}

// branch follows the feasible arms of an if.
func (r *runner) branch(b *ssa.BasicBlock, iff *ssa.If, s *state) {
	d := r.branches[b.Index]
	for i, succ := range b.Succs {
		taken := (i == 0) == d.positive // the value of key on this arm
		if c, ok := iff.Cond.(*ssa.Const); ok && c.Value != nil && constant.BoolVal(c.Value) != (i == 0) {
			continue
		}
		if val, ok := s.known(d.key); ok && val != taken {
			continue
		}
		next := *s
		if d.counts {
			next.decide(literal{d.key, taken, d.source})
		}
		r.try(iff.Cond, i == 0, iff, &next)
		r.nextRound(b, succ, &next)
		r.enter(b, succ, next)
	}
}

// source is the value whose evaluation a condition rests on.
func source(cond ssa.Value) ssa.Value {
	if op, ok := cond.(*ssa.UnOp); ok {
		switch op.Op {
		case token.NOT:
			return source(op.X)
		case token.MUL: // a parameter that a literal captures
			if p := place.Of(op); p.Path == "" {
				if param, ok := p.Root.(*ssa.Parameter); ok {
					return param
				}
			}
		}
	}
	return cond
}

// leave records a way out of the function.
func (r *runner) leave(ret *ssa.Return, s *state) {
	out := Return{Instr: ret, Held: s.held, Unknown: s.unknown}
	for _, m := range s.gone {
		out.Gone = append(out.Gone, m.lock)
	}
	r.out.Returns = append(r.out.Returns, out)
	for _, h := range s.held {
		r.leak(Leak{Held: h, Instr: ret})
	}
}

// nextRound records the locks that a back edge carries into the next round
// of the loop they were taken in.
func (r *runner) nextRound(from, to *ssa.BasicBlock, s *state) {
	if !to.Dominates(from) {
		return
	}
	for i, h := range s.held {
		if site := h.Site.Block(); !h.Stale && h.Site.Parent() == r.fn && to.Dominates(site) && !r.unlockDeferred(h.Lock, s) {
			r.leak(Leak{Held: h, Instr: from.Instrs[len(from.Instrs)-1], Loop: true})
			s.held = slices.Clone(s.held)
			s.held[i].Carried = true
		}
	}
}

// unlockDeferred reports whether an unlock of p is pending.
func (r *runner) unlockDeferred(p place.Place, s *state) bool {
	return slices.ContainsFunc(s.defers, func(d *ssa.Defer) bool {
		c := r.site(d)
		return c.unlocks && c.lock == p
	})
}

func (r *runner) leak(l Leak) {
	if !slices.ContainsFunc(r.out.Leaks, func(m Leak) bool {
		return m.Instr == l.Instr && m.Held.Lock == l.Held.Lock && m.Held.Site == l.Held.Site && m.Held.Stale == l.Held.Stale && m.Held.Carried == l.Held.Carried
	}) {
		r.out.Leaks = append(r.out.Leaks, l)
	}
}
