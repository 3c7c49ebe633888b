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
	"cmp"
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

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
	// Step is the hop of a chain that leads through an instruction of fn.
	Step func(fn *ssa.Function, at token.Pos) effect.Step
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
	order map[*ssa.BasicBlock][]string // insertion order of in, for determinism
	steps int
	// tested counts the branches on each condition: one that is tested once
	// cannot correlate anything, and is not worth a place among the literals.
	tested map[string]int
}

// Run simulates fn.
func Run(fn *ssa.Function, env Env) *Function {
	r := &runner{
		fn: fn, env: env, names: newNames(),
		out:   &Function{Fn: fn, must: make(map[ssa.Instruction][]Held), may: make(map[ssa.Instruction][]Held), seen: make(map[ssa.Instruction]bool)},
		in:    make(map[*ssa.BasicBlock]map[string]*state),
		order: make(map[*ssa.BasicBlock][]string),
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
		for _, b := range r.fn.Blocks {
			if len(r.in[b]) > maxStates {
				return false
			}
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
		r.order[to] = append(r.order[to], sig)
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
	for other := range r.tested {
		if distinctConst(key, other) {
			return true
		}
	}
	return false
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

// try applies a TryLock on the arm where it succeeded.
func (r *runner) try(cond ssa.Value, arm bool, at ssa.Instruction, s *state) {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		r.try(not.X, !arm, at, s)
		return
	}
	call, ok := cond.(*ssa.Call)
	if !ok {
		return
	}
	m := calls.Row(call.Common()).TryLocks
	if m == knowledge.NoMode {
		return
	}
	p, read := r.lock(call.Common(), m)
	s.unknown = dropPlace(s.unknown, p)
	if arm {
		s.held = with(s.held, Held{Lock: p, Read: read, Class: ClassOf(p), Site: call})
	}
}

// lock returns the mutex that a row about locks speaks of, and how it is held.
func (r *runner) lock(c *ssa.CallCommon, m knowledge.Mode) (place.Place, bool) {
	_, recv := calls.Args(c)
	p, read := place.Of(recv), m == knowledge.Read
	if r.env.Alias != nil {
		if q, shared := r.env.Alias(p); !q.IsZero() {
			return q, read || shared
		}
	}
	return p, read
}

// call applies a call, deferred call included; at is where it runs.
func (r *runner) call(call ssa.CallInstruction, at ssa.Instruction, s *state) {
	c := call.Common()
	row := calls.Row(c)
	switch {
	case row.Locks != knowledge.NoMode:
		p, read := r.lock(c, row.Locks)
		r.acquire(Event{Kind: effect.Acquire, Lock: p, Read: read, Class: ClassOf(p)}, call, at, s, true)
		if i := s.holds(p); i >= 0 && p.Exact() && !(read && s.held[i].Read) {
			s.dead = true // it waits for itself: nothing comes after
			return
		}
		r.take(Held{Lock: p, Read: read, Class: ClassOf(p), Site: call}, s)
		return
	case row.Unlocks != knowledge.NoMode:
		p, read := r.lock(c, row.Unlocks)
		r.unlock(p, read, call, at, s)
		return
	case row.TryLocks != knowledge.NoMode:
		p, _ := r.lock(c, row.TryLocks)
		if _, ok := at.(*ssa.Call); ok && tested(call) {
			return // applied on the arms of the branch
		}
		s.forget(p)
		return
	}
	if r.releaser(c, at, s) {
		return
	}
	events, known := r.env.Calls(call)
	for _, e := range events {
		if e.Kind == effect.Acquire && r.guarded(&e, s) {
			r.acquire(e, call, at, s, false)
		}
	}
	for _, e := range events {
		switch e.Kind {
		case effect.Release:
			r.unlock(e.Lock, e.Read, nil, at, s)
		case effect.Vary:
			s.forget(e.Lock)
		case effect.Leave:
			r.take(Held{Lock: e.Lock, Read: e.Read, Class: e.Class, Site: call, Via: e.Via}, s)
		}
	}
	if !known {
		s.free = nil // it may lock what we unlocked
	}
}

// releaser applies a call of a func that a locking call returned, as in
// defer s.lock()(): what that call left held is unlocked.
func (r *runner) releaser(c *ssa.CallCommon, at ssa.Instruction, s *state) bool {
	if c.IsInvoke() || c.StaticCallee() != nil {
		return false
	}
	root := place.Of(c.Value).Root
	if x, ok := root.(*ssa.Extract); ok {
		root = x.Tuple
	}
	from, ok := root.(*ssa.Call)
	if !ok {
		return false
	}
	n := len(s.held)
	s.held = slices.DeleteFunc(slices.Clone(s.held), func(h Held) bool { return h.Site == ssa.Instruction(from) && !h.Direct() })
	return len(s.held) < n
}

// guarded decides the guards of a callee's acquire. It reports whether the
// acquire may happen for all that is known: an argument that is neither a
// constant, nor decided on this path, nor a parameter of this function (then
// its callers know) says too little to speak.
func (r *runner) guarded(e *Event, s *state) bool {
	var left []Guard
	for _, g := range e.If {
		if c, ok := g.Value.(*ssa.Const); ok && c.Value != nil {
			if constant.BoolVal(c.Value) != g.Is {
				return false
			}
			continue
		}
		key, positive := r.names.condition(g.Value)
		if val, ok := s.known(key); ok {
			if (val == positive) != g.Is {
				return false
			}
			continue
		}
		if _, ok := g.Value.(*ssa.Parameter); !ok {
			return false
		}
		left = append(left, g)
	}
	e.If = left
	return true
}

// guards returns the decisions on bool parameters that this path rests on.
func (r *runner) guards(s *state) []Guard {
	var out []Guard
	for _, l := range s.literals {
		if p, ok := l.src.(*ssa.Parameter); ok && l.key == r.names.of(p) {
			out = append(out, Guard{p, l.val})
		}
	}
	// In a literal, they may be parameters of the functions around it.
	slices.SortFunc(out, func(a, b Guard) int {
		return cmp.Compare(a.Value.(*ssa.Parameter).Pos(), b.Value.(*ssa.Parameter).Pos())
	})
	return out
}

// tested reports whether the result of a TryLock is only branched on.
func tested(call ssa.CallInstruction) bool {
	v := call.Value()
	if v == nil || v.Referrers() == nil || len(*v.Referrers()) == 0 {
		return false
	}
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.If, *ssa.DebugRef:
		case *ssa.UnOp:
			for _, use := range *ref.Referrers() {
				if _, ok := use.(*ssa.If); !ok {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

// take adds a lock to what is held. Locking again what was unlocked for the
// caller gives it back.
func (r *runner) take(h Held, s *state) {
	h.Unsure = slices.Contains(s.unknown, h.Lock)
	s.unknown = dropPlace(s.unknown, h.Lock)
	s.free = dropPlace(s.free, h.Lock)
	if i := s.isGone(h.Lock); i >= 0 {
		s.gone = without(s.gone, i)
		return
	}
	// Read locks count; an exclusive one that is held is not taken again.
	if i := s.holds(h.Lock); (i < 0 || h.Read && s.held[i].Read) && len(s.held) < maxHeld {
		s.held = with(s.held, h)
	}
}

func (r *runner) unlock(p place.Place, read bool, direct ssa.CallInstruction, at ssa.Instruction, s *state) {
	if i := s.holds(p); i >= 0 {
		unsure := s.held[i].Unsure
		s.held = without(s.held, i)
		if unsure {
			s.forget(p) // given back to the caller, or not
		} else if direct != nil && p.Exact() {
			s.free = with(s.free, p)
		}
		return
	}
	if slices.Contains(s.unknown, p) {
		return
	}
	// s.shards[i].Lock() and s.shards[i].Unlock() name the element twice: take
	// them for the same one, so that it does not count as held for ever.
	if i := s.holdsElement(p); i >= 0 {
		s.held = without(s.held, i)
		return
	}
	// An entry that went stale may be the very lock: it cannot be told.
	if i := slices.IndexFunc(s.held, func(h Held) bool { return h.Stale && h.Class != "" && h.Class == ClassOf(p) }); i >= 0 {
		s.held = without(s.held, i)
		return
	}
	if slices.Contains(s.free, p) {
		if direct != nil {
			r.out.Excesses = append(r.out.Excesses, Excess{p, at, direct.Common().Pos()})
		}
		return
	}
	if g := place.Generic(p); strings.Contains(g.Path, "[]") && slices.ContainsFunc(r.out.Acquires, func(a Acquire) bool { return place.Generic(a.Lock) == g }) {
		return // one of many, and this function has locked some of them
	}
	if s.isGone(p) < 0 {
		s.gone = with(s.gone, mode{p, read, at})
		if o := (Owed{p, read, at}); !slices.Contains(r.out.Owed, o) {
			r.out.Owed = append(r.out.Owed, o)
		}
	}
}

// acquire records that a lock is taken in this state.
func (r *runner) acquire(e Event, call ssa.CallInstruction, at ssa.Instruction, s *state, direct bool) {
	open := len(e.If) > 0
	for _, g := range r.guards(s) {
		if !slices.Contains(e.If, g) {
			e.If = with(e.If, g)
		}
	}
	a := Acquire{Event: e, Instr: at, At: call.Common().Pos(), Before: s.held, Direct: direct, Open: open}
	for _, m := range s.gone {
		a.Gone = append(a.Gone, m.lock)
	}
	a.Gone = append(a.Gone, s.unknown...) // it may have been unlocked
	same := func(b Acquire) bool {
		return b.Instr == a.Instr && b.At == a.At && b.Lock == a.Lock && b.Class == a.Class && b.Read == a.Read && b.Open == a.Open &&
			slices.Equal(b.Held, a.Held) && slices.Equal(b.Freed, a.Freed) && slices.Equal(b.Gone, a.Gone) && slices.Equal(b.If, a.If) && b.State == a.State &&
			slices.EqualFunc(b.Before, a.Before, func(x, y Held) bool {
				return x.Lock == y.Lock && x.Read == y.Read && x.Site == y.Site && x.Stale == y.Stale
			})
	}
	if !slices.ContainsFunc(r.out.Acquires, same) {
		r.out.Acquires = append(r.out.Acquires, a)
	}
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
