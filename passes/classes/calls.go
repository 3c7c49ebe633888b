package classes

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// call passes arguments on. Its results are merged where they are used: the
// call itself, or what is extracted from it.
func (b *builder) call(i ssa.CallInstruction) {
	common := i.Common()
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		b.builtin(i, builtin.Name())
		return
	}
	if b.syncCall(i) {
		return
	}
	if v := i.Value(); v != nil {
		if n := b.value(v); n != none {
			b.callResult(common, 0, n)
		}
	}
	if !slices.ContainsFunc(common.Args, func(arg ssa.Value) bool { return b.carrier(arg.Type()) }) {
		return // most calls: nothing to follow
	}
	targets, all := b.targets(common)
	for _, f := range targets {
		for k, p := range f.Fn.Params {
			if arg := f.Argument(common, k); arg != nil {
				b.pass(arg, p)
			}
		}
	}
	if all {
		return
	}
	if b.likeSlices(common) {
		return
	}
	args, recv := calls.Args(common)
	if recv != nil && !common.IsInvoke() {
		b.hand(recv, recv.Type())
	}
	sig := common.Signature()
	for k, arg := range args {
		t := arg.Type()
		// The declared type of the parameter, in case it is a type parameter,
		// says no more than that of the argument.
		if k < sig.Params().Len() && !(sig.Variadic() && k == sig.Params().Len()-1) {
			t = sig.Params().At(k).Type()
		}
		b.hand(arg, t)
	}
}

// pass is assigning an argument to a parameter.
func (b *builder) pass(arg ssa.Value, p *ssa.Parameter) {
	if !b.carrier(p.Type()) {
		if n := b.value(arg); n != none {
			b.give(n)
		}
		return
	}
	if b.carrier(arg.Type()) {
		b.flow(arg, p)
	}
}

// callResult merges n with result i of a call.
func (b *builder) callResult(common *ssa.CallCommon, i int, n node) {
	if _, ok := common.Value.(*ssa.Builtin); ok {
		return
	}
	targets, all := b.targets(common)
	for _, f := range targets {
		if i < f.Fn.Signature.Results().Len() {
			if r := b.result(f.Fn, i); r != none {
				b.merge(n, r)
			} else {
				b.give(n)
			}
		}
	}
	if !all && !isNewCond(common) && !b.fromSlices(common, n) {
		b.give(n)
	}
}

// targets returns the functions of this package that a call may run, and
// whether these are all.
func (b *builder) targets(common *ssa.CallCommon) (fns []calls.Func, all bool) {
	if f := b.calls.Callee(common); f.Fn != nil {
		if len(f.Fn.Blocks) > 0 && b.ours(f.Fn) {
			// One type of this package may be the only one to have the methods
			// of an interface, as a fake in a test is: others can be passed in.
			return []calls.Func{f}, !common.IsInvoke() || !common.Method.Exported()
		}
		return nil, false
	}
	if common.IsInvoke() && !common.Method.Exported() && common.Method.Pkg() == b.pkg {
		// Only types of this package have methods of that name.
		for _, fn := range b.ssa.Funcs {
			if obj, ok := fn.Object().(*types.Func); ok && obj.Name() == common.Method.Name() && obj.Signature().Recv() != nil {
				fns = append(fns, calls.Func{Fn: fn, Recv: common.Value})
			}
		}
		return fns, true
	}
	return nil, false
}

func (b *builder) ours(fn *ssa.Function) bool { return fn.Pkg == b.ssa.Pkg }

func (b *builder) builtin(i ssa.CallInstruction, name string) {
	args := i.Common().Args
	v := i.Value()
	switch name {
	case "append", "copy", "ssa:wrapnilchk", "min", "max":
		for _, arg := range args {
			if v != nil && b.carrier(v.Type()) {
				b.flow(v, arg)
			} else if b.carrier(args[0].Type()) {
				b.flow(args[0], arg)
			}
		}
	case "close":
		b.op(Op{Kind: Close, Instr: i, On: args[0], Case: -1})
	case "len", "cap":
		if chanOf(args[0].Type()) != nil {
			b.op(Op{Kind: Look, Instr: i, On: args[0], Case: -1})
		}
	case "delete", "clear", "print", "println", "panic", "recover":
	default:
		if v != nil {
			if n := b.value(v); n != none {
				b.give(n)
			}
		}
		for _, arg := range args {
			if n := b.value(arg); n != none {
				b.give(n)
			}
		}
	}
}

// syncMethods are the methods of package sync that are ops.
var syncMethods = map[Kind]map[string]OpKind{
	WaitGroup: {"Add": Add, "Done": Done, "Wait": Wait, "Go": Go},
	Cond:      {"Wait": CondWait, "Signal": Signal, "Broadcast": Broadcast},
}

// syncCall notes the methods of WaitGroup and Cond, and NewCond.
func (b *builder) syncCall(i ssa.CallInstruction) bool {
	common := i.Common()
	callee := common.StaticCallee()
	if callee == nil {
		return false
	}
	obj, ok := callee.Object().(*types.Func)
	if !ok || obj.Pkg() == nil || obj.Pkg().Path() != "sync" {
		return false
	}
	if obj.Name() == "NewCond" {
		if v := i.Value(); v != nil {
			b.makes(Make{Instr: i}, b.content(b.value(v)))
		}
		return true
	}
	_, recv := calls.Args(common)
	if recv == nil {
		return false
	}
	kind, ok := syncMethods[watched(pointee(recv.Type()))][obj.Name()]
	if ok {
		b.op(Op{Kind: kind, Instr: i, On: recv, Case: -1})
	}
	return ok
}

