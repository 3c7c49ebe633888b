package effects

import (
	"go/token"
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
	if !r.touchesLocks(fn) {
		return false
	}
	sim := lockset.Run(fn, lockset.Env{Calls: r.lockCalls, Alias: r.aliases.of, Step: r.Step})
	r.sims[fn] = sim
	events := r.lockSummary(fn, sim)
	if slices.EqualFunc(events, r.lockEvents[fn], sameLock) {
		return false
	}
	r.lockEvents[fn] = events
	return true
}

// sameLock ignores chains, as same does.
func sameLock(a, b lockset.Event) bool {
	return a.Kind == b.Kind && a.Lock == b.Lock && a.Read == b.Read && a.Class == b.Class &&
		slices.Equal(a.Held, b.Held) && slices.Equal(a.Freed, b.Freed) && slices.Equal(a.If, b.If) && a.State == b.State
}

// touchesLocks reports whether fn has anything to simulate.
func (r *Result) touchesLocks(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if isLockRow(calls.Row(call.Common())) {
				return true
			}
			if events, _ := r.lockCalls(call); len(events) > 0 {
				return true
			}
		}
	}
	return false
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
	for _, arg := range call.Common().Args {
		// The body of a range over a function is run by that function, any
		// number of times.
		f := calls.FuncOf(arg)
		if f.Fn == nil || !flow.InRangeFunc(f.Fn) {
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
	for _, e := range r.imports(obj).Known() {
		if l, ok := r.importLock(e, common); ok {
			events = append(events, l)
		}
	}
	return events, true
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
	inCaller := func(p place.Place) (place.Place, bool) {
		i := slices.IndexFunc(callee.Fn.Params, func(q *ssa.Parameter) bool { return p.Root == ssa.Value(q) })
		if i < 0 {
			return p, p.Owner() != callee.Fn
		}
		arg := callee.Argument(common, i)
		if arg == nil {
			return place.Place{}, false
		}
		return place.Of(arg).Under(p.Path), true
	}
	var out []lockset.Event
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
			i := slices.IndexFunc(callee.Fn.Params, func(q *ssa.Parameter) bool { return v == ssa.Value(q) })
			if i < 0 {
				return nil
			}
			return callee.Argument(common, i)
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

// lockSummary is what fn does to locks as its callers see it.
func (r *Result) lockSummary(fn *ssa.Function, sim *lockset.Function) []lockset.Event {
	if sim.GaveUp {
		return r.unknownLocks(fn)
	}
	var out []lockset.Event
	add := func(e lockset.Event) {
		if i := slices.IndexFunc(out, func(o lockset.Event) bool { return sameLock(o, e) }); i < 0 {
			out = append(out, e)
		} else if len(e.Via) < len(out[i].Via) {
			out[i] = e
		}
	}
	for _, a := range sim.Acquires {
		if e, ok := r.lockEvent(fn, a); ok {
			add(e)
		}
	}
	if len(out) > maxLockEvents {
		out = slices.DeleteFunc(out, func(e lockset.Event) bool { return e.Lock.IsZero() })
		out = out[:min(len(out), maxLockEvents)]
	}
	for _, e := range netEffects(fn, sim) {
		add(e)
	}
	return out
}

// lockEvent is an acquire as the callers of fn see it.
func (r *Result) lockEvent(fn *ssa.Function, a lockset.Acquire) (lockset.Event, bool) {
	e := a.Event
	if e.Lock.Owner() == fn {
		if _, param := e.Lock.Root.(*ssa.Parameter); !param {
			if _, fresh := e.Lock.Root.(*ssa.Alloc); fresh || e.Class == "" {
				return e, false // made here: nobody else can hold it yet, or it has no name
			}
			e.Lock = place.Place{}
		}
	}
	freed := func(p place.Place) bool { return slices.Contains(a.Freed, p) }
	held := slices.Clone(e.Held)
	e.Freed = slices.Clone(a.Gone)
	for _, h := range a.Before {
		if h.Class != "" && !freed(h.Lock) {
			held = append(held, h.ClassMode())
		}
	}
	for _, f := range a.Freed {
		mine := slices.ContainsFunc(a.Before, func(h lockset.Held) bool { return h.Lock == f })
		if !mine && !slices.Contains(e.Freed, f) {
			e.Freed = append(e.Freed, f)
		}
	}
	e.Freed = slices.DeleteFunc(e.Freed, func(p place.Place) bool {
		_, param := p.Root.(*ssa.Parameter)
		return p.Owner() == fn && !param
	})
	slices.Sort(held)
	e.Held = slices.Compact(held)
	e.Via = r.chain(fn, a.At, e.Via)
	e.State = e.State || underState(fn, a.Instr.Block())
	return e, true
}

// underState reports whether a block of a method runs only if a field of the
// method's object has, or has not, a certain value: a test such as
// c.vers == VersionTLS13 or s.started that decides on the way to it. Whether
// the caller is in that state is not known, and state machines rely on it: a
// protocol that has finished takes another path. Tests for nil do not count,
// since they guard the use of the very pointer.
func underState(fn *ssa.Function, b *ssa.BasicBlock) bool {
	if fn.Signature.Recv() == nil || len(fn.Params) == 0 {
		return false
	}
	ofObject := func(v ssa.Value) bool {
		p := place.Of(v)
		return p.Root == ssa.Value(fn.Params[0]) && p.Path != ""
	}
	for ; b != nil && b.Idom() != nil; b = b.Idom() {
		test := b.Idom()
		iff, ok := test.Instrs[len(test.Instrs)-1].(*ssa.If)
		if !ok || len(b.Preds) != 1 {
			continue
		}
		cond := iff.Cond
		if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
			cond = not.X
		}
		switch cond := cond.(type) {
		case *ssa.BinOp:
			c, ok := cond.Y.(*ssa.Const)
			if ok && !c.IsNil() && ofObject(cond.X) {
				return true
			}
		case *ssa.UnOp:
			if cond.Op == token.MUL && ofObject(cond) {
				return true
			}
		}
	}
	return false
}

// chain puts the hop through fn in front of a chain.
func (r *Result) chain(fn *ssa.Function, at token.Pos, via []effect.Step) []effect.Step {
	if len(via) >= effect.MaxVia {
		via = via[:effect.MaxVia-1]
	}
	return append([]effect.Step{r.Step(fn, at)}, via...)
}

// Step is the hop of a chain that leads through pos in fn.
func (r *Result) Step(fn *ssa.Function, at token.Pos) effect.Step {
	return effect.Step{Func: calls.Name(fn), At: r.position(at)}
}

// netEffects compares all ways out of fn: what all of them leave held or
// have let go of, and what they differ in.
func netEffects(fn *ssa.Function, sim *lockset.Function) []lockset.Event {
	type net struct {
		event         lockset.Event
		held, gone, n int
	}
	var nets []*net
	get := func(p place.Place) *net {
		for _, x := range nets {
			if x.event.Lock == p {
				return x
			}
		}
		nets = append(nets, &net{event: lockset.Event{Lock: p, Class: lockset.ClassOf(p)}})
		return nets[len(nets)-1]
	}
	for _, ret := range sim.Returns {
		for _, h := range ret.Held {
			if !h.Stale {
				x := get(h.Lock)
				x.held++
				if h.Unsure {
					x.n = -1
				}
				x.event.Read, x.event.Via = h.Read, []effect.Step{}
			}
		}
		for _, p := range ret.Gone {
			get(p).gone++
		}
		for _, p := range ret.Unknown {
			get(p).n = -1
		}
	}
	var out []lockset.Event
	for _, x := range nets {
		if _, param := x.event.Lock.Root.(*ssa.Parameter); x.event.Lock.Owner() == fn && !param {
			continue
		}
		switch {
		case x.n < 0:
			x.event.Kind = effect.Vary
		case x.held == len(sim.Returns):
			x.event.Kind = effect.Leave
		case x.gone == len(sim.Returns):
			x.event.Kind = effect.Release
		default:
			x.event.Kind = effect.Vary
		}
		out = append(out, x.event)
	}
	return out
}

// unknownLocks is the summary of a function whose simulation gave up: any
// lock it names may be in any state.
func (r *Result) unknownLocks(fn *ssa.Function) []lockset.Event {
	var out []lockset.Event
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || !isLockRow(calls.Row(call.Common())) {
				continue
			}
			_, recv := calls.Args(call.Common())
			e := lockset.Event{Kind: effect.Vary, Lock: place.Of(recv)}
			if !slices.ContainsFunc(out, func(o lockset.Event) bool { return sameLock(o, e) }) {
				out = append(out, e)
			}
		}
	}
	return captured(out, nil)
}

// exportLock makes a fact's event of a lock effect.
func exportLock(fn *ssa.Function, l lockset.Event) (effect.Event, bool) {
	e := effect.Event{Kind: l.Kind, Read: l.Read, Class: l.Class, Held: l.Held, Via: l.Via, State: l.State}
	if !l.Lock.IsZero() {
		p, ok := l.Lock.External(fn)
		if !ok {
			return e, false
		}
		e.Place = p
	}
	for _, f := range l.Freed {
		if p, ok := f.External(fn); ok {
			e.Freed = append(e.Freed, p)
		}
	}
	slices.SortFunc(e.Freed, effect.Place.Compare)
	for _, g := range l.If {
		i := slices.IndexFunc(fn.Params, func(p *ssa.Parameter) bool { return g.Value == ssa.Value(p) })
		if i < 0 {
			return e, false
		}
		e.If = append(e.If, effect.Guard{Param: i, Is: g.Is})
	}
	return e, true
}
