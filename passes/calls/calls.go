// Package calls resolves what a call calls and what a goroutine runs, inside
// one package. It does not report any diagnostics itself.
//
// Resolution is static first, then function literals, bound methods and
// variables with one assignment. What it cannot resolve it says nothing about
// (nil): a claim that needs a callee stays silent.
package calls

import (
	"go/types"
	"reflect"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer provides *Graph.
var Analyzer = &analysis.Analyzer{
	Name: "asynccalls",
	Doc:  "resolve calls and the functions that goroutines run",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Graph{Lazy: pass.ResultOf[ssabuild.Analyzer].(*ssabuild.Lazy)}, nil
	},
	Requires:   []*analysis.Analyzer{ssabuild.Analyzer},
	ResultType: reflect.TypeFor[*Graph](),
}

// Graph answers questions about the calls of one package.
type Graph struct {
	Lazy *ssabuild.Lazy

	impls sync.Map // *types.TypeName of an interface -> answer
}

// SSA returns the SSA form of the package, nil if nothing in it is of
// interest (see ssabuild.Lazy.Interesting).
func (g *Graph) SSA() *ssabuild.SSA { return g.Lazy.Get() }

// Object returns the declared function or interface method that a call names,
// the origin of an instance; nil for calls of func values.
func Object(call *ssa.CallCommon) *types.Func {
	if call.IsInvoke() {
		return call.Method.Origin()
	}
	return object(call.StaticCallee())
}

func object(fn *ssa.Function) *types.Func {
	if fn == nil {
		return nil
	}
	if obj, ok := fn.Object().(*types.Func); ok {
		return obj.Origin()
	}
	return nil
}

// Row returns what is known by heart of the function that a call names.
func Row(call *ssa.CallCommon) knowledge.Row { return knowledge.Of(Object(call)) }

// Args returns the arguments of a call without its receiver, and the receiver
// (nil for functions): the indexes of knowledge rows count like this.
func Args(call *ssa.CallCommon) (args []ssa.Value, recv ssa.Value) {
	if call.IsInvoke() {
		return call.Args, call.Value
	}
	if call.Signature().Recv() != nil && len(call.Args) > 0 {
		return call.Args[1:], call.Args[0]
	}
	if obj := Object(call); obj != nil && obj.Signature().Recv() != nil {
		// A bound method (f := x.M) or a method expression (T.M).
		if mk, ok := call.Value.(*ssa.MakeClosure); ok && len(mk.Bindings) == 1 {
			return call.Args, mk.Bindings[0]
		}
		if len(call.Args) > 0 {
			return call.Args[1:], call.Args[0]
		}
	}
	return call.Args, nil
}

// Arg returns argument i of a call, not counting the receiver; nil if there
// is no such argument.
func Arg(call *ssa.CallCommon, i int) ssa.Value {
	args, _ := Args(call)
	if i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}

// A Func is a function value that has been resolved.
type Func struct {
	Fn *ssa.Function // has Blocks if its source is in this package
	// Recv is the receiver that a bound method value (x.M) carries, else nil.
	Recv ssa.Value
}

// FuncOf resolves a function value: a declared function, a literal, a bound
// method, a local variable assigned once. The zero Func means unknown.
func FuncOf(v ssa.Value) Func {
	for range 16 {
		switch x := v.(type) {
		case *ssa.Function:
			return Func{Fn: method(origin(x))}
		case *ssa.MakeClosure:
			fn, _ := x.Fn.(*ssa.Function)
			if fn == nil {
				return Func{}
			}
			if obj, ok := fn.Object().(*types.Func); ok && fn.Parent() == nil && len(x.Bindings) == 1 {
				return Func{Fn: fn.Prog.FuncValue(obj.Origin()), Recv: x.Bindings[0]} // x.M
			}
			return Func{Fn: fn}
		case *ssa.ChangeType:
			v = x.X
		case *ssa.MakeInterface:
			v = x.X
		case *ssa.UnOp, *ssa.FreeVar:
			if !mayBeFunc(v.Type()) {
				return Func{}
			}
			p := place.Of(v)
			if p.Path != "" || p.Root == v {
				return Func{}
			}
			v = p.Root
		default:
			return Func{}
		}
	}
	return Func{}
}

