package callbackstall

import (
	"go/constant"
	"go/token"
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
)

// A spot is a function that is called where others queue behind it.
type spot struct {
	fn      *ssa.Function
	what    string // what it is
	waits   string // who waits, as the subject of "wait"
	instead string
	// start is set if it runs once, before all else: then channels are used with
	// goroutines that it has started itself, and processes are asked for their
	// version.
	start bool
}

// spots returns the serial functions that fn makes known, and fn itself if it is
// one.
func spots(known *effects.Result, fn *ssa.Function) []spot {
	var out []spot
	if fn.Parent() == nil && fn.Signature.Recv() == nil && strings.HasPrefix(fn.Name(), "init#") {
		out = append(out, spot{fn, "init", "main and all later init functions", "do it when it is first needed", true})
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case ssa.CallInstruction:
				row := known.Row(instr.Common())
				i, _ := row.Registers()
				s := spot{instead: "start a goroutine for it"}
				switch row.Name {
				case "runtime.SetFinalizer":
					s.what, s.waits = "a finalizer", "all other finalizers of the process"
				case "runtime.AddCleanup":
					s.what, s.waits = "a cleanup", "other cleanups of the process"
				default:
					var serial bool
					if i, serial = row.Serial(); !serial {
						continue
					}
					s.what = "a function that " + calls.CalleeName(instr.Common()) + " has called for one event after another"
					s.waits, s.instead = "the events that follow", "hand it over without waiting"
				}
				if s.fn = calls.FuncOf(calls.Arg(instr.Common(), i)).Fn; s.fn != nil {
					out = append(out, s)
				}
			case *ssa.Store:
				if hook := hookOf(instr.Addr); hook != "" {
					if f := calls.FuncOf(instr.Val).Fn; f != nil {
						out = append(out, spot{fn: f, what: "http.Server." + hook, waits: "all connections that are yet to be accepted",
							instead: "hand it over without waiting"})
					}
				}
			}
		}
	}
	return out
}

// hookOf names the field of an http.Server that an address is, if the server
// calls what is there from its accept loop.
func hookOf(addr ssa.Value) string {
	f, ok := addr.(*ssa.FieldAddr)
	if !ok || types.TypeString(f.X.Type(), nil) != "*net/http.Server" {
		return ""
	}
	s, ok := f.X.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Struct)
	if !ok {
		return ""
	}
	switch name := s.Field(f.Field).Name(); name {
	case "ConnState", "ConnContext":
		return name
	}
	return ""
}

// forNew reports whether a block of a ConnState hook may run for a connection
// that is new: the server tells of all other states from a goroutine of the
// connection.
func forNew(b *ssa.BasicBlock) bool {
	for ; b != nil; b = b.Idom() {
		other := len(b.Preds) > 0
		for _, p := range b.Preds {
			other = other && leadsOnlyOthers(p, b)
		}
		if other {
			return false
		}
	}
	return true
}

// leadsOnlyOthers reports whether control takes an edge only if the state of a
// connection is not new.
func leadsOnlyOthers(from, to *ssa.BasicBlock) bool {
	iff, ok := from.Instrs[len(from.Instrs)-1].(*ssa.If)
	if !ok {
		return false
	}
	cmp, ok := iff.Cond.(*ssa.BinOp)
	if !ok || types.TypeString(cmp.X.Type(), nil) != "net/http.ConnState" || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return false
	}
	state, ok := cmp.Y.(*ssa.Const)
	if !ok || state.Value == nil {
		return false
	}
	isNew := constant.Sign(state.Value) == 0
	equal := (cmp.Op == token.EQL) == (from.Succs[0] == to)
	return equal != isNew
}

// waitsFor are the ways to block that count, and what is waited for.
var waitsFor = map[effect.BlockKind]string{
	effect.Sleep: "time to pass",
	effect.HTTP:  "the network",
	effect.Dial:  "the network",
	effect.Net:   "the connection",
	effect.Exec:  "a process",
	effect.Wait:  "goroutines to end",
	effect.Cond:  "a condition",
	effect.Chan:  "another goroutine",
}

// counts reports whether a way to block counts at a spot.
func (s spot) counts(on effect.BlockKind) bool {
	if s.start {
		return on == effect.Sleep || on == effect.HTTP || on == effect.Dial
	}
	return waitsFor[on] != ""
}
