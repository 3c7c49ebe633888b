package fanouts

import (
	"go/token"
	"go/types"
	"regexp"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// maxDepth bounds how far back a value is followed.
const maxDepth = 6

// sourceOf returns what decides the number of rounds of a loop, and the
// instruction that asks for the next one.
func sourceOf(r *spawns.Result, l flow.Loop, site *spawns.Site) (Source, ssa.Instruction) {
	for _, b := range l.Blocks() {
		iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || l.Has(b.Succs[0]) && l.Has(b.Succs[1]) {
			continue
		}
		// Only the condition that each round passes counts.
		if !b.Dominates(site.Site.Block()) {
			continue
		}
		switch cond := iff.Cond.(type) {
		case *ssa.BinOp:
			if xs := lenOf(cond.Y); xs != nil && cond.Op == token.LSS {
				return collection(r, xs, site, maxDepth), iff
			}
			if _, isConst := cond.Y.(*ssa.Const); isConst && cond.Op == token.LSS {
				return Unknown, nil // counts to a constant
			}
		case *ssa.Extract:
			switch tuple := cond.Tuple.(type) {
			case *ssa.Next:
				if rng, ok := tuple.Iter.(*ssa.Range); ok && !tuple.IsString {
					return collection(r, rng.X, site, maxDepth), tuple
				}
			case *ssa.UnOp:
				if tuple.Op == token.ARROW && cond.Index == 1 {
					return stream(tuple.X, site, tuple), tuple
				}
			}
		case *ssa.Call:
			if b == l.Head && scans(cond) {
				return Scan, cond
			}
		}
	}
	return chosen(l, site)
}

// chosen returns Stream if a case of a select in an endless loop starts the
// goroutine, with the value that it received.
func chosen(l flow.Loop, site *spawns.Site) (Source, ssa.Instruction) {
	for _, b := range l.Blocks() {
		for _, instr := range b.Instrs {
			sel, ok := instr.(*ssa.Select)
			if !ok || !sel.Blocking {
				continue
			}
			for i, state := range sel.States {
				if state.Dir != types.RecvOnly {
					continue
				}
				for _, branch := range flow.CaseBranches(sel, i) {
					if arm := branch.Block().Succs[0]; len(arm.Preds) == 1 && arm.Dominates(site.Site.Block()) {
						return stream(state.Chan, site, sel), sel
					}
				}
			}
		}
	}
	return Unknown, nil
}

// lenOf returns xs if v is len(xs), nil otherwise.
func lenOf(v ssa.Value) ssa.Value {
	if call, ok := v.(*ssa.Call); ok {
		if b, ok := call.Call.Value.(*ssa.Builtin); ok && b.Name() == "len" {
			return call.Call.Args[0]
		}
	}
	return nil
}

// collection returns where a slice or map comes from that the loop around a site goes
// over.
func collection(r *spawns.Result, xs ssa.Value, site *spawns.Site, depth int) Source {
	if depth == 0 {
		return Unknown
	}
	switch types.Unalias(xs.Type()).Underlying().(type) {
	case *types.Slice, *types.Map:
	case *types.Interface: // a type parameter
	default:
		return Unknown
	}
	switch v := xs.(type) {
	case *ssa.Slice:
		if v.High != nil || v.Max != nil {
			return Unknown // a part of it
		}
		return collection(r, v.X, site, depth-1)
	case *ssa.ChangeType:
		return collection(r, v.X, site, depth-1)
	case *ssa.Phi:
		return grown(r, v, site, depth)
	}
	p := place.Of(xs)
	if compared(p, site) {
		return Unknown
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		source := parameter(root, p.Path)
		if source == Kept && !grows(r, place.FieldOf(xs)) && !recurses(r, site) {
			return Unknown
		}
		return source
	case *ssa.Call:
		return called(r, root)
	case *ssa.Extract:
		if call, ok := root.Tuple.(*ssa.Call); ok {
			return called(r, call)
		}
	case *ssa.Alloc:
		return filled(root)
	case *ssa.Phi:
		if p.Path == "" && root != xs {
			return grown(r, root, site, depth)
		}
	}
	return Unknown
}

// parameter tells a collection at a path below a parameter.
func parameter(param *ssa.Parameter, path string) Source {
	fn := param.Parent()
	sig := fn.Signature
	if sig.Recv() != nil && len(fn.Params) > 0 && fn.Params[0] == param {
		return Kept
	}
	// What a caller writes down one by one is as long as somebody made it.
	if path == "" && sig.Variadic() && fn.Params[len(fn.Params)-1] == param {
		return Unknown
	}
	return Given
}

// grows reports whether some method adds to the collection in a field: one that
// only constructors fill is as long as somebody made it.
func grows(r *spawns.Result, field *types.Var) bool {
	if field == nil {
		return false
	}
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		top := fn
		for top.Parent() != nil {
			top = top.Parent()
		}
		if top.Signature.Recv() == nil {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.MapUpdate:
					if place.FieldOf(instr.Map) == field {
						return true
					}
				case *ssa.Store:
					if place.FieldOf(instr.Addr) == field && appends(instr.Val) {
						return true
					}
				}
			}
		}
	}
	return false
}

