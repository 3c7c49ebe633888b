package effects

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// Lockset returns the simulation of fn's locks, nil for a function that
// neither locks nor calls anything that does.
func (r *Result) Lockset(fn *ssa.Function) *lockset.Function {
	r.compute()
	return r.sims[fn]
}

// LocksAt returns the lock effects of a call in the caller's terms.
func (r *Result) LocksAt(call ssa.CallInstruction) []lockset.Event {
	r.compute()
	events, _ := r.lockCalls(call)
	return events
}

// CondLock returns the mutex of the condition at a place, as far as the
// package tells: its L itself where the binding is not known.
func (r *Result) CondLock(cond place.Place) place.Place {
	r.compute()
	l := cond.Under(".L")
	if mutex, _ := r.aliases.of(l); !mutex.IsZero() {
		return mutex
	}
	return l
}

// CondOwns reports whether the conditions of a class have a mutex of their own,
// made where they are and stored nowhere else.
func (r *Result) CondOwns(class string) bool {
	r.compute()
	return r.aliases.own[class]
}

// Releases reports whether calling f may unlock p for the caller.
func (r *Result) Releases(f calls.Func, p place.Place) bool {
	r.compute()
	for _, e := range r.lockEvents[f.Fn] {
		if e.Kind != effect.Release && e.Kind != effect.Vary {
			continue
		}
		at := e.Lock
		if f.Recv != nil && len(f.Fn.Params) > 0 && at.Root == ssa.Value(f.Fn.Params[0]) {
			at = place.Of(f.Recv).Under(at.Path)
		}
		if at == p {
			return true
		}
	}
	return false
}

// simulate runs fn's locks with what is known of its callees so far, and
// reports whether its own summary changed.
func (r *Result) simulate(fn *ssa.Function) bool {
	var sim *lockset.Function
	touch, below := r.touchesLocks(fn)
	switch touch {
	case nothing:
		return false
	case passing:
		sim = passedOn(fn, below)
	case locking:
		sim = lockset.Run(fn, lockset.Env{Calls: r.lockCalls, Alias: r.aliases.of})
	}
	r.sims[fn] = sim
	events := r.lockSummary(fn, sim)
	if sameLocks(events, r.lockEvents[fn]) {
		return false
	}
	r.lockEvents[fn] = events
	return true
}

func sameLocks(a, b []lockset.Event) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if !sameLock(&a[i], &b[i]) {
			return false
		}
	}
	return true
}

// sameLock ignores chains, as same does.
func sameLock(a, b *lockset.Event) bool {
	return a.Kind == b.Kind && a.Lock == b.Lock && a.Read == b.Read && a.Class == b.Class &&
		slices.Equal(a.Held, b.Held) && slices.Equal(a.Freed, b.Freed) && slices.Equal(a.If, b.If) && a.State == b.State && a.Inside == b.Inside
}

// A touch is what a function has to do with locks.
type touch uint8

const (
	nothing touch = iota
	passing       // it only calls functions that lock and unlock again
	locking       // it changes what is held
)

// A lockCall is a call that has to do with locks.
type lockCall struct {
	call   ssa.CallInstruction
	events []lockset.Event
}

// touchesLocks says how much of fn there is to simulate, and, if it is only
// passing, by which calls. Most functions that have to do with locks at all
// hold none themselves: for these there is nothing that paths could differ in,
// unless they lock on request, by a bool parameter.
func (r *Result) touchesLocks(fn *ssa.Function) (touch, []lockCall) {
	var below []lockCall
	reached := flow.Reached(fn)
	for _, b := range fn.Blocks {
		if !reached[b.Index] {
			continue
		}
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if isLockRow(calls.Row(call.Common())) {
				return locking, nil
			}
			events, _ := r.lockCalls(call)
			for i := range events {
				if events[i].Kind != effect.Acquire || len(events[i].If) > 0 {
					return locking, nil
				}
			}
			if len(events) > 0 {
				below = append(below, lockCall{call, events})
			}
		}
	}
	switch {
	case below == nil:
		return nothing, nil
	case takesBool(fn):
		return locking, nil
	}
	return passing, below
}

