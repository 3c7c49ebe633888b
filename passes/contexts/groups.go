package contexts

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Group is an errgroup.Group that was made with a context of its own, and
// whose every use is known.
type Group struct {
	Made   *ssa.Call   // of errgroup.WithContext
	Parent ssa.Value   // the context that the group's derives from
	Tasks  []Task      // in the order in which ssa lists their calls
	Waits  []*ssa.Call // where it is waited for
	uses   []ssa.Instruction
}

// A Task is a call that adds a task to a group.
type Task struct {
	calls.Spawn
	// Many means that the call is in a loop.
	Many bool
}

// Groups returns the groups that fn makes, in block order. A group that is
// returned, stored, passed on or assigned to a variable that is assigned
// again is left out, and so is one whose context is.
func (r *Result) Groups(fn *ssa.Function) []Group {
	var out []Group
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if made, ok := instr.(*ssa.Call); ok && calls.Row(made.Common()).Name != "" && makesGroup(made) {
				if g, ok := groupOf(made); ok {
					out = append(out, g)
				}
			}
		}
	}
	return out
}

func groupOf(made *ssa.Call) (Group, bool) {
	g := Group{Made: made, Parent: calls.Arg(made.Common(), effects.ParentIndex(made))}
	if g.Parent == nil {
		return g, false
	}
	for _, ref := range *made.Referrers() {
		x, ok := ref.(*ssa.Extract)
		if !ok {
			return g, false
		}
		uses, all := usesOf(x)
		if !all {
			return g, false
		}
		if x.Index == 1 {
			g.uses = uses
			continue
		}
		for _, use := range uses {
			call, ok := use.(ssa.CallInstruction)
			if !ok || calls.Row(call.Common()).Group != "errgroup" {
				return g, false
			}
			if _, recv := calls.Args(call.Common()); recv == nil || place.Now(recv).Root != ssa.Value(x) {
				return g, false
			}
			if task, ok := calls.SpawnAt(call); ok {
				g.Tasks = append(g.Tasks, Task{task, inLoop(call.Block())})
			} else if wait, ok := call.(*ssa.Call); ok && calls.Row(call.Common()).Joins {
				g.Waits = append(g.Waits, wait)
			}
		}
	}
	return g, true
}

// inLoop reports whether b is part of a loop of its function.
func inLoop(b *ssa.BasicBlock) bool {
	return slices.ContainsFunc(flow.Loops(b.Parent()), func(l flow.Loop) bool { return l.Has(b) })
}

// usesOf returns the instructions that use v, directly or through variables;
// false if v may be meant where it cannot be told.
func usesOf(v ssa.Value) (uses []ssa.Instruction, all bool) {
	refs := v.Referrers()
	if refs == nil {
		return nil, false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Val != v {
				return nil, false
			}
			loads, ok := loadsOf(cell, v)
			if !ok {
				return nil, false
			}
			for _, load := range loads {
				more, ok := usesOf(load)
				if !ok {
					return nil, false
				}
				uses = append(uses, more...)
			}
		default:
			uses = append(uses, ref)
		}
	}
	return uses, true
}

// loadsOf returns the places where a variable is read while it holds v; false
// if it cannot be told for one of them, or if the variable's address is taken.
func loadsOf(addr ssa.Value, v ssa.Value) (loads []*ssa.UnOp, all bool) {
	refs := addr.Referrers()
	if refs == nil {
		return nil, false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case *ssa.Store:
			if ref.Val == addr {
				return nil, false
			}
		case *ssa.UnOp:
			switch root := place.Now(ref).Root.(type) {
			case *ssa.Alloc:
				return nil, false
			default:
				if root == v {
					loads = append(loads, ref)
				}
			}
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return nil, false
			}
			for i, b := range ref.Bindings {
				if b != addr {
					continue
				}
				more, ok := loadsOf(fn.FreeVars[i], v)
				if !ok {
					return nil, false
				}
				loads = append(loads, more...)
			}
		default:
			return nil, false
		}
	}
	return loads, true
}

// Unused reports whether nothing uses the group's context as long as the group
// is at work: it is discarded, or used only when all tasks have ended, which
// cancels it.
func (g Group) Unused() bool {
	for _, use := range g.uses {
		after := func(w *ssa.Call) bool {
			region := Region{head: w.Block(), after: slices.Index(w.Block().Instrs, ssa.Instruction(w))}
			return region.Holds(use)
		}
		if !slices.ContainsFunc(g.Waits, after) {
			return false
		}
	}
	return true
}

// StoppedOtherwise reports whether a task may cancel the context that the
// group's derives from: its cancel function is used in a function literal, or
// goes where it cannot be followed.
func (g Group) StoppedOtherwise() bool {
	made, _ := result(g.Parent)
	if made == nil || !calls.Row(made.Common()).Cancel {
		return false
	}
	for _, ref := range *made.Referrers() {
		x, ok := ref.(*ssa.Extract)
		if !ok || x.Index == 0 {
			continue
		}
		uses, all := usesOf(x)
		if !all || slices.ContainsFunc(uses, func(use ssa.Instruction) bool { return !calledIn(use, x, g.Made.Parent()) }) {
			return true
		}
	}
	return false
}

// calledIn reports whether an instruction of fn does nothing but call f, now or
// when fn returns.
func calledIn(use ssa.Instruction, f ssa.Value, fn *ssa.Function) bool {
	call, ok := use.(ssa.CallInstruction)
	if _, started := use.(*ssa.Go); !ok || started || use.Parent() != fn {
		return false
	}
	return place.Now(call.Common().Value).Root == f
}

// ParentIn returns the first call in a task that is given the parent of the
// group's context, or a context derived from it, and that seems to end early
// when it is done: it is known to, or it can return an error. It returns nil
// if there is none.
func (r *Result) ParentIn(g Group, task Task) ssa.CallInstruction {
	fn := task.Body.Fn
	if fn == nil || fn.Parent() == nil {
		return nil // not a literal: it has the context from elsewhere
	}
	return r.parentIn(effects.ContextOf(g.Parent), fn)
}

func (r *Result) parentIn(parent place.Place, fn *ssa.Function) ssa.CallInstruction {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || r.derives(call.Common()) {
				continue
			}
			args, _ := calls.Args(call.Common())
			for _, arg := range args {
				if place.IsContext(arg.Type()) && slices.Contains(effects.Chain(arg), parent) && r.cancellable(call, arg) {
					return call
				}
			}
		}
	}
	for _, lit := range fn.AnonFuncs {
		if call := r.parentIn(parent, lit); call != nil {
			return call
		}
	}
	return nil
}

func (r *Result) derives(common *ssa.CallCommon) bool {
	row := calls.Row(common)
	_, derives := row.Derives()
	_, carries := row.Carries()
	_, gives := row.CtxArg()
	return (derives || carries) && !gives
}

// cancellable reports whether a call is known to give up on ctx, or has the
// shape of those that do.
func (r *Result) cancellable(call ssa.CallInstruction, ctx ssa.Value) bool {
	for _, g := range r.GivesUp(call) {
		if g.Arg == ctx {
			return true
		}
	}
	return returnsError(call.Common())
}