func appends(v ssa.Value) bool {
	call, ok := v.(*ssa.Call)
	if !ok {
		return false
	}
	b, ok := call.Call.Value.(*ssa.Builtin)
	return ok && b.Name() == "append"
}

// grown tells a slice that is appended to in the rounds of another loop.
func grown(r *spawns.Result, phi *ssa.Phi, site *spawns.Site, depth int) Source {
	for _, edge := range phi.Edges {
		call, ok := edge.(*ssa.Call)
		if !ok {
			continue
		}
		if !appends(call) {
			continue
		}
		for _, l := range flow.Around(call.Block()) {
			for _, b := range l.Blocks() {
				iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
				if !ok || l.Has(b.Succs[0]) && l.Has(b.Succs[1]) {
					continue
				}
				var xs ssa.Value
				switch cond := iff.Cond.(type) {
				case *ssa.BinOp:
					xs = lenOf(cond.Y)
				case *ssa.Extract:
					if next, ok := cond.Tuple.(*ssa.Next); ok && !next.IsString {
						if rng, ok := next.Iter.(*ssa.Range); ok {
							xs = rng.X
						}
					}
				}
				if xs != nil && xs != ssa.Value(phi) {
					if s := collection(r, xs, site, depth-1); s != Unknown {
						return s
					}
				}
			}
		}
	}
	return Unknown
}

// called tells the result of a call: read from outside if the call waits for
// the disk, the network or another process.
func called(r *spawns.Result, call *ssa.Call) Source {
	if costs(r.Effects.Row(call.Common()).Blocks) {
		return Read
	}
	if on, _ := waitsFor(r, r.Effects.Calls.Callee(call.Common()).Fn, maxDepth, make(map[*ssa.Function]bool)); on != effect.NotBlocking {
		return Read
	}
	for _, e := range r.Effects.At(call) {
		if e.Kind == effect.Block && costs(e.On) {
			return Read
		}
	}
	return Unknown
}

var decodes = regexp.MustCompile(`^(Unmarshal|Decode|ReadJSON|Bind)`)

// filled tells a variable that a decoder writes to.
func filled(cell *ssa.Alloc) Source {
	for _, ref := range *cell.Referrers() {
		values := []ssa.Instruction{ref}
		if mi, ok := ref.(*ssa.MakeInterface); ok {
			values = *mi.Referrers()
		}
		for _, instr := range values {
			if call, ok := instr.(*ssa.Call); ok && decodes.MatchString(nameOf(call.Common())) {
				return Read
			}
		}
	}
	return Unknown
}

// stream tells a channel whose values the goroutines get: those of the caller,
// or of a field. A channel of connections has one goroutine for each, which is
// how servers are written; one of tokens or signals carries no work.
func stream(ch ssa.Value, site *spawns.Site, from ssa.Instruction) Source {
	t, ok := types.Unalias(ch.Type()).Underlying().(*types.Chan)
	if !ok || effects.DoneOf(ch) != nil || !carries(t.Elem()) || !uses(site, from) {
		return Unknown
	}
	if _, isParam := place.Of(ch).Root.(*ssa.Parameter); isParam {
		return Stream
	}
	return Unknown
}

