package classes

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// A Dropped is a send that is dropped if nobody is receiving at that moment, on
// a channel without a buffer: select { case wake <- struct{}{}: default: }.
type Dropped struct {
	Send Op
	// Away are the receives that may not be waiting when it is sent: the
	// receiver does something else in between, or gets there later.
	Away []Op
	// Never means that all receives are polls, too: they give up if nobody is
	// sending at that moment. The two never meet.
	Never bool
}

// MayLoseSignals returns the signals of the package that may be dropped though
// somebody waits for them later, in the order of classes. All receives are
// known. Signals that are sent again until they are received are left out, those
// that are only hints, since every receiver wakes up by a timer as well, and values
// that are more than a token.
func (r *Result) MayLoseSignals() []Dropped {
	var all []Dropped
	for _, c := range r.All() {
		if size, ok := c.MustCap(); c.Kind != Chan || !ok || size != 0 || c.Open(Recv) {
			continue
		}
		away, polls := receivers(c)
		for _, op := range c.Of(Send) {
			s := op.Select()
			if s == nil || s.Blocking || len(s.States) != 1 || !isToken(c.Elem, s.States[0].Send) || triesAgain(s) {
				continue
			}
			switch {
			case len(polls) > 0 && len(polls) == len(c.Of(Recv, Range)) && !anyBlocks(c.Of(Send)) && c.MustLack(Close):
				all = append(all, Dropped{Send: op, Away: polls, Never: true})
			case len(away) > 0:
				all = append(all, Dropped{Send: op, Away: away})
			}
		}
	}
	return all
}

// triesAgain reports whether a select of one send and a default is in a loop that
// ends when the value was taken.
func triesAgain(s *ssa.Select) bool {
	for _, loop := range flow.Around(s.Block()) {
		if leavesBy(loop, s, 0) {
			return true
		}
	}
	return false
}

// receivers returns the receives of a class that wait but may be away when a
// signal comes, and those that do not wait at all.
func receivers(c *Class) (away, polls []Op) {
	for _, op := range c.Of(Recv, Range) {
		switch {
		case !op.MayBlock():
			polls = append(polls, op)
		case !rescued(op) && mayBeAway(op):
			away = append(away, op)
		}
	}
	return away, polls
}

func anyBlocks(ops []Op) bool {
	for _, op := range ops {
		if op.MayBlock() {
			return true
		}
	}
	return false
}

// rescued reports whether a receiver wakes up after some time, signal or not.
func rescued(op Op) bool {
	s := op.Select()
	if s == nil {
		return false
	}
	for _, state := range s.States {
		if ch := chanOf(state.Chan.Type()); state.Dir == types.RecvOnly && ch != nil && ch.Elem().String() == "time.Time" {
			return true
		}
	}
	return false
}

// mayBeAway reports whether a receiver is not simply waiting all the time. One
// that does so is in a loop that calls nothing and waits for nothing else.
func mayBeAway(op Op) bool {
	loops := flow.Around(op.Instr.Block())
	if len(loops) == 0 {
		return true
	}
	for _, b := range loops[0].Blocks() {
		for _, instr := range b.Instrs {
			if instr == op.Instr {
				continue
			}
			switch i := instr.(type) {
			case *ssa.Call:
				if _, builtin := i.Call.Value.(*ssa.Builtin); !builtin {
					return true
				}
			case *ssa.Send, *ssa.Select, *ssa.RunDefers:
				return true
			}
		}
	}
	return false
}

// isToken reports whether a value says little but that it is there: an error
// counts, since what is lost with it is that there was one.
func isToken(elem types.Type, v ssa.Value) bool {
	if _, constant := v.(*ssa.Const); constant || elem == nil {
		return true
	}
	switch t := elem.Underlying().(type) {
	case *types.Interface:
		return types.Identical(elem, types.Universe.Lookup("error").Type())
	case *types.Struct:
		return t.NumFields() == 0
	case *types.Basic:
		return t.Info()&types.IsBoolean != 0
	}
	return false
}
