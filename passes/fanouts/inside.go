package fanouts

import (
	"go/token"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// inside returns where the goroutine takes a permit that all of the goroutines
// share, nil if it takes none: it sends to a channel from outside, and receives
// from it again, or the other way round; or it acquires a semaphore.
func inside(r *spawns.Result, site *spawns.Site) ssa.Instruction {
	body := site.Body.Fn
	if body == nil {
		return nil
	}
	var sends, receives []use
	var permit ssa.Instruction
	each(body, func(instr ssa.Instruction) bool {
		switch instr := instr.(type) {
		case *ssa.Send:
			sends = append(sends, use{instr, place.Of(instr.Chan), instr.Chan.Type()})
		case *ssa.UnOp:
			if instr.Op == token.ARROW {
				receives = append(receives, use{instr, place.Of(instr.X), instr.X.Type()})
			}
		case *ssa.Select:
			for _, s := range instr.States {
				if s.Dir == types.SendOnly {
					sends = append(sends, use{instr, place.Of(s.Chan), s.Chan.Type()})
				} else {
					receives = append(receives, use{instr, place.Of(s.Chan), s.Chan.Type()})
				}
			}
		case *ssa.Call:
			if _, ok := r.Effects.Row(instr.Common()).Acquires(); ok && permit == nil {
				if _, recv := calls.Args(instr.Common()); recv != nil && outside(place.Of(recv).Owner(), body) {
					permit = instr
				}
			}
		}
		return false
	})
	if permit != nil {
		return permit
	}
	if gate := gates(r, body, maxDepth, make(map[*ssa.Function]bool)); gate != nil {
		return gate
	}
	for _, s := range sends {
		for _, v := range receives {
			if s.at != v.at || s.at.IsZero() || !outside(s.at.Owner(), body) && !isParam(s.at) || !tokens(s.chanType) {
				continue
			}
			if s.instr.Pos() < v.instr.Pos() {
				return s.instr
			}
			return v.instr
		}
	}
	return nil
}

// enters and leaves are the names of the methods of gates, as those of Prometheus and
// Thanos: who has started is one of so many until it is done.
var (
	enters = regexp.MustCompile(`^(Start|Acquire|Enter)$`)
	leaves = regexp.MustCompile(`^(Done|Release|Leave|Exit)$`)
)

// gates returns where a function, or one that it calls, enters a gate, which it
// leaves by a deferred call.
func gates(r *spawns.Result, fn *ssa.Function, depth int, seen map[*ssa.Function]bool) (found ssa.Instruction) {
	if fn == nil || depth == 0 || seen[fn] {
		return nil
	}
	seen[fn] = true
	each(fn, func(instr ssa.Instruction) bool {
		call, ok := instr.(*ssa.Call)
		if !ok {
			return false
		}
		args, recv := calls.Args(call.Common())
		if recv != nil && len(args) == 1 && place.IsContext(args[0].Type()) && enters.MatchString(nameOf(call.Common())) && left(call, recv) {
			found = call
		} else {
			found = gates(r, r.Effects.Calls.Callee(call.Common()).Fn, depth-1, seen)
		}
		return found != nil
	})
	return found
}

// left reports whether the function of a call leaves the gate by a deferred call.
func left(call *ssa.Call, gate ssa.Value) bool {
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && leaves.MatchString(nameOf(d.Common())) {
				if _, recv := calls.Args(d.Common()); recv != nil && place.Of(recv) == place.Of(gate) {
					return true
				}
			}
		}
	}
	return false
}

// A use is a send or a receive.
type use struct {
	instr    ssa.Instruction
	at       place.Place
	chanType types.Type
}

func isParam(p place.Place) bool {
	_, ok := p.Root.(*ssa.Parameter)
	return ok
}

// tokens reports whether a channel carries nothing but tokens.
func tokens(t types.Type) bool {
	ch, ok := types.Unalias(t).Underlying().(*types.Chan)
	if !ok {
		return false
	}
	switch u := types.Unalias(ch.Elem()).Underlying().(type) {
	case *types.Struct:
		return u.NumFields() == 0
	case *types.Basic:
		return u.Info()&(types.IsBoolean|types.IsInteger) != 0
	case *types.Interface:
		return u.Empty()
	}
	return false
}
