package locks

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// A Stall is a call that waits for time, the network or a process while a
// lock is held.
type Stall struct {
	Call *ssa.Call
	On   effect.BlockKind
	What string // the leaf: "time.Sleep"
	Via  []effect.Step
	Held lockset.Held
}

// maxHops is how far away a request or process may be. A sleep counts only
// where the lock is held: read on real code, those in callees are pauses
// between two tries, under a lock that is there for the slow work.
const maxHops = 2

// MustStall returns the calls of fn that sleep, wait for an answer from the
// network or for a process while every path holds a lock of a nameable class:
// one Stall for each such lock, the last taken first.
func (r *Result) MustStall(fn *ssa.Function) []Stall {
	sim := r.Effects.Lockset(fn)
	if sim == nil || startsProcess(fn) {
		return nil
	}
	var out []Stall
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || len(sim.MustHold(call)) == 0 {
				continue
			}
			for _, l := range r.Effects.At(call) {
				if l.Kind != effect.Block || l.On != effect.Sleep && l.On != effect.HTTP && l.On != effect.Exec {
					continue
				}
				if l.On == effect.Sleep && len(l.Via) > 0 || len(l.Via) > maxHops {
					continue
				}
				held := r.heldAcross(call, sim.MustHold(call))
				for _, h := range held {
					out = append(out, Stall{call, l.On, l.What, l.Via, h})
				}
				if len(held) > 0 {
					break
				}
			}
		}
	}
	return out
}

// heldAcross returns the locks that stay held during a call, the last taken
// first.
func (r *Result) heldAcross(call *ssa.Call, held []lockset.Held) []lockset.Held {
	var out []lockset.Held
	for _, h := range slices.Backward(held) {
		if r.across(call, call.Parent(), h) {
			out = append(out, h)
		}
	}
	return out
}

// across reports whether a lock stays held during what fn does, a call if that
// is not nil, and somebody may want it. That of an object which the function
// has made itself nobody else knows yet.
func (r *Result) across(call *ssa.Call, fn *ssa.Function, h lockset.Held) bool {
	if made, ok := h.Lock.Root.(*ssa.Alloc); ok && made.Parent() == fn && isStruct(made.Type()) {
		return false
	}
	return h.Class != "" && !h.Stale && (call == nil || !r.unlockedOnTheWay(call, h))
}

// isStruct reports whether a pointer is that of a struct: of what a function
// makes, not of a variable that holds what came from elsewhere.
func isStruct(t types.Type) bool {
	ptr, ok := t.Underlying().(*types.Pointer)
	if !ok {
		return false
	}
	_, ok = ptr.Elem().Underlying().(*types.Struct)
	return ok
}

// unlockedOnTheWay reports whether the callee may let go of the lock before it
// blocks.
func (r *Result) unlockedOnTheWay(call *ssa.Call, h lockset.Held) bool {
	for _, e := range r.Effects.LocksAt(call) {
		if e.Kind == effect.Vary && e.Lock == h.Lock || e.Kind == effect.Release && e.Lock == h.Lock {
			return true
		}
		for _, f := range e.Freed {
			if f == h.Lock {
				return true
			}
		}
	}
	return false
}

// A User is a place where a lock is taken for something else.
type User struct {
	Name string    // of the function, for messages
	Func string    // its plain name, "" of a literal
	At   token.Pos // opening parenthesis of its Lock call
}

// OtherUser returns a function that takes a lock of the same class, in a way
// that h excludes, to do something that does not stall: the one who waits. It
// is not found for a lock that is there to serialise the slow thing itself.
func (r *Result) OtherUser(h lockset.Held) (User, bool) {
	if all := r.OtherUsers(h); len(all) > 0 {
		return all[0], true
	}
	return User{}, false
}

// OtherUsers returns all that OtherUser may return, in order of functions. Where
// those that stall outnumber all others by far the lock is there for them: of a
// fake that takes its time on purpose, say.
func (r *Result) OtherUsers(h lockset.Held) []User {
	if h.Class == "" {
		return nil
	}
	var out []User
	stalling, quick := 0, 0
	for _, u := range r.users()[h.Class] {
		if u.stalls {
			stalling++
			continue
		}
		quick++
		if h.Read && u.read || u.site == h.Site {
			continue
		}
		out = append(out, u.User)
	}
	if stalling > 2*quick+2 {
		return nil
	}
	return out
}

type use struct {
	User
	site   ssa.Instruction
	read   bool
	stalls bool
}

// users collects, by class, the Lock calls of the package and whether what
// they guard stalls. Tests and init do not count: nobody waits there in
// production.
func (r *Result) users() map[string][]use {
	r.usersOnce.Do(func() {
		r.byClass = make(map[string][]use)
		s := r.SSA()
		if s == nil {
			return
		}
		stalling := make(map[ssa.Instruction]bool)
		for _, fn := range s.Funcs {
			for _, st := range r.MustStall(fn) {
				stalling[st.Held.Site] = true
			}
			for _, st := range r.MustWrite(fn) {
				stalling[st.Held.Site] = true
			}
			for _, h := range r.MustHandOff(fn) {
				if h.Runs() == nil && !h.Passed() {
					stalling[h.Held.Site] = true
				}
			}
			for _, w := range r.CondWaits(fn) {
				for _, h := range w.Beside {
					stalling[h.Site] = true
				}
			}
		}
		for _, fn := range s.Funcs {
			if r.InTest(fn) || startsProcess(fn) {
				continue
			}
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					call, ok := instr.(ssa.CallInstruction)
					if !ok {
						continue
					}
					m := calls.Row(call.Common()).Locks
					if m == knowledge.NoMode {
						continue
					}
					_, recv := calls.Args(call.Common())
					class := lockset.ClassOf(place.Of(recv))
					r.byClass[class] = append(r.byClass[class], use{
						User:   User{calls.Name(fn), plainName(fn), call.Common().Pos()},
						site:   instr,
						read:   m == knowledge.Read,
						stalls: stalling[instr],
					})
				}
			}
		}
	})
	return r.byClass
}

// plainName is the name of a declared function.
func plainName(fn *ssa.Function) string {
	if fn.Parent() != nil {
		return ""
	}
	return fn.Name()
}

// InTest reports whether fn stands in a test file.
func (r *Result) InTest(fn *ssa.Function) bool {
	name := r.pass.Fset.Position(fn.Pos()).Filename
	return len(name) > len("_test.go") && name[len(name)-len("_test.go"):] == "_test.go"
}
