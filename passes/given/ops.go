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

// value is the function or the channel.
func (o Op) value() ssa.Value {
	if call := o.Runs(); call != nil {
		return call.Call.Value
	}
	return o.Leaf.(*ssa.Send).Chan
}

// maxDepth bounds how many calls lead from a function to an op of its helpers:
// those that have not got an exported name, and so are not asked by others.
const maxDepth = 2

// Ops returns what fn does that depends on what others gave, by itself or in a
// helper, in block order.
func (r *Result) Ops(fn *ssa.Function) []Op {
	r.once.Do(r.compute)
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
						out = append(out, Op{From: r.own(from, send.Chan, fn), Leaf: send})
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
			return []Op{{From: r.own(from, call.Call.Value, call.Parent()), Leaf: call}}
		}
		return nil
	}
	callee := r.Effects.Calls.Callee(call.Common())
	if depth == 0 || callee.Fn == nil || callee.Fn == call.Parent() || token.IsExported(callee.Fn.Name()) {
		return nil
	}
	var out []Op
	for _, op := range r.opsOf(callee.Fn, depth-1) {
		// What a helper is passed is not the same for all its callers.
		if p, ok := place.Of(op.value()).Root.(*ssa.Parameter); ok && place.Of(op.value()).Path == "" && len(op.Chain) == 0 {
			i := slices.Index(callee.Fn.Params, p)
			if i < 0 {
				continue
			}
			arg := callee.Argument(call.Common(), i)
			if arg == nil {
				continue
			}
			from, ok := r.May(arg)
			if !ok {
				continue
			}
			op.From = r.own(from, arg, call.Parent())
		}
		op.Chain = slices.Concat([]*ssa.Call{call}, op.Chain)
		out = append(out, op)
	}
	return out
}

// own notes whether a value is a parameter of the function that uses it.
func (r *Result) own(from From, v ssa.Value, fn *ssa.Function) From {
	p, ok := place.Of(v).Root.(*ssa.Parameter)
	from.Own = ok && place.Of(v).Path == "" && outermost(fn) == p.Parent()
	return from
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