func takesBool(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for _, p := range fn.Params {
			if basic, ok := p.Type().Underlying().(*types.Basic); ok && basic.Info()&types.IsBoolean != 0 {
				return true
			}
		}
	}
	return false
}

// passedOn is the simulation of a function that holds no locks itself.
func passedOn(fn *ssa.Function, below []lockCall) *lockset.Function {
	type key struct {
		lock        place.Place
		class       string
		read, state bool
	}
	seen := make(map[key][]*lockset.Event)
	out := &lockset.Function{Fn: fn}
	for _, c := range below {
		state := underState(fn, c.call.Block())
		for i := range c.events {
			e := &c.events[i]
			e.State = e.State || state
			k := key{e.Lock, e.Class, e.Read, e.State}
			if slices.ContainsFunc(seen[k], func(o *lockset.Event) bool { return sameLock(o, e) && len(o.Via) <= len(e.Via) }) {
				continue
			}
			seen[k] = append(seen[k], e)
			out.Acquires = append(out.Acquires, lockset.Acquire{Event: e, Instr: c.call, At: c.call.Common().Pos()})
		}
	}
	return out
}

func isLockRow(row knowledge.Row) bool {
	return row.Locks != knowledge.NoMode || row.Unlocks != knowledge.NoMode || row.TryLocks != knowledge.NoMode
}

// lockCalls is lockset.Env.Calls.
func (r *Result) lockCalls(call ssa.CallInstruction) (events []lockset.Event, known bool) {
	if _, ok := call.(*ssa.Go); ok {
		return nil, true
	}
	events, known = r.resolvedLocks(call.Common())
	events = append(slices.Clip(events), r.callbackLocks(call.Common(), events)...)
	for _, arg := range call.Common().Args {
		// The body of a range over a function is run by that function, any
		// number of times.
		f, ok := rangeBody(arg)
		if !ok {
			continue
		}
		for _, e := range captured(r.lockEvents[f.Fn], f.Fn) {
			if e.Kind != effect.Acquire {
				e.Kind = effect.Vary
			}
			events = append(slices.Clip(events), e)
		}
	}
	return events, known
}

func (r *Result) resolvedLocks(common *ssa.CallCommon) (events []lockset.Event, known bool) {
	if row := calls.Row(common); row.Name != "" {
		if i, ok := row.Calls(); ok {
			f := calls.FuncOf(calls.Arg(common, i))
			if f.Fn == nil {
				return nil, false
			}
			// What a method value does to its receiver is known here, what a func
			// does to its other parameters only to who calls it.
			return captured(r.substituteLocks(r.lockEvents[f.Fn], f, &ssa.CallCommon{}), f.Fn), true
		}
		return nil, true
	}
	if callee := r.Calls.Callee(common); callee.Fn != nil && len(callee.Fn.Blocks) > 0 {
		return r.substituteLocks(r.lockEvents[callee.Fn], callee, common), true
	}
	obj := calls.Object(common)
	if common.IsInvoke() || obj == nil {
		_, builtin := common.Value.(*ssa.Builtin)
		return nil, builtin
	}
	if r.missing(obj) {
		return unknownCallee(common), false
	}
	for _, e := range r.imports(obj).Known() {
		if l, ok := r.importLock(e, common); ok {
			events = append(events, l)
		}
	}
	return events, true
}

// unknownCallee is what a call may do to locks of which nothing at all is
// known: it may unlock any that is in an object it gets.
func unknownCallee(common *ssa.CallCommon) []lockset.Event {
	var out []lockset.Event
	for _, arg := range common.Args {
		if p := place.Of(arg); p.Root != nil {
			out = append(out, lockset.Event{Kind: effect.Vary, Lock: p, Below: true})
		}
	}
	return out
}

// captured keeps what concerns variables of the enclosing functions and
// package-level variables.
func captured(events []lockset.Event, fn *ssa.Function) []lockset.Event {
	return slices.DeleteFunc(slices.Clone(events), func(e lockset.Event) bool {
		return !e.Lock.IsZero() && e.Lock.Owner() == fn
	})
}

