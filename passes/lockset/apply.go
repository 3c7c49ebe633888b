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
	c := r.site(call)
	if !c.tries {
		return
	}
	s.unknown = dropPlace(s.unknown, c.lock)
	if arm {
		s.held = with(s.held, Held{Lock: c.lock, Read: c.read, Class: c.class, Site: call})
	}
}

// A callSite is what paths that meet at a call need to know of it.
type callSite struct {
	locks, unlocks, tries bool // by itself, as a row about locks says
	lock                  place.Place
	read                  bool
	class                 string
	known                 bool    // what the callee does
	events                []Event // see Env.Calls; of a call that locks by itself, that
	situations            []situation

	// latest has, for each event, the latest of the recorded acquires of its
	// lock, -1 if there is none. Events of the same lock share the entry of
	// the first of them, which alike tells.
	alike  []int
	latest []int
}

// site looks at a call for the first time, or remembers.
func (r *runner) site(call ssa.CallInstruction) *callSite {
	if c, ok := r.calls[call]; ok {
		return c
	}
	c := new(callSite)
	r.calls[call] = c
	row := calls.Row(call.Common())
	mode := cmp.Or(row.Locks, row.Unlocks, row.TryLocks)
	if mode == knowledge.NoMode {
		c.events, c.known = r.env.Calls(call)
		c.index()
		return c
	}
	c.locks = row.Locks != knowledge.NoMode
	c.unlocks = !c.locks && row.Unlocks != knowledge.NoMode
	c.tries = !c.locks && !c.unlocks
	c.lock, c.read = r.lock(call.Common(), mode)
	c.class = ClassOf(c.lock)
	if c.locks {
		c.events = []Event{{Kind: effect.Acquire, Lock: c.lock, Read: c.read, Class: c.class}}
		c.index()
	}
	return c
}

// index finds the events that concern the same lock.
func (c *callSite) index() {
	if len(c.events) == 0 {
		return
	}
	numbers := make([]int, 2*len(c.events))
	c.alike, c.latest = numbers[:len(c.events)], numbers[len(c.events):]
	for i := range c.events {
		c.latest[i] = -1
		for c.events[c.alike[i]].Lock != c.events[i].Lock || c.events[c.alike[i]].Class != c.events[i].Class {
			c.alike[i]++
		}
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
	c := r.site(call)
	switch {
	case c.locks:
		r.acquire(c, call, at, s)
		if i := s.holds(c.lock); i >= 0 && c.lock.Exact() && !(c.read && s.held[i].Read) {
			s.dead = true // it waits for itself: nothing comes after
			return
		}
		r.take(Held{Lock: c.lock, Read: c.read, Class: c.class, Site: call}, s)
		return
	case c.unlocks:
		r.unlock(c.lock, c.read, call, at, s)
		return
	case c.tries:
		if _, ok := at.(*ssa.Call); ok && tested(call) {
			return // applied on the arms of the branch
		}
		s.forget(c.lock)
		return
	}
	if r.releaser(call.Common(), s) {
		return
	}
	if len(c.events) > 0 && c.first(at, s) {
		r.acquire(c, call, at, s)
	}
	for i := range c.events {
		e := &c.events[i]
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
	if !c.known {
		s.free = nil // it may lock what we unlocked
	}
}

// A situation is what the acquires in a callee are recorded with.
type situation struct {
	run      ssa.Instruction // the call, or elsewhere, if it is deferred
	held     []Held
	gone     []mode
	unknown  []place.Place
	literals []literal
}

// first reports whether a call is seen for the first time in this situation.
// Most paths that meet at a call differ in nothing that concerns locks.
func (c *callSite) first(run ssa.Instruction, s *state) bool {
	for i := range c.situations {
		d := &c.situations[i]
		if d.run == run && slices.EqualFunc(d.held, s.held, sameHeld) && slices.Equal(d.gone, s.gone) && slices.Equal(d.unknown, s.unknown) && slices.Equal(d.literals, s.literals) {
			return false
		}
	}
	c.situations = append(c.situations, situation{run, s.held, s.gone, s.unknown, s.literals})
	return true
}

func sameHeld(x, y Held) bool {
	return x.Lock == y.Lock && x.Read == y.Read && x.Site == y.Site && x.Stale == y.Stale
}

// releaser applies a call of a func that a locking call returned, as in
// defer s.lock()(): what that call left held is unlocked.
func (r *runner) releaser(c *ssa.CallCommon, s *state) bool {
	if len(s.held) == 0 || c.IsInvoke() || c.StaticCallee() != nil {
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
	s.held = except(s.held, func(h Held) bool { return h.Site == ssa.Instruction(from) && !h.Direct() })
	return len(s.held) < n
}

// guarded decides the guards of a callee's acquire and returns those that are
// left. It reports whether the acquire may happen for all that is known: an argument that is neither a
// constant, nor decided on this path, nor a parameter of this function (then
// its callers know) says too little to speak.
func (r *runner) guarded(guards []Guard, s *state) (left []Guard, may bool) {
	for _, g := range guards {
		if c, ok := g.Value.(*ssa.Const); ok && c.Value != nil {
			if constant.BoolVal(c.Value) != g.Is {
				return nil, false
			}
			continue
		}
		key, positive := r.names.condition(g.Value)
		if val, ok := s.known(key); ok {
			if (val == positive) != g.Is {
				return nil, false
			}
			continue
		}
		if _, ok := g.Value.(*ssa.Parameter); !ok {
			return nil, false
		}
		left = append(left, g)
	}
	return left, true
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

// acquire records that the locks which a call takes are taken in this state,
// under the guards on parameters that are left of the callee's, and those that
// the path rests on.
func (r *runner) acquire(c *callSite, call ssa.CallInstruction, at ssa.Instruction, s *state) {
	a := Acquire{Instr: at, At: call.Common().Pos(), Before: s.held, Direct: c.locks}
	for _, m := range s.gone {
		a.Gone = append(a.Gone, m.lock)
	}
	a.Gone = append(a.Gone, s.unknown...) // it may have been unlocked
	path := r.guards(s)
	for i := range c.events {
		if c.events[i].Kind != effect.Acquire {
			continue
		}
		under, may := r.guarded(c.events[i].If, s)
		if !may {
			continue
		}
		a.Event, a.Open = &c.events[i], len(under) > 0
		if !a.Open {
			under = path
		}
		for _, g := range path {
			if !slices.Contains(under, g) {
				under = with(under, g)
			}
		}
		r.record(a, under, &c.latest[c.alike[i]])
	}
}

// record keeps an acquire, unless it says the same as one before. These are
// chained, the latest first.
func (r *runner) record(a Acquire, under []Guard, latest *int) {
	for i := *latest; i >= 0; i = r.earlier[i] {
		if a.same(&r.out.Acquires[i], under) {
			return
		}
	}
	if !slices.Equal(under, a.If) {
		e := *a.Event
		e.If = under
		a.Event = &e
	}
	r.earlier = append(r.earlier, *latest)
	*latest = len(r.out.Acquires)
	r.out.Acquires = append(r.out.Acquires, a)
}

// same reports whether a, under some guards, says the same as another acquire
// of this lock by the same call.
func (a *Acquire) same(b *Acquire, under []Guard) bool {
	return a.Instr == b.Instr && a.Open == b.Open && slices.Equal(under, b.If) &&
		slices.EqualFunc(a.Before, b.Before, sameHeld) && slices.Equal(a.Gone, b.Gone) &&
		(a.Event == b.Event || a.Read == b.Read && a.State == b.State && slices.Equal(a.Held, b.Held) && slices.Equal(a.Freed, b.Freed))
}