// carries reports whether a value of type t is a piece of work.
func carries(t types.Type) bool {
	if obj, _, _ := types.LookupFieldOrMethod(t, true, nil, "Close"); obj != nil {
		return false
	}
	switch u := types.Unalias(t).Underlying().(type) {
	case *types.Struct:
		return u.NumFields() > 0 && !named(t, "time", "Time")
	case *types.Interface:
		return !named(t, "os", "Signal") && !types.Identical(t, types.Universe.Lookup("error").Type())
	case *types.Basic:
		return u.Info()&types.IsBoolean == 0
	case *types.Signature:
		return true
	}
	return true
}

func named(t types.Type, path, name string) bool {
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

// uses reports whether the goroutine gets what the instruction from received.
func uses(site *spawns.Site, from ssa.Instruction) bool {
	value, ok := from.(ssa.Value)
	if !ok {
		return false
	}
	seen := map[ssa.Value]bool{}
	var reach func(v ssa.Value, depth int) bool
	reach = func(v ssa.Value, depth int) bool {
		if v == nil || v == value {
			return v == value
		}
		if depth == 0 || seen[v] {
			return false
		}
		seen[v] = true
		switch v := v.(type) {
		case *ssa.Alloc:
			for _, ref := range *v.Referrers() {
				if store, ok := ref.(*ssa.Store); ok && store.Addr == ssa.Value(v) && reach(store.Val, depth-1) {
					return true
				}
			}
		case *ssa.Call:
			// The result of a call is something else.
			return false
		}
		if instr, ok := v.(ssa.Instruction); ok {
			for _, op := range instr.Operands(nil) {
				if reach(*op, depth-1) {
					return true
				}
			}
		}
		return false
	}
	for _, arg := range site.Site.Common().Args {
		if reach(arg, maxDepth) {
			return true
		}
	}
	return reach(site.Site.Common().Value, maxDepth)
}

var scanNames = regexp.MustCompile(`^(Scan|Next|HasNext|More|NextRow)$`)

// scans reports whether a call reads on, and tells whether there was more.
func scans(call *ssa.Call) bool {
	fn := calls.Object(call.Common())
	if fn == nil || fn.Signature().Recv() == nil || !scanNames.MatchString(fn.Name()) {
		return false
	}
	res := fn.Signature().Results()
	if res.Len() != 1 {
		return false
	}
	basic, ok := types.Unalias(res.At(0).Type()).Underlying().(*types.Basic)
	return ok && basic.Kind() == types.Bool
}

// sequence tells what a range over a function goes over.
func sequence(r *spawns.Result, site *spawns.Site) Source {
	mc := place.MakeOf(site.In)
	if mc == nil {
		return Unknown
	}
	for _, ref := range *mc.Referrers() {
		call, ok := ref.(*ssa.Call)
		if !ok {
			continue
		}
		p := place.Of(call.Call.Value)
		switch root := p.Root.(type) {
		case *ssa.Parameter:
			if p.Path == "" && !call.Call.IsInvoke() {
				return Seq
			}
		case *ssa.Call: // of slices.Values, maps.Keys and their like
			if fn := calls.Object(root.Common()); fn != nil && fn.Pkg() != nil && (fn.Pkg().Path() == "slices" || fn.Pkg().Path() == "maps") && len(root.Call.Args) == 1 {
				return collection(r, root.Call.Args[0], site, maxDepth)
			}
		}
	}
	return Unknown
}

// valueName is the name of a variable, parameter or field that v is read from.
func valueName(v ssa.Value) string {
	switch v := v.(type) {
	case *ssa.UnOp:
		return valueName(v.X)
	case *ssa.FieldAddr:
		if ptr, ok := types.Unalias(v.X.Type()).Underlying().(*types.Pointer); ok {
			if s, ok := types.Unalias(ptr.Elem()).Underlying().(*types.Struct); ok {
				return s.Field(v.Field).Name()
			}
		}
	case *ssa.Alloc:
		return v.Comment
	case *ssa.Parameter, *ssa.FreeVar, *ssa.Function, *ssa.Global:
		return v.Name()
	}
	return ""
}
