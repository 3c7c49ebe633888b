package lockset

import (
	"cmp"
	"go/constant"
	"go/token"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
	"golang.org/x/tools/go/ssa"
)

// This file is what calls do to the locks of a path.

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
	events, known := r.effects(call)
	if r.first(call, at, s) {
		for _, e := range events {
			if e.Kind == effect.Acquire && r.guarded(&e, s) {
				r.acquire(e, call, at, s, false)
			}
		}
	}
	for _, e := range events {
		switch e.Kind {
		case effect.Release:
			r.unlock(e.Lock, e.Read, nil, at, s)
		case effect.Vary:
			if e.Below {
				s.forgetBelow(e.Lock)
			} else {
				s.forget(e.Lock)
			}
		case effect.Leave:
			r.take(Held{Lock: e.Lock, Read: e.Read, Class: e.Class, Site: call, Via: e.Via}, s)
		}
	}
	if !known {
		s.free = nil // it may lock what we unlocked
	}
}

// callEffects is what Env.Calls said of a call.
type callEffects struct {
	events []Event
	known  bool
}

// effects asks Env.Calls once for each call.
func (r *runner) effects(call ssa.CallInstruction) ([]Event, bool) {
	c, ok := r.calls[call]
	if !ok {
		c.events, c.known = r.env.Calls(call)
		r.calls[call] = c
	}
	return c.events, c.known
}

// at is a call and where it runs: elsewhere, if it is deferred.
type at struct {
	call ssa.CallInstruction
	run  ssa.Instruction
}

// A situation is what the acquires in a callee are recorded with.
type situation struct {
	held     []Held
	gone     []mode
	unknown  []place.Place
	literals []literal
}

// first reports whether a call is seen for the first time in this situation.
// Most paths that meet at a call differ in nothing that concerns locks.
func (r *runner) first(call ssa.CallInstruction, run ssa.Instruction, s *state) bool {
	key := at{call, run}
	for _, d := range r.done[key] {
		if slices.EqualFunc(d.held, s.held, sameHeld) && slices.Equal(d.gone, s.gone) && slices.Equal(d.unknown, s.unknown) && slices.Equal(d.literals, s.literals) {
			return false
		}
	}
	r.done[key] = append(r.done[key], situation{s.held, s.gone, s.unknown, s.literals})
	return true
}

func sameHeld(x, y Held) bool {
	return x.Lock == y.Lock && x.Read == y.Read && x.Site == y.Site && x.Stale == y.Stale
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
			slices.EqualFunc(b.Before, a.Before, sameHeld)
	}
	key := acquired{a.Instr, a.At, a.Lock, a.Class}
	for _, i := range r.index[key] {
		if same(r.out.Acquires[i]) {
			return
		}
	}
	r.index[key] = append(r.index[key], len(r.out.Acquires))
	r.out.Acquires = append(r.out.Acquires, a)
}

// acquired is what most acquires differ in already.
type acquired struct {
	instr ssa.Instruction
	at    token.Pos
	lock  place.Place
	class string
}
