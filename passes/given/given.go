// Package given finds out which functions and channels a package was given by
// others: what they pass to exported functions, and assign to exported fields.
// What such a function does, and when such a channel has room, is up to people
// who do not know what is going on in the package at that moment. It does not
// report any diagnostics itself.
//
// Values are followed by field and by type, not by object: one that somebody
// gave to some T.onChange counts at every T.onChange, and an element counts for
// the whole slice or map. Hence all answers are of what may be.
package given

import (
	"go/token"
	"go/types"
	"reflect"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncgiven",
	Doc:  "find the functions and channels that other packages hand in",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{Effects: pass.ResultOf[effects.Analyzer].(*effects.Result), pass: pass}, nil
	},
	Requires:   []*analysis.Analyzer{effects.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result holds the answers for one package. They are worked out when the first
// one is asked for.
type Result struct {
	Effects *effects.Result

	pass *analysis.Pass
	once sync.Once
	from map[slot]From
	mu   sync.Mutex // guards what follows
	ops  map[*ssa.Function][]Op
}

// From says how a value comes in.
type From struct {
	// Name is the exported function, such as "(*names.Registry).OnChange", or field,
	// "Options.OnEvict".
	Name string
	At   token.Pos // of the parameter or the field
	// Field is set if it is assigned to an exported field, Own if the function
	// that uses it is the one that gets it.
	Field, Own bool
}

// A slot is where values of a kind are kept: a field of a type, a variable, a
// parameter.
type slot struct {
	in  any  // *types.Var of a field, *ssa.Global, *ssa.Parameter
	key bool // the keys of a map, of those in it
}

// May reports whether a function or channel may be one that another package
// gave, and how it came in.
func (r *Result) May(v ssa.Value) (From, bool) {
	r.once.Do(r.compute)
	return r.source(v, false, maxHops)
}

// An edge says that what v is comes to be in a slot.
type edge struct {
	to slot
	v  ssa.Value
	// key is set if v is a map, and it is what its keys are.
	key bool
}

// compute follows values from where they come in until nothing changes.
func (r *Result) compute() {
	r.from = make(map[slot]From)
	r.ops = make(map[*ssa.Function][]Op)
	s := r.Effects.Calls.SSA()
	if s == nil || s.Pkg.Pkg.Name() == "main" {
		return
	}
	var edges []edge
	fields := newFields(s.Pkg.Pkg)
	for _, fn := range s.Funcs {
		if r.inTest(fn) {
			continue
		}
		r.enters(fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				edges = r.edges(edges, instr)
				fields.see(instr)
			}
		}
	}
	fields.enter(r.from)
	for changed := true; changed; {
		changed = false
		for _, e := range edges {
			if _, ok := r.from[e.to]; ok {
				continue
			}
			if from, ok := r.source(e.v, e.key, maxHops); ok {
				r.from[e.to], changed = from, true
			}
		}
	}
}

// enters notes the parameters that others give values to.
func (r *Result) enters(fn *ssa.Function) {
	obj, ok := fn.Object().(*types.Func)
	if !ok || fn.Parent() != nil || !obj.Exported() {
		return
	}
	for i, p := range fn.Params {
		if i == 0 && obj.Signature().Recv() != nil {
			continue
		}
		if holds(p.Type(), 0) {
			r.from[slot{in: p}] = From{Name: calls.Name(fn), At: p.Pos()}
		}
	}
}

// edges adds what an instruction puts where.
func (r *Result) edges(out []edge, instr ssa.Instruction) []edge {
	add := func(to slot, v ssa.Value, key bool) {
		if to.in != nil {
			out = append(out, edge{to, v, key})
		}
	}
	switch instr := instr.(type) {
	case *ssa.Store:
		if holds(instr.Val.Type(), 0) {
			to := slotOf(instr.Addr, maxHops)
			add(to, instr.Val, false)
			if isMap(instr.Val.Type()) {
				to.key = true
				add(to, instr.Val, true)
			}
		}
	case *ssa.MapUpdate:
		to := slotOf(instr.Map, maxHops)
		if holds(instr.Value.Type(), 0) {
			add(to, instr.Value, false)
		}
		if holds(instr.Key.Type(), 0) {
			to.key = true
			add(to, instr.Key, false)
		}
	case ssa.CallInstruction:
		callee := r.Effects.Calls.Callee(instr.Common())
		if callee.Fn == nil || token.IsExported(callee.Fn.Name()) {
			break
		}
		for i, p := range callee.Fn.Params {
			if !holds(p.Type(), 0) {
				continue
			}
			if arg := callee.Argument(instr.Common(), i); arg != nil {
				add(slot{in: p}, arg, false)
			}
		}
	}
	return out
}

