package classes

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Control is what tells a loop to end: a case of a select, or a test, that
// leaves the loop when a context is done or a stop channel is closed.
type Control struct {
	Instr ssa.Instruction // *ssa.Select, *ssa.UnOp or the *ssa.Call of Err
	Case  int             // of a select, else -1
	// Ctx is the context, Class the stop channel; one of them is nil.
	Ctx   ssa.Value
	Class *Class
}

// A Deaf is an op that does not listen to what its loop listens to: a bare
// send on the cycle of a loop that a Control ends, while those who receive may
// be gone by then.
type Deaf struct {
	Op      Op
	Control Control
	// Call is the call on the cycle that leads to Op, nil if Op is on it itself.
	Call ssa.CallInstruction
	// Peers are the receives; each may be gone. None are known if Foreign.
	Peers   []Peer
	Foreign bool
}

// A Peer is a receive that does not go on until the channel is closed.
type Peer struct {
	Op Op
	// By is the control that ends its loop as well; zero if it is left, at
	// Exit, because of an error or something else that happens to come first.
	By   Control
	Exit ssa.Instruction
}

// MayBeDeaf returns the bare sends that a Control cannot end, in the order of
// functions.
func (r *Result) MayBeDeaf() []Deaf {
	r.compute()
	if r.b == nil {
		return nil
	}
	var all []Deaf
	seen := make(map[ssa.Instruction]bool)
	for _, fn := range r.b.ssa.Funcs {
		for _, loop := range flow.Loops(fn) {
			controls := r.Controls(loop)
			if len(controls) == 0 {
				continue
			}
			for _, s := range r.bareSends(loop) {
				if seen[s.Op.Instr] {
					continue
				}
				if d, ok := r.deaf(s, controls); ok {
					seen[s.Op.Instr] = true
					all = append(all, d)
				}
			}
		}
	}
	return all
}

// Controls returns what ends a loop from outside, in block order.
func (r *Result) Controls(loop flow.Loop) []Control {
	var all []Control
	for _, b := range loop.Blocks() {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.Select:
				for k, state := range i.States {
					if state.Dir != types.RecvOnly || !leavesBy(loop, i, k) {
						continue
					}
					if c, ok := r.control(state.Chan); ok {
						c.Instr, c.Case = i, k
						all = append(all, c)
					}
				}
			case *ssa.Call:
				if ctx := effects.ErrOf(i); ctx != nil && testedIn(loop, i) {
					all = append(all, Control{Instr: i, Case: -1, Ctx: ctx})
				}
			}
		}
	}
	return all
}

// control says what a channel is that ends something: it is the Done of a
// context, or it carries nothing and is closed, not sent on.
func (r *Result) control(ch ssa.Value) (Control, bool) {
	if ctx := effects.DoneOf(ch); ctx != nil {
		return Control{Ctx: ctx}, true
	}
	c := r.Of(ch)
	if c == nil || c.Has(Send) || !(c.Has(Close) || c.Open(Close)) {
		return Control{}, false
	}
	s, ok := c.Elem.Underlying().(*types.Struct)
	return Control{Class: c}, ok && s.NumFields() == 0
}

// leavesBy reports whether a case of a select leaves a loop.
func leavesBy(loop flow.Loop, sel *ssa.Select, i int) bool {
	return slices.ContainsFunc(flow.CaseBranches(sel, i), func(iff *ssa.If) bool { return !loop.Has(iff.Block().Succs[0]) })
}

// testedIn reports whether a loop is left by a comparison of v with nil.
func testedIn(loop flow.Loop, v ssa.Value) bool {
	for _, ref := range *v.Referrers() {
		if cmp, ok := ref.(*ssa.BinOp); ok {
			for _, branch := range *cmp.Referrers() {
				if iff, ok := branch.(*ssa.If); ok && loop.Has(iff.Block()) && (!loop.Has(iff.Block().Succs[0]) || !loop.Has(iff.Block().Succs[1])) {
					return true
				}
			}
		}
	}
	return false
}

// site is a bare send on the cycle of a loop, itself or by a call.
type site struct {
	Op   Op
	Call ssa.CallInstruction
}

// bareSends returns the sends on the cycle of a loop that are no cases of a
// select: in its blocks, and in functions of the package that it calls.
func (r *Result) bareSends(loop flow.Loop) []site {
	var all []site
	for _, b := range loop.Blocks() {
		for _, instr := range b.Instrs {
			switch i := instr.(type) {
			case *ssa.Send:
				for _, op := range r.OpsAt(i) {
					if lasting(op.On) {
						all = append(all, site{Op: op})
					}
				}
			case *ssa.Call:
				f := r.Calls.Callee(i.Common())
				if f.Fn == nil || !r.b.ours(f.Fn) {
					continue
				}
				for _, inner := range f.Fn.Blocks {
					for _, instr := range inner.Instrs {
						if _, ok := instr.(*ssa.Send); !ok {
							continue
						}
						for _, op := range r.OpsAt(instr) {
							if lasting(op.On) && lastingArg(f, i, op.On) {
								all = append(all, site{op, i})
							}
						}
					}
				}
			}
		}
	}
	return all
}