// methodValue is x.M where it is not called.
func (b *builder) methodValue(i *ssa.MakeClosure, bound *ssa.Function) {
	obj, ok := bound.Object().(*types.Func)
	if !ok || len(i.Bindings) != 1 {
		return
	}
	recv := i.Bindings[0]
	if kind, ok := syncMethods[watched(pointee(recv.Type()))][obj.Name()]; ok {
		if !onlyCalled(i, 0) { // else the calls are noted
			b.op(Op{Kind: kind, Instr: i, On: recv, Case: -1, Value: true})
		}
		return
	}
	if fn := bound.Prog.FuncValue(obj.Origin()); fn != nil && len(fn.Params) > 0 && len(fn.Blocks) > 0 {
		b.pass(recv, fn.Params[0])
	} else if n := b.value(recv); n != none {
		b.give(n)
	}
}

// pureSlices reports whether a call is of a function of package slices that
// keeps nothing and calls nothing.
func (b *builder) pureSlices(common *ssa.CallCommon) bool {
	obj := calls.Object(common)
	if obj == nil || obj.Pkg() == nil || obj.Pkg().Path() != "slices" {
		return false
	}
	for _, arg := range common.Args {
		if _, fn := arg.Type().Underlying().(*types.Signature); fn {
			return false
		}
	}
	return true
}

// likeSlices merges what functions of package slices move about: slices with
// slices, their elements with what they hold.
func (b *builder) likeSlices(common *ssa.CallCommon) bool {
	if !b.pureSlices(common) || len(common.Args) == 0 {
		return false
	}
	first := common.Args[0]
	for _, arg := range common.Args {
		switch {
		case b.value(arg) == none:
		case types.Identical(arg.Type().Underlying(), first.Type().Underlying()):
			b.flow(first, arg)
		default:
			b.holds(first, arg)
		}
	}
	return true
}

// fromSlices merges n with what such a function returns: a slice, or an element.
func (b *builder) fromSlices(common *ssa.CallCommon, n node) bool {
	if !b.pureSlices(common) || len(common.Args) == 0 {
		return false
	}
	first, result := common.Args[0], common.Signature().Results().At(0).Type()
	switch {
	case b.value(first) == none:
		return false
	case types.Identical(result.Underlying(), first.Type().Underlying()):
		b.union(n, b.value(first))
	default:
		b.union(n, b.content(b.value(first)))
	}
	return true
}

// takenFuncs finds the functions whose value is used otherwise than by calling
// it: whoever calls them is not known. It looks at those only of whose parameters
// and results anything is asked.
func (b *builder) takenFuncs() map[*ssa.Function]bool {
	taken := make(map[*ssa.Function]bool)
	var space [16]*ssa.Value
	for _, fn := range b.ssa.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				for _, operand := range instr.Operands(space[:0]) {
					switch v := (*operand).(type) {
					case *ssa.Function:
						if mk, ok := instr.(*ssa.MakeClosure); ok && mk.Fn == ssa.Value(v) {
							break // below
						}
						if !b.calls1(instr, v) {
							b.take(taken, v)
						}
					case *ssa.MakeClosure:
						if !b.calls1(instr, v) && !onlyCalled(v, 0) {
							if inner, ok := v.Fn.(*ssa.Function); ok {
								b.take(taken, inner)
							}
						}
					}
				}
			}
		}
	}
	return taken
}

// calls1 reports whether instr calls v, and does not pass it as an argument.
func (b *builder) calls1(instr ssa.Instruction, v ssa.Value) bool {
	call, ok := instr.(ssa.CallInstruction)
	if !ok || call.Common().IsInvoke() || call.Common().Value != v {
		return false
	}
	for _, arg := range call.Common().Args {
		if arg == v {
			return false
		}
	}
	return true
}

func (b *builder) take(taken map[*ssa.Function]bool, fn *ssa.Function) {
	if o := fn.Origin(); o != nil {
		fn = o
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		// The method that x.M or T.M stands for.
		if m := fn.Prog.FuncValue(obj.Origin()); m != nil {
			fn = m
		}
	}
	taken[fn] = true
}

// onlyCalled reports whether every use of a func value calls it: directly, or
// after it was assigned to a variable that nothing else is assigned to.
func onlyCalled(v ssa.Value, depth int) bool {
	refs := v.Referrers()
	if refs == nil || depth > 4 {
		return false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if ref.Common().Value != v {
				return false
			}
			for _, arg := range ref.Common().Args {
				if arg == v {
					return false
				}
			}
		case *ssa.Store:
			cell, ok := ref.Addr.(*ssa.Alloc)
			if !ok || ref.Val != v || place.OnlyStore(cell) != v || !loadsOnlyCalled(cell, depth) {
				return false
			}
		default:
			return false
		}
	}
	return true
}

// loadsOnlyCalled is onlyCalled for what is read from a variable.
func loadsOnlyCalled(addr ssa.Value, depth int) bool {
	refs := addr.Referrers()
	if refs == nil || depth > 8 {
		return false
	}
	for _, ref := range *refs {
		switch ref := ref.(type) {
		case *ssa.Store, *ssa.DebugRef:
		case *ssa.UnOp:
			if !onlyCalled(ref, depth+1) {
				return false
			}
		case *ssa.MakeClosure:
			fn, ok := ref.Fn.(*ssa.Function)
			if !ok {
				return false
			}
			for k, bound := range ref.Bindings {
				if bound == addr && (k >= len(fn.FreeVars) || !loadsOnlyCalled(fn.FreeVars[k], depth+1)) {
					return false
				}
			}
		default:
			return false
		}
	}
	return true
}

func isNewCond(common *ssa.CallCommon) bool {
	obj := calls.Object(common)
	return obj != nil && obj.FullName() == "sync.NewCond"
}
