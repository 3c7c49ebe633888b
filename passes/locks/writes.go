package locks

import (
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// A lock that is held while something is written to a connection is, as a rule,
// there to keep such writes apart, and everybody who waits for it wants to
// write. It is not if most writes to the same connection do without it: then
// something else keeps them apart, and this one just happens where the lock is
// held.

// MustWrite returns the writes of fn to a connection during which every path
// holds a lock that is not there for them.
func (r *Result) MustWrite(fn *ssa.Function) []Stall {
	sim := r.Effects.Lockset(fn)
	if sim == nil || startsProcess(fn) {
		return nil
	}
	var out []Stall
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			conn := written(call)
			if conn == "" {
				continue
			}
			for _, h := range r.heldAcross(call, sim.MustHold(call)) {
				if with, without := r.writesTo(conn, h.Class); without > with {
					out = append(out, Stall{Call: call, On: effect.Net, What: calls.Row(call.Common()).Name, Held: h})
				}
			}
		}
	}
	return out
}

// written returns the class of the connection that a call writes to, "" if it
// does not, or if the connection is not kept in a field or a variable of the
// package.
func written(call *ssa.Call) string {
	if row := calls.Row(call.Common()); row.Blocks != effect.Net || !strings.Contains(row.Name, ").Write") {
		return ""
	}
	_, recv := calls.Args(call.Common())
	if recv == nil {
		return ""
	}
	return lockset.ClassOf(place.Of(recv))
}

// A write is one to a connection, and the locks that some path holds there.
type write struct{ held []string }

// writesTo counts the writes of the package to connections of a class: those
// that may be made with a lock of another class held, and those that are made
// without it.
func (r *Result) writesTo(conn, lock string) (with, without int) {
	r.writesOnce.Do(r.findWrites)
	for _, w := range r.writes[conn] {
		held := false
		for _, class := range w.held {
			held = held || strings.TrimSuffix(class, lockset.Shared) == lock
		}
		if held {
			with++
		} else {
			without++
		}
	}
	return with, without
}

func (r *Result) findWrites() {
	r.writes = make(map[string][]write)
	var entry map[*ssa.Function][]string // made on first use
	for _, fn := range r.SSA().Funcs {
		if r.InTest(fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok {
					continue
				}
				conn := written(call)
				if conn == "" {
					continue
				}
				if entry == nil {
					entry = r.mustEnter()
				}
				w := write{held: entry[fn]}
				if sim := r.Effects.Lockset(fn); sim != nil {
					w.held = append(w.held[:len(w.held):len(w.held)], owedThroughout(sim, call)...)
					for _, h := range sim.MayHold(call) {
						w.held = append(w.held, h.Class)
					}
				}
				r.writes[conn] = append(r.writes[conn], w)
			}
		}
	}
}
