package contexts

import (
	"go/ast"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

// Detached is a call that would give up when a context ends, and is given one
// that nobody else can end: it derives from a call of context.Background or
// context.TODO in the same function. Not in a literal of that: goroutines are
// given contexts of their own so that they can be ended in their order.
type Detached struct {
	Call *ssa.Call
	Arg  GiveUp
	Made *ssa.Call // of Background or TODO
	// Bounded means that a timeout or a deadline ends it.
	Bounded bool
}

// Detached returns the calls of fn that are detached, in block order: those
// that are known to give up, and those of interface methods that have the shape
// of them.
func (r *Result) Detached(fn *ssa.Function) []Detached {
	var out []Detached
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok || r.derives(call.Common()) {
				continue
			}
			gives := r.GivesUp(call)
			if common := call.Common(); len(gives) == 0 && common.IsInvoke() && calls.Row(common).Name == "" && returnsError(common) {
				for i, arg := range common.Args {
					if place.IsContext(arg.Type()) {
						gives = []GiveUp{{Arg: arg, Index: i}}
						break
					}
				}
			}
			for _, g := range gives {
				if made, bounded := originOf(g.Arg); made != nil && made.Parent() == fn && g.Index >= 0 {
					out = append(out, Detached{call, g, made, bounded})
				}
			}
		}
	}
	return out
}

// originOf returns the call of Background or TODO that a context derives from,
// nil if it derives from something else, and whether time ends it.
func originOf(ctx ssa.Value) (made *ssa.Call, bounded bool) {
	for range maxLinks {
		by, parent := effects.Derivation(ctx)
		if by == nil {
			break
		}
		switch calls.Row(by.Common()).Name {
		case "context.WithTimeout", "context.WithTimeoutCause", "context.WithDeadline", "context.WithDeadlineCause":
			bounded = true
		case "os/signal.NotifyContext":
			return nil, false
		}
		ctx = parent
	}
	p := place.Now(ctx)
	call, ok := p.Root.(*ssa.Call)
	if !ok || p.Path != "" || call.Parent() != ctx.Parent() {
		return nil, false
	}
	switch f := calls.Object(call.Common()); {
	case f == nil:
	case f.FullName() == "context.Background", f.FullName() == "context.TODO":
		return call, bounded
	}
	return nil, false
}

// OwnAt is NamedAt for the parameters of the innermost function around a node:
// the contexts that it was given to work under.
func (r *Result) OwnAt(at ast.Node) []Named {
	n := r.namer(at)
	if n == nil {
		return nil
	}
	var out []Named
	for _, named := range r.NamedAt(at) {
		if within(token1(named.Var.Pos()), n.funcs[0]) && n.isParam(named.Var, n.funcs[0]) {
			out = append(out, named)
		}
	}
	return out
}

// ReceiverAt returns the context that the receiver of the method around a node
// holds in a field, as objects do whose life it is; false if there is none,
// several, or one that cannot end. A field of a struct type that embeds a
// context counts as well.
func (r *Result) ReceiverAt(at ast.Node) (Named, bool) {
	n := r.namer(at)
	if n == nil || n.decl == nil || n.funcs[0] != ast.Node(n.decl) || n.decl.Recv == nil || len(n.decl.Recv.List[0].Names) != 1 {
		return Named{}, false
	}
	recv, ok := r.pass.TypesInfo.Defs[n.decl.Recv.List[0].Names[0]].(*types.Var)
	if !ok || recv.Name() == "_" {
		return Named{}, false
	}
	t := recv.Type()
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return Named{}, false
	}
	var found *types.Var
	for f := range s.Fields() {
		if place.IsContext(f.Type()) || embedsContext(f.Type()) && !f.Embedded() {
			if found != nil {
				return Named{}, false
			}
			found = f
		}
	}
	if found == nil || !r.assigned(found) || !r.fieldEnds(found) {
		return Named{}, false
	}
	return Named{Name: recv.Name() + "." + found.Name(), Var: recv}, true
}

// embedsContext reports whether t is a struct that is a context by embedding
// one.
func embedsContext(t types.Type) bool {
	s, ok := t.Underlying().(*types.Struct)
	if !ok {
		return false
	}
	for f := range s.Fields() {
		if f.Embedded() && place.IsContext(f.Type()) {
			return true
		}
	}
	return false
}

// assigned reports whether something is assigned to a field in this package.
func (r *Result) assigned(field *types.Var) bool {
	is := func(id *ast.Ident) bool {
		v, ok := r.pass.TypesInfo.Uses[id].(*types.Var)
		return ok && v.Origin() == field.Origin()
	}
	for _, file := range r.pass.Files {
		for node := range ast.Preorder(file) {
			switch node := node.(type) {
			case *ast.KeyValueExpr:
				if id, ok := node.Key.(*ast.Ident); ok && is(id) {
					return true
				}
			case *ast.AssignStmt:
				for _, l := range node.Lhs {
					if sel, ok := l.(*ast.SelectorExpr); ok && is(sel.Sel) {
						return true
					}
				}
			}
		}
	}
	return false
}