// substituteLocks rewrites a local callee's lock effects for a call of it.
func (r *Result) substituteLocks(events []lockset.Event, callee calls.Func, common *ssa.CallCommon) []lockset.Event {
	if len(events) == 0 {
		return nil
	}
	argument := func(v ssa.Value) (arg ssa.Value, param bool) {
		i := slices.IndexFunc(callee.Fn.Params, func(q *ssa.Parameter) bool { return v == ssa.Value(q) })
		if i < 0 {
			return nil, false
		}
		return callee.Argument(common, i), true
	}
	inCaller := func(p place.Place) (place.Place, bool) {
		arg, param := argument(p.Root)
		switch {
		case !param:
			return p, p.Owner() != callee.Fn
		case arg == nil:
			return place.Place{}, false
		}
		return place.Of(arg).Under(p.Path), true
	}
	out := make([]lockset.Event, 0, len(events))
	for _, e := range events {
		if !e.Lock.IsZero() {
			p, ok := inCaller(e.Lock)
			if !ok {
				if e.Kind != effect.Acquire || e.Class == "" {
					continue
				}
				p = place.Place{}
			}
			e.Lock = p
			if class := lockset.ClassOf(p); class != "" {
				e.Class = class
			}
		}
		var freed []place.Place
		for _, f := range e.Freed {
			if p, ok := inCaller(f); ok {
				freed = append(freed, p)
			}
		}
		e.Freed = freed
		e.If = guardsAt(e.If, func(v ssa.Value) ssa.Value {
			arg, _ := argument(v)
			return arg
		})
		out = append(out, e)
	}
	return out
}

// guardsAt rewrites guards on parameters to guards on arguments. One that is
// lost (of another function's parameter) becomes one that nothing can decide.
func guardsAt(guards []lockset.Guard, arg func(ssa.Value) ssa.Value) []lockset.Guard {
	var out []lockset.Guard
	for _, g := range guards {
		if a := arg(g.Value); a != nil {
			g.Value = a
		}
		out = append(out, g)
	}
	return out
}

// importLock rewrites a lock effect of another package's function for a call.
func (r *Result) importLock(e effect.Event, common *ssa.CallCommon) (lockset.Event, bool) {
	switch e.Kind {
	case effect.Acquire, effect.Leave, effect.Release, effect.Vary:
	default:
		return lockset.Event{}, false
	}
	l := lockset.Event{Kind: e.Kind, Read: e.Read, Class: e.Class, Held: e.Held, Via: e.Via, State: e.State}
	if e.Kind == effect.Leave && l.Via == nil {
		l.Via = []effect.Step{} // not by a Lock call here; facts do not keep the difference
	}
	if !e.Place.IsZero() {
		p, ok := r.inCaller(e.Place, common)
		if !ok && (e.Kind != effect.Acquire || e.Class == "") {
			return lockset.Event{}, false
		}
		l.Lock = p
	}
	for _, f := range e.Freed {
		if p, ok := r.inCaller(f, common); ok {
			l.Freed = append(l.Freed, p)
		}
	}
	for _, g := range e.If {
		arg := (calls.Func{}).Argument(common, g.Param)
		if arg == nil {
			return l, false
		}
		l.If = append(l.If, lockset.Guard{Value: arg, Is: g.Is})
	}
	return l, true
}

// inCaller finds the place of a fact in the SSA of the package at a call.
func (r *Result) inCaller(p effect.Place, common *ssa.CallCommon) (place.Place, bool) {
	switch p.Root {
	case effect.Param:
		if arg := (calls.Func{}).Argument(common, p.Index); arg != nil {
			return place.Of(arg).Under(p.Path), true
		}
	case effect.Global:
		dot := strings.LastIndexByte(p.Global, '.')
		pkg := r.Calls.SSA().Pkg.Prog.ImportedPackage(p.Global[:dot])
		if pkg != nil {
			if g := pkg.Var(p.Global[dot+1:]); g != nil {
				return place.Place{Root: g, Path: p.Path}, true
			}
		}
	}
	return place.Place{}, false
}

// maxLockEvents bounds the lock effects of one function; beyond, only what
// concerns the caller's locks directly is kept.
const maxLockEvents = 48

// LocksStarted returns the lock effects of what a go statement starts, in terms of
// the function that it stands in.
func (r *Result) LocksStarted(s *ssa.Go) []lockset.Event {
	r.compute()
	events, _ := r.resolvedLocks(s.Common())
	return events
}