// mayBeFunc reports whether a value of type t can be a function, in an
// interface perhaps.
func mayBeFunc(t types.Type) bool {
	switch t.Underlying().(type) {
	case *types.Signature, *types.Interface:
		return true
	}
	return false
}

// method returns the method that a method expression (T.M) stands for. Of a
// promoted method it does not: there argument 0 is not yet the receiver.
func method(fn *ssa.Function) *ssa.Function {
	obj := object(fn)
	if obj == nil || obj.Signature().Recv() == nil || fn.Signature.Recv() != nil || len(fn.Params) == 0 {
		return fn
	}
	if m := fn.Prog.FuncValue(obj); m != nil && types.Identical(fn.Params[0].Type(), obj.Signature().Recv().Type()) {
		return m
	}
	return fn
}

// origin returns the function whose source an instance shares.
func origin(fn *ssa.Function) *ssa.Function {
	if fn == nil {
		return nil
	}
	if o := fn.Origin(); o != nil {
		return o
	}
	return fn
}

// Callee returns the one function that a call runs, the zero Func if it is
// not known: interface methods, func parameters, fields.
func Callee(call *ssa.CallCommon) Func {
	if call.IsInvoke() {
		return Func{}
	}
	return FuncOf(call.Value)
}

// Argument returns what parameter i of callee (receiver included, as in
// ssa.Function.Params) is at a call that resolved to f; nil if unknown.
func (f Func) Argument(call *ssa.CallCommon, i int) ssa.Value {
	args := call.Args
	if f.Recv != nil {
		if i == 0 {
			return f.Recv
		}
		i--
	}
	if i < 0 || i >= len(args) {
		return nil
	}
	return args[i]
}

// A Spawn is a place that starts a goroutine.
type Spawn struct {
	Site ssa.CallInstruction
	// Body is what the goroutine runs; its Fn is nil if that is not known.
	Body Func
	// By is "go", or the full name of the function that starts the goroutine.
	By string
	// Group is the WaitGroup or errgroup.Group the goroutine is counted in by
	// the very call that starts it, nil otherwise.
	Group ssa.Value
}

// SpawnAt returns the goroutine that an instruction starts.
func SpawnAt(instr ssa.Instruction) (Spawn, bool) {
	switch instr := instr.(type) {
	case *ssa.Go:
		return Spawn{Site: instr, Body: Callee(instr.Common()), By: "go"}, true
	case ssa.CallInstruction:
		row := Row(instr.Common())
		i, ok := row.Spawns()
		if !ok {
			return Spawn{}, false
		}
		s := Spawn{Site: instr, By: row.Name}
		if f := Arg(instr.Common(), i); f != nil {
			s.Body = FuncOf(f)
		}
		if row.Group != "" {
			_, s.Group = Args(instr.Common())
		}
		return s, true
	}
	return Spawn{}, false
}

// Spawns returns the goroutines that fn itself starts, in block order.
func Spawns(fn *ssa.Function) []Spawn {
	var all []Spawn
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if s, ok := SpawnAt(instr); ok {
				all = append(all, s)
			}
		}
	}
	return all
}

// Name is how messages call a function: "pkg.Func", "(*pkg.T).Method", or
// "func literal in pkg.Func".
func Name(fn *ssa.Function) string {
	if obj := object(fn); obj != nil {
		return ObjectName(obj)
	}
	if fn.Parent() != nil {
		return "func literal in " + Name(fn.Parent())
	}
	return fn.Name()
}

// ObjectName is Name for a declared function. The package is given by its
// name, not by its path, as users write it.
func ObjectName(fn *types.Func) string {
	qualify := func(p *types.Package) string { return p.Name() }
	sig := fn.Signature()
	if recv := sig.Recv(); recv != nil {
		t := types.TypeString(recv.Type(), qualify)
		if _, ptr := types.Unalias(recv.Type()).(*types.Pointer); ptr {
			t = "(" + t + ")"
		}
		return t + "." + fn.Name()
	}
	if fn.Pkg() == nil {
		return fn.Name()
	}
	return fn.Pkg().Name() + "." + fn.Name()
}

// CalleeName is how messages call the function that a call names: as
// ObjectName, or "a function value".
func CalleeName(call *ssa.CallCommon) string {
	if obj := Object(call); obj != nil {
		return ObjectName(obj)
	}
	return "a function value"
}
