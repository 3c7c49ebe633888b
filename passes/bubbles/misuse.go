package bubbles

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how deep a test is followed through calls.
const maxDepth = 4

// Kind says what a Misuse is.
type Kind uint8

const (
	Outside  Kind = iota + 1 // synctest.Wait where there is no bubble
	Nested                   // synctest.Test in a bubble
	Subtest                  // Run on the test of a bubble
	Parallel                 // Parallel on it
	Deadline                 // Deadline on it
)

// A Misuse is a call that panics.
type Misuse struct {
	Kind   Kind
	Call   ssa.CallInstruction
	Bubble ssa.CallInstruction // starts the bubble; nil of Outside
}

// MustPanic returns the calls that panic whenever control gets to them: once
// each, in source order of the bubbles, and what is outside of any last.
func (r *Result) MustPanic() []Misuse {
	var out []Misuse
	seen := make(map[ssa.CallInstruction]bool)
	for _, b := range r.bubbles {
		if len(b.Body.Params) != 1 {
			continue
		}
		r.misused(b, b.Body, b.Body.Params[0], maxDepth, func(m Misuse) {
			if !seen[m.Call] {
				seen[m.Call] = true
				out = append(out, m)
			}
		})
	}
	for _, fn := range r.graph.SSA().Funcs {
		if !isTest(fn) {
			continue
		}
		each(fn, func(call ssa.CallInstruction) {
			if _, now := call.(*ssa.Call); now && calls.Row(call.Common()).Name == synctest+".Wait" {
				out = append(out, Misuse{Kind: Outside, Call: call})
			}
		})
	}
	return out
}

// isTest reports whether the testing package calls fn: nobody else does.
func isTest(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	if !ok || obj.Signature().Recv() != nil || !strings.HasSuffix(fn.Prog.Fset.Position(fn.Pos()).Filename, "_test.go") {
		return false
	}
	name, ok := strings.CutPrefix(obj.Name(), "Test")
	return ok && (name == "" || name[0] < 'a' || 'z' < name[0]) && obj.Signature().Params().Len() == 1 && isT(obj.Signature().Params().At(0).Type())
}

func isT(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "T" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "testing"
}

// misused looks for misuses of t, the test of a bubble, in fn, in its literals and
// in the functions of the package that it is handed to.
func (r *Result) misused(b Bubble, fn *ssa.Function, t ssa.Value, depth int, tell func(Misuse)) {
	if depth == 0 {
		return
	}
	each(fn, func(call ssa.CallInstruction) {
		common := call.Common()
		row := calls.Row(common)
		if row.Name == synctest+".Test" && depth == maxDepth {
			tell(Misuse{Nested, call, b.Site})
			return
		}
		if _, recv := calls.Args(common); row.Name == "" && (recv == nil || !same(recv, t)) {
			callee := r.graph.Callee(common)
			if callee.Fn == nil || len(callee.Fn.Blocks) == 0 || callee.Fn.Parent() != nil {
				return
			}
			for i, p := range callee.Fn.Params {
				if arg := callee.Argument(common, i); arg != nil && isT(p.Type()) && same(arg, t) {
					r.misused(b, callee.Fn, p, depth-1, tell)
				}
			}
			return
		}
		_, recv := calls.Args(common)
		if recv == nil || !same(recv, t) {
			return
		}
		switch calls.Object(common).FullName() {
		case "(*testing.T).Run":
			tell(Misuse{Subtest, call, b.Site})
		case "(*testing.T).Parallel":
			tell(Misuse{Parallel, call, b.Site})
		case "(*testing.T).Deadline":
			tell(Misuse{Deadline, call, b.Site})
		}
	})
	for _, lit := range fn.AnonFuncs {
		if !slices.ContainsFunc(r.bubbles, func(b Bubble) bool { return b.Body == lit }) {
			r.misused(b, lit, t, depth-1, tell)
		}
	}
}

// same reports whether v is the test t.
func same(v, t ssa.Value) bool { return isT(v.Type()) && place.Of(v) == place.Of(t) }

// A Hang is a wait in a bubble, with a mutex held for which another goroutine
// of the bubble may wait.
type Hang struct {
	Wait  ssa.CallInstruction // time.Sleep or synctest.Wait
	Held  lockset.Held
	Spawn ssa.CallInstruction // starts a goroutine that locks it, too
}

// MayHang returns the waits that hang if another goroutine gets to its Lock
// meanwhile: a goroutine that waits for a mutex is not durably blocked, so that
// the time of the bubble does not go on. That there is such a goroutine, and that
// nothing waits for it before, is known; what it does first is not.
func (r *Result) MayHang(e *effects.Result) []Hang {
	var spawns []calls.Spawn
	for _, fn := range r.graph.SSA().Funcs {
		if r.May(fn) {
			spawns = append(spawns, e.Spawns(fn)...)
		}
	}
	if len(spawns) == 0 {
		return nil
	}
	var out []Hang
	for _, fn := range r.graph.SSA().Funcs {
		if !r.May(fn) {
			continue
		}
		each(fn, func(call ssa.CallInstruction) {
			row := calls.Row(call.Common())
			if _, now := call.(*ssa.Call); !now || row.Blocks != effect.Sleep && row.Name != synctest+".Wait" {
				return
			}
			locks := e.Lockset(fn)
			if locks == nil {
				return
			}
			for _, h := range locks.MustHold(call) {
				if i := slices.IndexFunc(spawns, func(s calls.Spawn) bool { return wants(e, s, h, fn) }); i >= 0 {
					out = append(out, Hang{call, h, spawns[i].Site})
					return
				}
			}
		})
	}
	return out
}

// wants reports whether a goroutine may wait for a lock that fn holds.
func wants(e *effects.Result, s calls.Spawn, h lockset.Held, fn *ssa.Function) bool {
	if s.Body.Fn == fn && len(flow.Around(s.Site.Block())) == 0 {
		return false // it is the one that holds it
	}
	site, ok := s.Site.(*ssa.Go)
	if !ok {
		return false
	}
	locks := slices.ContainsFunc(e.LocksStarted(site), func(l lockset.Event) bool {
		return l.Kind == effect.Acquire && !l.Lock.IsZero() && l.Lock == h.Lock && !(l.Read && h.Read) && len(l.If) == 0
	})
	return locks && !settles(site, h.Site)
}

// settles reports whether something between two instructions of one function may
// wait until the goroutine has got further.
func settles(from, to ssa.Instruction) bool {
	if from.Parent() != to.Parent() {
		return false
	}
	if !flow.Reaches(from, to, nil) {
		return false
	}
	found := false
	for _, b := range from.Parent().Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Select:
			case *ssa.UnOp:
				if instr.Op != token.ARROW {
					continue
				}
			case *ssa.Call:
				if row := calls.Row(instr.Common()); row.Blocks == effect.NotBlocking || row.Blocks == effect.Lock {
					continue
				}
			default:
				continue
			}
			found = found || flow.Reaches(from, instr, nil) && flow.Reaches(instr, to, nil)
		}
	}
	return found
}
