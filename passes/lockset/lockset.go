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

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
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
	Event
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

	must map[ssa.Instruction][]Held
	may  map[ssa.Instruction][]Held
	seen map[ssa.Instruction]bool
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

// MustHold returns the locks that every path holds at an instruction.
func (f *Function) MustHold(at ssa.Instruction) []Held { return f.must[at] }

// MayHold returns the locks that some path holds at an instruction.
func (f *Function) MayHold(at ssa.Instruction) []Held { return f.may[at] }

type runner struct {
	fn    *ssa.Function
	env   Env
	names *names
	out   *Function
	in    map[*ssa.BasicBlock]map[string]*state
	calls map[ssa.CallInstruction]callEffects
	done  map[at][]situation
	index map[acquired][]int // into out.Acquires
	steps int
	full  bool // some block has more than maxStates states
	// tested counts the branches on each condition: one that is tested once
	// cannot correlate anything, and is not worth a place among the literals.
	tested map[string]int
	rivals map[string]bool // see compared
}

// Run simulates fn.
func Run(fn *ssa.Function, env Env) *Function {
	r := &runner{
		fn: fn, env: env, names: newNames(),
		out:   &Function{Fn: fn, must: make(map[ssa.Instruction][]Held), may: make(map[ssa.Instruction][]Held), seen: make(map[ssa.Instruction]bool)},
		in:    make(map[*ssa.BasicBlock]map[string]*state),
		calls: make(map[ssa.CallInstruction]callEffects),
		done:  make(map[at][]situation),
		index: make(map[acquired][]int),
	}
	if len(fn.Blocks) == 0 {
		return r.out
	}
	r.countConditions()
	if !r.solve() {
		// Whatever was recorded on the way may rest on states that a
		// complete run would have merged: forget it all.
		return &Function{Fn: fn, GaveUp: true}
	}
	return r.out
}

func (r *runner) countConditions() {
	r.tested = make(map[string]int)
	for _, b := range r.fn.Blocks {
		if len(b.Instrs) == 0 {
			continue
		}
		if iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			key, _ := r.names.condition(iff.Cond)
			r.tested[key]++
		}
	}
	r.rivals = make(map[string]bool)
	for key := range r.tested {
		for other := range r.tested {
			if distinctConst(key, other) {
				r.rivals[key] = true
				break
			}
		}
	}
}

type item struct {
	block *ssa.BasicBlock
	sig   string
}

// solve runs to a fixpoint; false if the budget ran out.
func (r *runner) solve() bool {
	work := r.enter(nil, r.fn.Blocks[0], &state{})
	for len(work) > 0 {
		it := work[0]
		work = work[1:]
		if r.steps++; r.steps > maxSteps {
			return false
		}
		s := *r.in[it.block][it.sig]
		work = append(work, r.block(it.block, &s)...)
		if r.full {
			return false
		}
	}
	return true
}

