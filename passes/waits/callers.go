package waits

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
)

// A site is a call of a function in this package.
type site struct{ call ssa.CallInstruction }

// callers returns the calls of fn that are seen.
func (r *Result) callers(fn *ssa.Function) []site {
	r.survey()
	return r.sites[fn]
}

// isOpen reports whether fn may be called in ways that are not seen: by other
// packages, or as a value.
func (r *Result) isOpen(fn *ssa.Function) bool {
	r.survey()
	if r.open[fn] {
		return true
	}
	obj := fn.Object()
	return obj != nil && obj.Exported()
}

// survey collects the calls of all functions, and those that are used as
// values.
func (r *Result) survey() {
	r.once.Do(func() {
		r.sites = make(map[*ssa.Function][]site)
		r.open = make(map[*ssa.Function]bool)
		for _, fn := range r.Effects.Calls.SSA().Funcs {
			for _, b := range fn.Blocks {
				for _, instr := range b.Instrs {
					r.surveyInstr(instr)
				}
			}
		}
	})
}

func (r *Result) surveyInstr(instr ssa.Instruction) {
	var called ssa.Value
	if call, ok := instr.(ssa.CallInstruction); ok {
		if callee := r.Effects.Calls.Callee(call.Common()).Fn; callee != nil {
			r.sites[callee] = append(r.sites[callee], site{call})
			called = call.Common().Value
		}
	}
	for _, op := range instr.Operands(nil) {
		if *op == nil || *op == called {
			continue
		}
		switch v := (*op).(type) {
		case *ssa.Function:
			r.open[v] = true
		case *ssa.MakeClosure:
			if fn := calls.FuncOf(v).Fn; fn != nil && !calledHere(v) {
				r.open[fn] = true
			}
		}
	}
}

// calledHere reports whether a literal is only called, deferred or started
// where it is made.
func calledHere(v *ssa.MakeClosure) bool {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case ssa.CallInstruction:
			if ref.Common().Value != ssa.Value(v) {
				return false
			}
		case *ssa.DebugRef:
		default:
			return false
		}
	}
	return true
}

// task is the function that a WaitGroup.Go runs, nil if it is not known.
func (r *Result) task(op classes.Op) *ssa.Function {
	call, ok := op.Instr.(ssa.CallInstruction)
	if !ok {
		return nil
	}
	s, ok := calls.SpawnAt(call)
	if !ok {
		return nil
	}
	return s.Body.Fn
}