// lasting reports whether a channel is there as long as the loop is: it is kept
// in a variable, or in a field of the receiver or of something captured. What
// comes with a message, or out of a collection, is somebody's reply channel:
// who waits for a reply receives it.
func lasting(ch ssa.Value) bool {
	p := place.Generic(place.Of(ch))
	if !p.Exact() {
		return false
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		return p.Path == "" || root.Parent().Signature.Recv() != nil && root == root.Parent().Params[0]
	case *ssa.MakeChan:
		return len(flow.Around(root.Block())) == 0 // else one for each round
	case *ssa.Alloc:
		return len(flow.Around(root.Block())) == 0 && (p.Path == "" || builtHere(root))
	case *ssa.Global, *ssa.FreeVar:
		return true
	case *ssa.Call:
		return p.Path == "" // a getter
	}
	return false
}

// builtHere reports whether a struct variable is filled field by field, or is
// a receiver: it is not a copy of something that came from elsewhere.
func builtHere(cell *ssa.Alloc) bool {
	values, _ := place.Stores(cell)
	for _, v := range values {
		p, ok := v.(*ssa.Parameter)
		if !ok || p.Parent().Signature.Recv() == nil || p != p.Parent().Params[0] {
			return false
		}
	}
	return true
}

// lastingArg is lasting for what a callee is given.
func lastingArg(f calls.Func, call *ssa.Call, ch ssa.Value) bool {
	p := place.Of(ch)
	for i, param := range f.Fn.Params {
		if p.Root == ssa.Value(param) {
			arg := f.Argument(call.Common(), i)
			if arg == nil {
				return false
			}
			if p.Path == "" {
				return lasting(arg)
			}
			a := place.Of(arg)
			switch root := a.Root.(type) {
			case *ssa.Parameter:
				return root.Parent().Signature.Recv() != nil && root == root.Parent().Params[0]
			case *ssa.Global, *ssa.FreeVar:
				return true
			case *ssa.Alloc:
				return len(flow.Around(root.Block())) == 0 && builtHere(root)
			}
			return false
		}
	}
	return true
}

// deaf reports whether a send may stay when what ends its loop happens.
func (r *Result) deaf(s site, controls []Control) (Deaf, bool) {
	c := s.Op.Class
	if !c.Open(Recv) && !c.Open(Send) && len(c.Makes) == 0 || c.Has(Look) {
		return Deaf{}, false
	}
	if permits(c, s.Op.Func()) {
		return Deaf{}, false
	}
	d := Deaf{Op: s.Op, Call: s.Call, Control: controls[0]}
	if c.Open(Recv) {
		d.Foreign = true
		return d, true
	}
	for _, op := range c.Of(Recv, Range) {
		p, ok := r.mayLeave(op, s.Op, controls)
		if !ok {
			return Deaf{}, false
		}
		d.Peers = append(d.Peers, p)
	}
	return d, len(d.Peers) > 0
}

// permits reports whether what is sent are permits: tokens of a buffered channel,
// or something that the same function has taken out and puts back.
func permits(c *Class, sender *ssa.Function) bool {
	size, ok := c.MustCap()
	if t, empty := c.Elem.Underlying().(*types.Struct); (!ok && c.outside != everything || size > 0) && empty && t.NumFields() == 0 {
		return true
	}
	for _, op := range c.Of(Recv, Range) {
		if op.Func() == sender {
			return true
		}
	}
	return false
}

// mayLeave reports whether a receive may be gone while the channel is still
// sent on: its loop ends by one of the same controls, or by an error.
func (r *Result) mayLeave(op, send Op, controls []Control) (Peer, bool) {
	if op.Func() == send.Func() || !op.MayBlock() {
		return Peer{}, false
	}
	for _, loop := range flow.Around(op.Instr.Block()) {
		for _, by := range r.Controls(loop) {
			for _, ours := range controls {
				if by.Ctx != nil && ours.Ctx != nil || by.Class != nil && by.Class == ours.Class {
					return Peer{Op: op, By: by, Exit: by.Instr}, true
				}
			}
		}
		if exit := errorExit(loop); exit != nil {
			return Peer{Op: op, Exit: exit}, true
		}
	}
	return Peer{}, false
}

// errorExit returns where a loop is left since an error is not nil.
func errorExit(loop flow.Loop) ssa.Instruction {
	for _, b := range loop.Blocks() {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cmp, ok := iff.Cond.(*ssa.BinOp)
		if !ok || !place.IsError(cmp.X.Type()) {
			continue
		}
		if k, ok := cmp.Y.(*ssa.Const); !ok || !k.IsNil() {
			continue
		}
		failed := b.Succs[0]
		if cmp.Op == token.EQL {
			failed = b.Succs[1]
		}
		if !loop.Has(failed) && len(failed.Instrs) > 0 {
			return failed.Instrs[0]
		}
	}
	return nil
}
