package contexts

import (
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Stop is a case of a select by which somebody else tells a function to
// leave a loop, or to return: a receive, whose value nobody looks at, from a
// channel that the function was given.
type Stop struct {
	Select *ssa.Select
	Case   int
	Ctx    ssa.Value // the context whose Done it is, nil for another channel
}

// Polled reports whether the select has a default case, or others: whether it
// only looks whether it is to stop.
func (s Stop) Polled() bool { return !s.Select.Blocking }

// Leaves reports whether the case leaves a loop.
func (s Stop) Leaves(l flow.Loop) bool {
	if !l.Has(s.Select.Block()) {
		return false
	}
	for _, iff := range flow.CaseBranches(s.Select, s.Case) {
		if l.Has(iff.Block().Succs[0]) {
			return false
		}
	}
	return true
}

// Returns reports whether what follows the case does nothing but lead out of
// the function: no branch of it comes back to what follows the other cases.
func (s Stop) Returns() bool {
	body := CaseBody(s.Select, s.Case)
	if body == nil {
		return false
	}
	for _, b := range body.Parent().Blocks {
		if !body.Dominates(b) {
			continue
		}
		for _, next := range b.Succs {
			if !body.Dominates(next) {
				return false
			}
		}
	}
	return true
}

// Stops returns the stops of fn, in block order, cases in order.
//
// A channel of times is a timer, and one that fn makes itself tells of
// something that fn has started: neither is a stop.
func Stops(fn *ssa.Function) []Stop {
	var out []Stop
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok {
				continue
			}
			for i, state := range sel.States {
				if state.Dir != types.RecvOnly || len(flow.CaseBranches(sel, i)) == 0 {
					continue
				}
				ctx := effects.DoneOf(state.Chan)
				if ctx == nil && (IsTimer(state.Chan) || ofItsOwn(state.Chan, fn) || looksAt(sel, i)) {
					continue
				}
				out = append(out, Stop{sel, i, ctx})
			}
		}
	}
	return out
}

// IsTimer reports whether ch is a channel on which times are sent: that of a
// timer or a ticker, or of something that is like one.
func IsTimer(ch ssa.Value) bool {
	c, ok := ch.Type().Underlying().(*types.Chan)
	return ok && types.TypeString(c.Elem(), nil) == "time.Time"
}

// ofItsOwn reports whether fn made a channel, or had it made, for itself: it is
// in no field, no parameter, no variable of somebody else.
func ofItsOwn(ch ssa.Value, fn *ssa.Function) bool {
	p := place.Of(ch)
	switch root := p.Root.(type) {
	case *ssa.MakeChan:
		return root.Parent() == fn
	case *ssa.Call, *ssa.Extract:
		return p.Path == ""
	case *ssa.Alloc:
		return root.Parent() == fn && p.Path == ""
	}
	return false
}

// looksAt reports whether the value that case i of a select receives is used.
func looksAt(sel *ssa.Select, i int) bool {
	at := 2 // after the index and ok
	for _, state := range sel.States[:i] {
		if state.Dir == types.RecvOnly {
			at++
		}
	}
	for _, ref := range *sel.Referrers() {
		if x, ok := ref.(*ssa.Extract); ok && x.Index == at {
			for _, use := range *x.Referrers() {
				if _, debug := use.(*ssa.DebugRef); !debug {
					return true
				}
			}
		}
	}
	return false
}

// MustGoOn reports whether nothing ends a loop: control leaves it by panics
// only, or where a range over the channel of a ticker would end if anybody
// could close that.
func MustGoOn(l flow.Loop) bool {
	for _, b := range l.Blocks() {
		for i, next := range b.Succs {
			if !l.Has(next) && !panics(next) && (i == 0 || !endOfTicks(b)) {
				return false
			}
		}
	}
	return true
}

func panics(b *ssa.BasicBlock) bool {
	_, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Panic)
	return ok
}

// endOfTicks reports whether b asks whether the channel of a ticker is closed.
func endOfTicks(b *ssa.BasicBlock) bool {
	iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	x, ok := iff.Cond.(*ssa.Extract)
	if !ok || x.Index != 1 {
		return false
	}
	recv, ok := x.Tuple.(*ssa.UnOp)
	return ok && TickerOf(recv.X) != nil
}

// TickerOf returns the *time.Ticker or *time.Timer whose C a channel is, or the
// call of time.Tick or time.After that made it; nil if it is none of these.
func TickerOf(ch ssa.Value) ssa.Value {
	if call, ok := place.Now(ch).Root.(*ssa.Call); ok {
		switch f := calls.Object(call.Common()); {
		case f == nil:
		case f.FullName() == "time.Tick", f.FullName() == "time.After":
			return call
		}
	}
	load, ok := ch.(*ssa.UnOp)
	if !ok {
		return nil
	}
	field, ok := load.X.(*ssa.FieldAddr)
	if !ok {
		return nil
	}
	switch types.TypeString(field.X.Type(), nil) {
	case "*time.Ticker", "*time.Timer":
		return field.X
	}
	return nil
}

// Wait is a place at which a goroutine does nothing but let time pass.
type Wait struct {
	Instr ssa.Instruction // a call of time.Sleep, or a receive from a timer
	// For is the duration, if it can be seen: the argument of Sleep, After,
	// NewTimer, NewTicker or Tick.
	For ssa.Value
}

// Waits returns the calls of time.Sleep in fn, and the receives from timers
// that are no cases of a select, in block order. The receive that empties the
// channel of a timer after its Stop or Reset is none: it takes no time.
func Waits(fn *ssa.Function) []Wait {
	var out []Wait
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Call:
				if calls.Row(instr.Common()).Name == "time.Sleep" {
					out = append(out, Wait{instr, instr.Call.Args[0]})
				}
			case *ssa.UnOp:
				if instr.Op == token.ARROW && IsTimer(instr.X) && !empties(b) {
					out = append(out, Wait{instr, period(instr.X)})
				}
			}
		}
	}
	return out
}

// empties reports whether control gets to b only by the outcome of the Stop or
// Reset of a timer.
func empties(b *ssa.BasicBlock) bool {
	for at, n := b, 0; at != nil && n < 3; at, n = at.Idom(), n+1 {
		dom := at.Idom()
		if dom == nil {
			return false
		}
		iff, ok := dom.Instrs[len(dom.Instrs)-1].(*ssa.If)
		if !ok {
			continue
		}
		cond := iff.Cond
		if not, ok := cond.(*ssa.UnOp); ok {
			cond = not.X
		}
		if call, ok := place.Now(cond).Root.(*ssa.Call); ok {
			if f := calls.Object(call.Common()); f != nil && (f.Name() == "Stop" || f.Name() == "Reset") {
				return true
			}
		}
	}
	return false
}

// period is the duration that the timer behind a channel was made with; nil if
// it cannot be seen.
func period(ch ssa.Value) ssa.Value {
	t := TickerOf(ch)
	if t == nil {
		return nil
	}
	made, ok := place.Now(t).Root.(*ssa.Call)
	if !ok || len(made.Call.Args) != 1 {
		return nil
	}
	return made.Call.Args[0]
}
