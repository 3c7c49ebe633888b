package contexts

import (
	"cmp"
	"go/ast"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Named is a context that source at some place can name, and that may end
// while the code there runs.
type Named struct {
	Name string     // how source spells it: "ctx", "r.Context()", "s.ctx"
	Var  *types.Var // what Name begins with
	// Shadowed means that Name, at that place, is another variable.
	Shadowed bool
}

// NamedAt returns the contexts that source at a node can name and that may
// end while that code runs, nearest first. Unlike InScope, which looks at
// values, it follows the rules of source: scopes, shadowing, assignments.
//
//   - A variable counts unless something was assigned to it that cannot end
//     (context.Background, context.WithoutCancel) or of which nothing is known.
//   - The variable of a function around a literal counts if the literal
//     mentions it and is known to run in that function's time: called at once,
//     started as a goroutine, passed to a function that calls it before it
//     returns. Not so in a literal that is stored or returned: it may be the
//     cleanup that runs when the context has ended.
//   - A context that this function alone can cancel, made from one that cannot
//     end, counts only in the goroutines it starts.
//   - A context that belongs to one iteration (it is declared in the innermost
//     loop around the node) does not count.
//   - The field of the receiver counts if the innermost loop mentions it.
//
// In deferred literals nothing counts.
func (r *Result) NamedAt(at ast.Node) []Named {
	n := r.namer(at)
	if n == nil {
		return nil
	}
	var out []Named
	for scope := r.pass.Pkg.Scope().Innermost(at.Pos()); scope != nil && scope != r.pass.Pkg.Scope(); scope = scope.Parent() {
		var here []Named
		for _, name := range scope.Names() {
			v, ok := scope.Lookup(name).(*types.Var)
			if !ok || name == "_" || v.Pos() >= at.Pos() {
				continue
			}
			if spelling := n.spelling(v); spelling != "" {
				_, seen := n.inner.LookupParent(name, at.Pos())
				here = append(here, Named{spelling, v, seen != v})
			}
		}
		slices.SortFunc(here, func(a, b Named) int { return cmp.Compare(b.Var.Pos(), a.Var.Pos()) })
		out = append(out, here...)
	}
	return out
}

// namer answers for one place in source.
type namer struct {
	r     *Result
	at    ast.Node
	inner *types.Scope
	decl  *ast.FuncDecl // nil in the initialiser of a package variable
	loop  ast.Node      // innermost loop of the innermost function, or nil
	// funcs are the functions around the place, innermost first, as far as
	// their variables may count.
	funcs   []ast.Node
	spawned []bool // funcs[i] runs in a goroutine of its own
}

// namer finds the functions and the loop around a node; nil in deferred
// literals and outside of functions.
func (r *Result) namer(at ast.Node) *namer {
	i := slices.IndexFunc(r.pass.Files, func(f *ast.File) bool { return f.FileStart <= at.Pos() && at.Pos() < f.FileEnd })
	if i < 0 {
		return nil
	}
	path, _ := astutil.PathEnclosingInterval(r.pass.Files[i], at.Pos(), at.End())
	n := &namer{r: r, at: at, inner: r.pass.Pkg.Scope().Innermost(at.Pos())}
	reaches := true
	for i, node := range path {
		switch node := node.(type) {
		case *ast.ForStmt, *ast.RangeStmt:
			if n.loop == nil && len(n.funcs) == 0 && within(at, body(node)) {
				n.loop = node
			}
		case *ast.FuncDecl:
			n.decl = node
			if reaches {
				n.funcs, n.spawned = append(n.funcs, node), append(n.spawned, false)
			}
		case *ast.FuncLit:
			runs := r.runs(node, path[i+1:])
			if runs == deferred {
				return nil
			}
			if reaches {
				n.funcs, n.spawned = append(n.funcs, node), append(n.spawned, runs == spawned)
			}
			reaches = reaches && runs != unknown
		}
	}
	if len(n.funcs) == 0 || n.inner == nil {
		return nil
	}
	return n
}

func body(loop ast.Node) ast.Node {
	if loop, ok := loop.(*ast.ForStmt); ok {
		return loop // its condition and post statement are run again and again, too
	}
	return loop.(*ast.RangeStmt).Body
}

func within(inner, outer ast.Node) bool {
	return outer != nil && outer.Pos() <= inner.Pos() && inner.End() <= outer.End()
}

// spelling returns how the place can name the context that v is or leads to;
// "" if it leads to none that counts.
func (n *namer) spelling(v *types.Var) string {
	owner := slices.IndexFunc(n.funcs, func(f ast.Node) bool { return within(token1(v.Pos()), f) })
	if owner < 0 || owner > 0 && !n.mentions(n.funcs[0], v) {
		return ""
	}
	if n.loop != nil && within(token1(v.Pos()), n.loop) {
		return ""
	}
	switch {
	case place.IsContext(v.Type()):
		end := n.r.ends(v, n.funcs[owner], n.at.Pos(), nil)
		if end == may || end == byOwner && slices.Contains(n.spawned[:owner], true) {
			return v.Name()
		}
	case !n.isParam(v, n.funcs[owner]):
	case v.Type().String() == "*net/http.Request":
		return v.Name() + ".Context()"
	case n.getsContext(v):
		return v.Name() + ".Context()"
	case n.decl != nil && n.decl.Recv != nil && within(token1(v.Pos()), n.decl.Recv):
		if field := n.fieldInLoop(v); field != nil && n.r.fieldEnds(field) {
			return v.Name() + "." + field.Name()
		}
	}
	return ""
}

// token1 is the node of one token, for questions about positions.
func token1(pos token.Pos) ast.Node { return &ast.BadExpr{From: pos, To: pos + 1} }

func (n *namer) isParam(v *types.Var, fn ast.Node) bool {
	switch fn := fn.(type) {
	case *ast.FuncDecl:
		return v.Pos() < fn.Body.Pos()
	case *ast.FuncLit:
		return v.Pos() < fn.Body.Pos()
	}
	return false
}

// mentions reports whether v occurs below node.
func (n *namer) mentions(node ast.Node, v *types.Var) bool {
	found := false
	ast.Inspect(node, func(node ast.Node) bool {
		if id, ok := node.(*ast.Ident); ok && n.r.pass.TypesInfo.Uses[id] == v {
			found = true
		}
		return !found
	})
	return found
}

// getsContext reports whether the innermost function calls v.Context(), as
// code does with streams and commands whose context it cares about.
func (n *namer) getsContext(v *types.Var) bool {
	info, found := n.r.pass.TypesInfo, false
	ast.Inspect(n.funcs[0], func(node ast.Node) bool {
		call, ok := node.(*ast.CallExpr)
		if !ok || len(call.Args) > 0 {
			return !found
		}
		if sel, ok := call.Fun.(*ast.SelectorExpr); ok && sel.Sel.Name == "Context" && place.IsContext(typeOf(info, call)) {
			if id, ok := sel.X.(*ast.Ident); ok && info.Uses[id] == v {
				found = true
			}
		}
		return !found
	})
	return found
}

// fieldInLoop returns the context field of the receiver v that the innermost
// loop mentions.
func (n *namer) fieldInLoop(v *types.Var) *types.Var {
	if n.loop == nil {
		return nil
	}
	info := n.r.pass.TypesInfo
	var found *types.Var
	ast.Inspect(n.loop, func(node ast.Node) bool {
		sel, ok := node.(*ast.SelectorExpr)
		if !ok || found != nil || !place.IsContext(typeOf(info, sel)) {
			return found == nil
		}
		if id, ok := sel.X.(*ast.Ident); ok && info.Uses[id] == v {
			found, _ = info.Uses[sel.Sel].(*types.Var)
		}
		return found == nil
	})
	return found
}

// typeOf is info.TypeOf that never returns nil, for half-checked packages.
func typeOf(info *types.Info, e ast.Expr) types.Type {
	if t := info.TypeOf(e); t != nil {
		return t
	}
	return types.Typ[types.Invalid]
}

// SomeMustBeDone reports whether the code knows, at instr, that some context,
// whichever, is done: what it does there is about the end, as in a grace
// period. What a literal does counts as done where the literal is made.
func (r *Result) SomeMustBeDone(instr ssa.Instruction) bool {
	for {
		fn := instr.Parent()
		for _, region := range r.Regions(fn) {
			switch region.How {
			case Received, HasErr, AfterDone:
				if region.Holds(instr) {
					return true
				}
			}
		}
		if b := instr.Block(); b.Index == 0 || len(b.Preds) > 0 {
			if r.endedOnEveryPath(fn).In(b).Has(ended{}) {
				return true
			}
		}
		mk := place.MakeOf(fn)
		if mk == nil {
			return false
		}
		instr = mk
	}
}

// SomeMayBeDone reports whether control may come to instr, within its function,
// from where the code knows that some context is done: what it does there may
// be about the end, as in the last report after a loop.
func (r *Result) SomeMayBeDone(instr ssa.Instruction) bool {
	return slices.ContainsFunc(r.Regions(instr.Parent()), func(region Region) bool {
		switch region.How {
		case Received, HasErr, AfterDone:
			return region.Holds(instr) || flow.Reaches(region.head.Instrs[max(region.after, 0)], instr, nil)
		}
		return false
	})
}