// maxHops bounds the walk from a value to the slot that it was read from.
const maxHops = 32

// slotOf returns where an address, or a slice or map, is kept: of an element it
// is where the collection is.
func slotOf(v ssa.Value, hops int) slot {
	if hops == 0 {
		return slot{}
	}
	switch v := v.(type) {
	case *ssa.FieldAddr:
		return slot{in: place.FieldVar(v.X.Type(), v.Field)}
	case *ssa.Field:
		return slot{in: place.FieldVar(v.X.Type(), v.Field)}
	case *ssa.IndexAddr:
		return slotOf(v.X, hops-1)
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return slotOf(v.X, hops-1)
		}
	case *ssa.Lookup:
		return slotOf(v.X, hops-1)
	case *ssa.Extract:
		if l, ok := v.Tuple.(*ssa.Lookup); ok && v.Index == 0 {
			return slotOf(l.X, hops-1)
		}
	case *ssa.Slice:
		return slotOf(v.X, hops-1)
	case *ssa.Global:
		return slot{in: v}
	case *ssa.Alloc:
		// A map that is made here and assigned to a field, and then filled, is
		// not followed; a variable that literals share is.
		return slot{in: v}
	case *ssa.MakeMap:
		return slot{in: v}
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			return slotOf(b, hops-1)
		}
	case *ssa.Parameter:
		return slot{in: v}
	}
	return slot{}
}

// source returns how a value, or the keys of a map, may come in.
func (r *Result) source(v ssa.Value, key bool, hops int) (From, bool) {
	if hops == 0 {
		return From{}, false
	}
	hops--
	switch v := v.(type) {
	case *ssa.Parameter, *ssa.Global, *ssa.Alloc, *ssa.FieldAddr, *ssa.Field, *ssa.MakeMap:
		to := slotOf(v, hops)
		to.key = key
		from, ok := r.from[to]
		return from, ok
	case *ssa.UnOp:
		if v.Op == token.MUL {
			return r.source(v.X, key, hops)
		}
	case *ssa.IndexAddr:
		return r.source(v.X, false, hops)
	case *ssa.Index:
		return r.source(v.X, false, hops)
	case *ssa.Lookup:
		return r.source(v.X, false, hops)
	case *ssa.Slice:
		return r.source(v.X, key, hops)
	case *ssa.ChangeType:
		return r.source(v.X, key, hops)
	case *ssa.Extract:
		switch from := v.Tuple.(type) {
		case *ssa.Lookup:
			if v.Index == 0 {
				return r.source(from.X, false, hops)
			}
		case *ssa.Next:
			if rng, ok := from.Iter.(*ssa.Range); ok && v.Index > 0 {
				return r.source(rng.X, v.Index == 1, hops)
			}
		}
	case *ssa.FreeVar:
		if b := binding(v); b != nil {
			return r.source(b, key, hops)
		}
	case *ssa.Phi:
		for _, e := range v.Edges {
			if from, ok := r.source(e, key, hops/2); ok {
				return from, true
			}
		}
	case *ssa.Call:
		if copies(&v.Call) {
			for _, arg := range v.Call.Args {
				if from, ok := r.source(arg, key, hops/2); ok {
					return from, true
				}
			}
		}
	}
	return From{}, false
}

// copies reports whether a call returns the elements of its arguments.
func copies(call *ssa.CallCommon) bool {
	if b, ok := call.Value.(*ssa.Builtin); ok {
		return b.Name() == "append"
	}
	if obj := calls.Object(call); obj != nil {
		switch obj.FullName() {
		case "slices.Clone", "maps.Clone":
			return true
		}
	}
	return false
}

// holds reports whether a type is that of functions or channels, or of slices
// and maps of them.
func holds(t types.Type, depth int) bool {
	if depth > 2 {
		return false
	}
	switch t := t.Underlying().(type) {
	case *types.Signature, *types.Chan:
		return true
	case *types.Slice:
		return holds(t.Elem(), depth+1)
	case *types.Array:
		return holds(t.Elem(), depth+1)
	case *types.Map:
		return holds(t.Key(), depth+1) || holds(t.Elem(), depth+1)
	}
	return false
}

func isMap(t types.Type) bool {
	_, ok := t.Underlying().(*types.Map)
	return ok
}

// inTest reports whether a function stands in a test file.
func (r *Result) inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(r.pass.Fset.Position(fn.Pos()).Filename, "_test.go")
}