// enter hands a state to a block and returns the work that this makes.
func (r *runner) enter(from, to *ssa.BasicBlock, s *state) []item {
	r.phis(from, to, s)
	sig := s.signature(r.names)
	states := r.in[to]
	if states == nil {
		states = make(map[string]*state)
		r.in[to] = states
	}
	if old, ok := states[sig]; ok {
		if !old.merge(s) {
			return nil
		}
	} else {
		states[sig] = s
		r.full = r.full || len(states) > maxStates
	}
	return []item{{to, sig}}
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
	null := ssa.NewConst(nil, v.Type())
	key := r.names.equal(v, null)
	if r.tested[key] == 0 {
		return literal{}, false
	}
	switch in := in.(type) {
	case *ssa.Const:
		return literal{key, in.IsNil(), v}, true
	case *ssa.MakeInterface, *ssa.Alloc, *ssa.MakeClosure, *ssa.MakeMap, *ssa.MakeChan:
		return literal{key, false, v}, true
	}
	if val, ok := s.known(r.names.equal(in, null)); ok {
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
func (r *runner) block(b *ssa.BasicBlock, s *state) []item {
	for _, instr := range b.Instrs {
		if _, phi := instr.(*ssa.Phi); phi {
			continue
		}
		r.visit(instr, s)
		if v, ok := instr.(ssa.Value); ok {
			s.recomputed(v, r.names)
		}
		switch instr := instr.(type) {
		case *ssa.Store:
			r.store(instr, s)
		case *ssa.Defer:
			if !slices.Contains(s.defers, instr) {
				s.defers = with(s.defers, instr)
			}
		case *ssa.RunDefers:
			for i := len(s.defers) - 1; i >= 0 && !s.dead; i-- {
				r.call(s.defers[i], instr, s)
			}
			s.defers = nil
		case *ssa.Call:
			r.call(instr, instr, s)
		case *ssa.Return:
			r.leave(instr, s)
			return nil
		case *ssa.If:
			return r.branch(b, instr, s)
		}
		if s.dead {
			return nil
		}
	}
	var work []item
	for _, succ := range b.Succs {
		next := *s
		r.nextRound(b, succ, &next)
		work = append(work, r.enter(b, succ, &next)...)
	}
	return work
}

// store voids decisions on what is assigned, and learns the new value.
func (r *runner) store(st *ssa.Store, s *state) {
	s.assigned(r.names.target(st.Addr))
	s.replaced(place.Of(st.Addr))
	cell, ok := place.Cell(st.Addr)
	if !ok {
		return
	}
	basic, ok := st.Val.Type().Underlying().(*types.Basic)
	if c, isConst := st.Val.(*ssa.Const); ok && isConst && c.Value != nil && basic.Info()&types.IsBoolean != 0 {
		s.decide(literal{r.names.place(place.Place{Root: cell}), constant.BoolVal(c.Value), cell})
	}
}

// branch follows the feasible arms of an if.
func (r *runner) branch(b *ssa.BasicBlock, iff *ssa.If, s *state) []item {
	key, positive := r.names.condition(iff.Cond)
	var work []item
	for i, succ := range b.Succs {
		taken := (i == 0) == positive // the value of key on this arm
		if c, ok := iff.Cond.(*ssa.Const); ok && c.Value != nil && constant.BoolVal(c.Value) != (i == 0) {
			continue
		}
		if val, ok := s.known(key); ok && val != taken {
			continue
		}
		next := *s
		src := source(iff.Cond)
		if _, param := src.(*ssa.Parameter); param || r.tested[key] > 1 || r.compared(key) {
			next.decide(literal{key, taken, src})
		}
		r.try(iff.Cond, i == 0, iff, &next)
		r.nextRound(b, succ, &next)
		work = append(work, r.enter(b, succ, &next)...)
	}
	return work
}

// compared reports whether a condition compares with a constant a value that
// other branches compare with others.
func (r *runner) compared(key string) bool {
	return r.rivals[key]
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

// visit keeps the intersection, and the union, of what all states hold at an
// instruction.
func (r *runner) visit(instr ssa.Instruction, s *state) {
	switch instr.(type) {
	case *ssa.Call, *ssa.Select, *ssa.Send, *ssa.UnOp, *ssa.RunDefers, *ssa.Go:
	default:
		return
	}
	if !r.out.seen[instr] {
		r.out.seen[instr] = true
		r.out.must[instr], r.out.may[instr] = s.held, s.held
		return
	}
	for _, h := range s.held {
		if !slices.ContainsFunc(r.out.may[instr], func(o Held) bool { return o.Lock == h.Lock && o.Read == h.Read && o.Stale == h.Stale }) {
			r.out.may[instr] = with(r.out.may[instr], h)
		}
	}
	r.out.must[instr] = slices.DeleteFunc(slices.Clone(r.out.must[instr]), func(h Held) bool {
		return !slices.ContainsFunc(s.held, func(o Held) bool { return o.Lock == h.Lock && o.Read == h.Read && o.Stale == h.Stale })
	})
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
		row := calls.Row(d.Common())
		if row.Unlocks == knowledge.NoMode {
			return false
		}
		q, _ := r.lock(d.Common(), row.Unlocks)
		return q == p
	})
}

func (r *runner) leak(l Leak) {
	if !slices.ContainsFunc(r.out.Leaks, func(m Leak) bool {
		return m.Instr == l.Instr && m.Held.Lock == l.Held.Lock && m.Held.Site == l.Held.Site && m.Held.Stale == l.Held.Stale && m.Held.Carried == l.Held.Carried
	}) {
		r.out.Leaks = append(r.out.Leaks, l)
	}
}
