package given

import (
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// An Op is a place at which a function depends on what it was given.
type Op struct {
	From From
	// Leaf is the *ssa.Call of the given function, or the *ssa.Send to the given
	// channel that has no alternative.
	Leaf ssa.Instruction
	// Chain are the calls that lead to it, the one in the function itself first;
	// none if it is the function that does it.
	Chain []*ssa.Call

	value place.Place // the function or the channel, in terms of the function
}

// At is the instruction of the function itself.
func (o Op) At() ssa.Instruction {
	if len(o.Chain) > 0 {
		return o.Chain[0]
	}
	return o.Leaf
}

// Runs returns the call of the given function, nil if the op is a send.
func (o Op) Runs() *ssa.Call {
	call, _ := o.Leaf.(*ssa.Call)
	return call
}

// Passed reports whether the function, or a literal in it, does it to what it is
// passed, in a parameter: its caller knows then that it is being used.
func (o Op) Passed() bool {
	_, ok := o.value.Root.(*ssa.Parameter)
	return ok && o.value.Path == ""
}

// maxDepth bounds how many calls lead from a function to an op of its helpers:
// those that have not got an exported name, and so are not asked by others.
const maxDepth = 2

// Ops returns what fn does that depends on what others gave, by itself or in a
// helper, in block order.
func (r *Result) Ops(fn *ssa.Function) []Op {
	r.once.Do(r.compute)
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.opsOf(fn, maxDepth)
}

func (r *Result) opsOf(fn *ssa.Function, depth int) []Op {
	if depth == maxDepth {
		if got, ok := r.ops[fn]; ok {
			return got
		}
	}
	var out []Op
	if len(r.from) > 0 {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if send, ok := instr.(*ssa.Send); ok {
					if from, ok := r.May(send.Chan); ok {
						out = append(out, r.op(from, send, send.Chan))
					}
				} else if call, ok := instr.(*ssa.Call); ok {
					out = append(out, r.opsAt(call, depth)...)
				}
			}
		}
	}
	if depth == maxDepth {
		r.ops[fn] = out
	}
	return out
}

// opsAt returns what a call does that depends on others.
func (r *Result) opsAt(call *ssa.Call, depth int) []Op {
	if isCallback(call) {
		if from, ok := r.May(call.Call.Value); ok {
			return []Op{r.op(from, call, call.Call.Value)}
		}
		return nil
	}
	callee := r.Effects.Calls.Callee(call.Common())
	if depth == 0 || callee.Fn == nil || callee.Fn == call.Parent() || token.IsExported(callee.Fn.Name()) {
		return nil
	}
	var out []Op
	for _, op := range r.opsOf(callee.Fn, depth-1) {
		if p, ok := op.value.Root.(*ssa.Parameter); ok {
			if op, ok = r.passed(op, p, callee, call); !ok {
				continue
			}
		}
		op.Chain = slices.Concat([]*ssa.Call{call}, op.Chain)
		out = append(out, op)
	}
	return out
}

// op is what a function itself does.
func (r *Result) op(from From, leaf ssa.Instruction, v ssa.Value) Op {
	at := place.Of(v)
	from.Own = isOwn(at, leaf.Parent())
	return Op{From: from, Leaf: leaf, value: at}
}

// passed is an op of a helper, on its parameter or what hangs off it, in terms
// of a call. What a helper is passed is not the same for all its callers; and
// to an object that the caller has just made nobody has given anything.
func (r *Result) passed(op Op, p *ssa.Parameter, callee calls.Func, call *ssa.Call) (Op, bool) {
	i := slices.Index(callee.Fn.Params, p)
	if i < 0 {
		return op, true // of a function around the helper
	}
	arg := callee.Argument(call.Common(), i)
	if arg == nil {
		return op, false
	}
	if op.value.Path == "" {
		from, ok := r.May(arg)
		if !ok {
			return op, false
		}
		op.From = from
	}
	op.value = place.Of(arg).Under(op.value.Path)
	op.From.Own = isOwn(op.value, call.Parent())
	made, ok := op.value.Root.(*ssa.Alloc)
	return op, !ok || made.Parent() != call.Parent()
}

// isOwn reports whether a place is a parameter of the function that uses it.
func isOwn(p place.Place, fn *ssa.Function) bool {
	param, ok := p.Root.(*ssa.Parameter)
	return ok && p.Path == "" && outermost(fn) == param.Parent()
}

// isCallback reports whether a call is of a function value that has the shape
// of those that tell somebody something: it returns nothing, or an error. What
// else a package is given (a clock, an order, a hash) computes something, and
// what takes a format logs it.
func isCallback(call *ssa.Call) bool {
	common := call.Common()
	if common.IsInvoke() || common.StaticCallee() != nil || calls.Callee(common).Fn != nil {
		return false
	}
	if _, builtin := common.Value.(*ssa.Builtin); builtin {
		return false
	}
	if isCancel(common.Value.Type()) || flow.InRangeFunc(call.Parent()) {
		return false
	}
	sig := common.Signature()
	if sig.Variadic() {
		return false
	}
	switch res := sig.Results(); res.Len() {
	case 0:
		return true
	case 1:
		return res.At(0).Type().String() == "error"
	}
	return false
}

// isCancel reports whether a type is that of functions that end a context:
// they do not wait for anything.
func isCancel(t types.Type) bool {
	switch types.TypeString(t, nil) {
	case "context.CancelFunc", "context.CancelCauseFunc":
		return true
	}
	return false
}

// outermost is the declared function around a literal.
func outermost(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}
