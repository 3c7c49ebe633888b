package classes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// An Orphan is an op that blocks for ever, because what could let it go on does
// not exist: whoever gets there stays there.
type Orphan struct {
	// Ops is the op; of a select, one for each of its cases that is not nil.
	Ops []Op
	How How
}

// How says when an orphan blocks.
type How uint8

const (
	// Always: there is no counterpart. A channel may be nil as well.
	Always How = iota + 1
	// WhenFull: nobody receives, and sends block when the buffer is full; the
	// op is seen to run more than once.
	WhenFull
	// AtEnd: nobody closes what is ranged over, and when the function that made
	// the channel has returned nobody can send either.
	AtEnd
)

// MustOrphans returns the orphans of the package, in the order of classes and
// of ops within each; those on nil channels come last.
func (r *Result) MustOrphans() []Orphan {
	var all []Orphan
	seen := make(map[ssa.Instruction]bool)
	for _, c := range r.All() {
		for _, op := range c.Ops {
			if seen[op.Instr] {
				continue
			}
			if s := op.Select(); s != nil {
				seen[op.Instr] = true
				if o, ok := r.deadSelect(s); ok {
					all = append(all, o)
				}
			} else if how := r.orphaned(op); how != 0 {
				all = append(all, Orphan{[]Op{op}, how})
			}
		}
	}
	for _, op := range r.NilOps() {
		if op.Select() == nil && (op.Kind == Send || op.Kind == Recv || op.Kind == Range) {
			all = append(all, Orphan{[]Op{op}, Always})
		}
	}
	return all
}

// orphaned says when an op that is no case of a select blocks for ever, 0 if it
// is not known to.
func (r *Result) orphaned(op Op) How {
	c := op.Class
	if len(c.Makes) == 0 {
		// Nothing is ever there. That is how a hook looks that only tests set.
		return 0
	}
	switch op.Kind {
	case Recv, Range:
		switch {
		case c.MustLack(Send, Close):
			return Always
		case op.Kind == Range && c.MustLack(Close) && r.mustOutliveSenders(op):
			return AtEnd
		}
	case Send:
		if !c.MustLack(Recv, Range, Look) || closedBefore(op) {
			return 0
		}
		if size, ok := c.MustCap(); ok && size == 0 {
			return Always
		}
		if !c.Local() && r.mayRepeat(op) {
			return WhenFull
		}
	case CondWait:
		if c.MustLack(Signal, Broadcast) && !op.Value {
			return Always
		}
	}
	return 0
}

// closedBefore reports whether the channel of a send is closed already when
// control gets there: then it panics, and does not block.
func closedBefore(send Op) bool {
	for _, c := range send.Class.Of(Close) {
		call, ok := c.Instr.(*ssa.Call)
		if !ok || c.Func() != send.Func() {
			continue // deferred, or in a goroutine
		}
		from, to := call.Block(), send.Instr.Block()
		if from != to && from.Dominates(to) || from == to && slices.Index(from.Instrs, ssa.Instruction(call)) < slices.Index(to.Instrs, send.Instr) {
			return true
		}
	}
	return false
}

// deadSelect is a select that blocks for ever: each of its cases does.
func (r *Result) deadSelect(s *ssa.Select) (Orphan, bool) {
	if !s.Blocking {
		return Orphan{}, false
	}
	ops := r.OpsAt(s)
	for _, op := range ops {
		if r.orphaned(op) != Always {
			return Orphan{}, false
		}
	}
	for _, state := range s.States {
		if r.Of(state.Chan) == nil {
			if c, ok := state.Chan.(*ssa.Const); !ok || c.Value != nil {
				return Orphan{}, false
			}
		}
	}
	return Orphan{ops, Always}, len(ops) > 0
}

// mustOutliveSenders reports whether a range over a channel that nobody closes
// is still there when nobody is left to send: it has no other exit, and all
// sends are in the function that makes the channel, which returns some time,
// while the range is in a goroutine. The sends of goroutines do not count: how
// long those live is not asked here.
func (r *Result) mustOutliveSenders(op Op) bool {
	c := op.Class
	if !c.Local() || len(c.Makes) == 0 || !r.MustRunApart(op.Func()) || leaves(op.Instr.Block()) {
		return false
	}
	maker := c.Makes[0].Instr.Parent()
	if maker == op.Func() || !returns(maker) {
		return false
	}
	for _, m := range c.Makes {
		if m.Instr.Parent() != maker {
			return false
		}
	}
	for _, send := range c.Of(Send) {
		if send.Func() != maker {
			return false
		}
	}
	return true
}

// leaves reports whether control may leave the loop of a range otherwise than
// when the channel is closed.
func leaves(head *ssa.BasicBlock) bool {
	for _, loop := range flow.Around(head) {
		if loop.Head != head {
			continue
		}
		for _, b := range loop.Blocks() {
			for _, succ := range b.Succs {
				if b != head && !loop.Has(succ) {
					return true
				}
			}
		}
		return false
	}
	return true
}

// returns reports whether a function may return by itself.
func returns(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		if len(b.Instrs) == 0 || b == fn.Recover {
			continue
		}
		if _, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok {
			return true
		}
	}
	return false
}

// mayRepeat reports whether an op is seen to run more than once for one object:
// in a loop, or in a function that is called from a loop or from two places.
// Being exported is not enough: most methods named Stop are called once.
func (r *Result) mayRepeat(op Op) bool {
	if len(flow.Around(op.Instr.Block())) > 0 {
		return true
	}
	sites := r.sitesOf(op.Func())
	return len(sites) > 1 || len(sites) == 1 && len(flow.Around(sites[0].Block())) > 0
}

// MustRunApart reports whether a function runs in goroutines of its own and
// nowhere else: it is the body of go statements, or of functions that start a
// goroutine, and is not called or used otherwise.
func (r *Result) MustRunApart(fn *ssa.Function) bool {
	sites := r.sitesOf(fn)
	for _, site := range sites {
		if s, ok := calls.SpawnAt(site); !ok || s.Body.Fn != fn {
			return false
		}
	}
	obj, named := fn.Object().(*types.Func)
	if named && (r.b.taken[fn] || r.b.mentioned[obj.Name()] || obj.Exported() && !r.b.program) {
		return false
	}
	return len(sites) > 0
}

// sitesOf returns the calls and spawns that are known to run a function.
func (r *Result) sitesOf(fn *ssa.Function) []ssa.CallInstruction {
	r.compute()
	if r.b == nil {
		return nil
	}
	r.sitesOnce.Do(r.findSites)
	return r.sites[fn]
}

func (r *Result) findSites() {
	r.sites = make(map[*ssa.Function][]ssa.CallInstruction)
	for _, fn := range r.b.ssa.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				body := r.b.calls.Callee(call.Common()).Fn
				if s, ok := calls.SpawnAt(call); ok {
					body = s.Body.Fn
				}
				if body != nil {
					r.sites[body] = append(r.sites[body], call)
				}
			}
		}
	}
}
