package effects

import (
	"go/token"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// Awaited is the What of a Spawn event where the function waits for the
// goroutine, however that ends: by return, by panic or by Goexit. It may stop
// waiting for other reasons, such as a timeout.
const Awaited = "go, awaited"

// awaits reports whether fn waits for a signal that body, which it runs in a
// goroutine, gives by a defer: by closing a channel or by WaitGroup.Done. A
// result that is sent by a defer is more than a signal, and does not count.
func awaits(fn, body *ssa.Function) bool {
	if body == nil {
		return false
	}
	for _, b := range body.Blocks {
		for _, instr := range b.Instrs {
			d, ok := instr.(*ssa.Defer)
			if !ok {
				continue
			}
			if p := signals(&d.Call); !p.IsZero() && p.Exact() && waitsFor(fn, p) {
				return true
			}
		}
	}
	return false
}

// signals returns the channel that a call closes, or the WaitGroup it is Done
// with; the zero Place if it does neither.
func signals(call *ssa.CallCommon) place.Place {
	if b, ok := call.Value.(*ssa.Builtin); ok && b.Name() == "close" {
		return place.Of(call.Args[0])
	}
	if _, recv := calls.Args(call); recv != nil && calls.Row(call).Name == "(*sync.WaitGroup).Done" {
		return place.Of(recv)
	}
	return place.Place{}
}

// waitsFor reports whether fn receives from, or waits for, what is at p.
func waitsFor(fn *ssa.Function, p place.Place) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW && place.Of(instr.X) == p {
					return true
				}
			case *ssa.Select:
				for _, state := range instr.States {
					if place.Of(state.Chan) == p {
						return true
					}
				}
			case *ssa.Call:
				if _, recv := calls.Args(&instr.Call); recv != nil && calls.Row(&instr.Call).Name == "(*sync.WaitGroup).Wait" && place.Of(recv) == p {
					return true
				}
			}
		}
	}
	return false
}
