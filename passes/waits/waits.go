// Package waits finds goroutines that wait, while they hold a lock, for
// somebody who needs that lock first. It joins what passes/classes knows of
// who can end a wait with what passes/effects knows of locks. It does not
// report any diagnostics itself.
package waits

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncwaits",
	Doc:  "find waits under a lock that whoever could end them needs",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{
			Classes: pass.ResultOf[classes.Analyzer].(*classes.Result),
			Effects: pass.ResultOf[effects.Analyzer].(*effects.Result),
		}, nil
	},
	Requires:   []*analysis.Analyzer{classes.Analyzer, effects.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result answers for one package.
type Result struct {
	Classes *classes.Result
	Effects *effects.Result

	once  sync.Once
	sites map[*ssa.Function][]site
	open  map[*ssa.Function]bool
}

// A Blocked is a wait under a lock that everybody who could end it needs
// first. It may happen: whoever is to end the wait is then at the lock, or
// still before it.
type Blocked struct {
	Op   classes.Op
	Held lockset.Held
	// Call leads to the wait; it is the wait itself if Via is empty.
	Call ssa.Instruction
	Via  []ssa.CallInstruction // from a function that Call calls down to the wait's
	// Needs is, for each op that could end the wait, where the lock is taken
	// before.
	Needs []Need
}

// A Need says that an op is only done by goroutines that may take a lock first.
type Need struct {
	Op classes.Op
	// At is where the lock is taken, in a function that does Op or leads to it.
	At ssa.Instruction
}

// maxHops bounds the calls between the lock and the wait, and between an op
// and the function that locks before it.
const maxHops = 3

// MayBlock returns the waits under locks that can go on for ever, in the order
// of classes and ops.
func (r *Result) MayBlock() []Blocked {
	var out []Blocked
	for _, c := range r.Classes.All() {
		ending := ends(c)
		for _, op := range c.Ops {
			counterparts := ending(op)
			if len(counterparts) == 0 {
				continue
			}
			for _, h := range r.holders(op) {
				if b, ok := r.blocked(op, h, counterparts); ok {
					out = append(out, b)
					break // one story an op is enough
				}
			}
		}
	}
	return out
}

// ends returns what can end an op of class c; nothing for an op that does not
// wait, that something else may end as well, or that code elsewhere may end.
func ends(c *classes.Class) func(classes.Op) []classes.Op {
	closed := func(kinds ...classes.OpKind) []classes.Op {
		for _, k := range kinds {
			if c.Open(k) {
				return nil
			}
		}
		return c.Of(kinds...)
	}
	return func(op classes.Op) []classes.Op {
		if op.Value || !op.MayBlock() || alternative(op) {
			return nil
		}
		switch op.Kind {
		case classes.Recv, classes.Range:
			return closed(classes.Send, classes.Close)
		case classes.Send:
			if cap, known := c.MustCap(); !known || cap > 0 && !(repeated(op) && sole(op)) {
				return nil // room for it, for all that is known
			}
			return closed(classes.Recv, classes.Range)
		case classes.Wait:
			return closed(classes.Done, classes.Go)
		case classes.CondWait:
			return closed(classes.Signal, classes.Broadcast)
		}
		return nil
	}
}

// alternative reports whether an op is a case of a select that has others.
func alternative(op classes.Op) bool {
	s := op.Select()
	return s != nil && len(s.States) > 1
}

// repeated reports whether a send is done again and again: its function is
// a method, called for each value, or it stands in a loop.
func repeated(op classes.Op) bool {
	fn := op.Func()
	return fn.Signature.Recv() != nil || flow.Reaches(op.Instr, op.Instr, nil)
}

// sole reports whether an op is on the one channel that a field or variable
// has, rather than on one of a collection: of these, each may get as many
// values as it has room for.
func sole(op classes.Op) bool {
	p := place.Of(op.On)
	switch p.Root.(type) {
	case *ssa.Parameter, *ssa.Global:
		return p.Path != "" && !strings.Contains(p.Path, "[]")
	}
	return false
}

// A holder is a lock that is held at an op, by its function or a caller.
type holder struct {
	held lockset.Held
	at   ssa.Instruction
	via  []ssa.CallInstruction
}

// passes reports whether the way from the lock to the wait leads through fn.
func (h holder) passes(fn *ssa.Function) bool {
	return h.at.Parent() == fn || slices.ContainsFunc(h.via, func(c ssa.CallInstruction) bool { return c.Parent() == fn })
}

// holders returns the locks that are held at an op: always, as far as its
// own function and one chain of callers tell.
func (r *Result) holders(op classes.Op) []holder {
	var out []holder
	var up func(at ssa.Instruction, via []ssa.CallInstruction)
	up = func(at ssa.Instruction, via []ssa.CallInstruction) {
		fn := at.Parent()
		sim := r.Effects.Lockset(fn)
		if sim != nil {
			for _, h := range sim.MustHold(at) {
				if !h.Stale && !h.Unsure && h.Class != "" && h.Lock.Exact() && !fresh(h.Lock) {
					out = append(out, holder{h, at, via})
				}
			}
			if len(sim.Owed) > 0 {
				return // it unlocks for its caller: before the wait, perhaps
			}
		}
		if len(via) == maxHops {
			return
		}
		for _, s := range r.callers(fn) {
			if call, ok := s.call.(*ssa.Call); ok {
				up(call, append([]ssa.CallInstruction{call}, via...))
			}
		}
	}
	up(op.Instr, nil)
	return out
}

// fresh reports whether a lock is in an object that is made here: nobody else
// has it yet, for all that is known.
func fresh(p place.Place) bool {
	_, made := p.Root.(*ssa.Alloc)
	return made
}

// blocked decides about one op and one lock that is held there.
func (r *Result) blocked(op classes.Op, h holder, counterparts []classes.Op) (Blocked, bool) {
	if op.Kind == classes.CondWait && r.Effects.CondLock(place.Of(op.On)) == h.held.Lock {
		return Blocked{}, false // Wait unlocks it
	}
	if len(h.via) == 0 && !sameObject(place.Of(op.On), h.held.Lock) {
		return Blocked{}, false
	}
	b := Blocked{Op: op, Held: h.held, Call: h.at, Via: h.via}
	for _, c := range counterparts {
		if h.passes(c.Func()) || c.Func() == op.Func() {
			return Blocked{}, false // it may have done that itself before
		}
		at := r.needs(c, h.held)
		if at == nil {
			return Blocked{}, false
		}
		b.Needs = append(b.Needs, Need{c, at})
	}
	return b, true
}

// sameObject reports whether a lock is in the object that has the channel: the
// two then belong together in every instance of the type. Package-level
// variables are one object.
func sameObject(ch, lock place.Place) bool {
	if _, global := lock.Root.(*ssa.Global); global {
		return true
	}
	return place.Generic(ch).Root == place.Generic(lock).Root
}

// needs returns where goroutines that do op may lock what h holds before they
// get to it, nil if some do not.
func (r *Result) needs(op classes.Op, h lockset.Held) ssa.Instruction {
	if op.Value || op.Kind == classes.Done && r.countsItself(op) {
		return nil
	}
	if op.Kind == classes.Go {
		return r.bodyNeeds(op, h)
	}
	return r.needsBefore(runs(op.Instr), h, maxHops)
}

// countsItself reports whether the function that calls Done may have called Add
// itself: the lock that it takes before the Add, as in a StartTask that adds
// under the lock, is behind it once there is something to wait for.
func (r *Result) countsItself(done classes.Op) bool {
	return slices.ContainsFunc(done.Class.Of(classes.Add), func(add classes.Op) bool {
		return r.leadsTo(done.Func(), add.Func(), maxHops)
	})
}

// leadsTo reports whether from may call to, in its own goroutine.
func (r *Result) leadsTo(from, to *ssa.Function, hops int) bool {
	if from == to {
		return true
	}
	return hops > 0 && slices.ContainsFunc(r.callers(to), func(s site) bool {
		_, spawned := s.call.(*ssa.Go)
		return !spawned && r.leadsTo(from, s.call.Parent(), hops-1)
	})
}

// runs are the instructions at which an op happens: deferred, it is where the
// function's defers run.
func runs(instr ssa.Instruction) []ssa.Instruction {
	if _, deferred := instr.(*ssa.Defer); !deferred {
		return []ssa.Instruction{instr}
	}
	var out []ssa.Instruction
	for _, b := range instr.Parent().Blocks {
		for _, i := range b.Instrs {
			if _, ok := i.(*ssa.RunDefers); ok {
				out = append(out, i)
			}
		}
	}
	return out
}

// needsBefore returns a lock of h's class that is taken on the way to one of
// some instructions of a function: in that function, or by all its callers.
func (r *Result) needsBefore(targets []ssa.Instruction, h lockset.Held, hops int) ssa.Instruction {
	if len(targets) == 0 {
		return nil
	}
	fn := targets[0].Parent()
	if at := r.locksBefore(targets, h); at != nil {
		return at
	}
	callers := r.callers(fn)
	if hops == 0 || len(callers) == 0 || r.isOpen(fn) {
		return nil
	}
	var first ssa.Instruction
	for _, s := range callers {
		if _, spawned := s.call.(*ssa.Go); spawned {
			return nil
		}
		at := r.needsBefore(runs(s.call), h, hops-1)
		if at == nil {
			return nil
		}
		if first == nil {
			first = at
		}
	}
	return first
}

// bodyNeeds is needs for the task of a WaitGroup.Go, which is done when it
// returns.
func (r *Result) bodyNeeds(op classes.Op, h lockset.Held) ssa.Instruction {
	body := r.task(op)
	if body == nil {
		return nil
	}
	var returns []ssa.Instruction
	for _, b := range body.Blocks {
		for _, i := range b.Instrs {
			if ret, ok := i.(*ssa.Return); ok {
				returns = append(returns, ret)
			}
		}
	}
	if len(returns) == 0 {
		return nil
	}
	return r.locksBefore(returns, h)
}

// locksBefore returns an instruction of the targets' function that may lock
// what h holds and from which one of the targets can be reached, or at which
// it is still held.
func (r *Result) locksBefore(targets []ssa.Instruction, h lockset.Held) ssa.Instruction {
	fn := targets[0].Parent()
	sim := r.Effects.Lockset(fn)
	if sim == nil {
		return nil
	}
	for _, a := range sim.Acquires {
		if a.Class != h.Class || a.Read && h.Read || a.State || a.Open || freed(a, h) {
			continue
		}
		if slices.ContainsFunc(targets, func(t ssa.Instruction) bool { return flow.Reaches(a.Instr, t, nil) }) {
			return a.Instr
		}
	}
	return nil
}

// freed reports whether the path to an acquire lets go of the lock for its
// caller first: then it is the caller's, given back.
func freed(a lockset.Acquire, h lockset.Held) bool {
	return slices.ContainsFunc(a.Gone, func(p place.Place) bool { return lockset.ClassOf(p) == h.Class })
}
