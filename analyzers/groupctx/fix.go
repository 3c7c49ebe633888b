package groupctx

import (
	"go/ast"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/passes/contexts"
)

// groupName is what the fixes call the context of a group.
const groupName = "gctx"

// useParent returns the fix for a call after Wait: the parent instead of the
// group's context. Where that is hidden, as in
//
//	g, ctx := errgroup.WithContext(ctx)
//
// the group's context gets a name of its own, up to Wait.
func (c checker) useParent(call *ast.CallExpr, dead contexts.Dead) []analysis.SuggestedFix {
	made, wait := c.ssa.CallExpr(dead.Region.Made), c.ssa.CallExpr(dead.Region.By)
	if made == nil || wait == nil || len(made.Args) != 1 {
		return nil
	}
	stmt, _, name := c.assignment(dead.Region.Made)
	parent, _ := ast.Unparen(made.Args[0]).(*ast.Ident)
	used, _ := ast.Unparen(c.site(call, dead)).(*ast.Ident)
	if stmt == nil || parent == nil || used == nil {
		return nil
	}
	info := c.pass.TypesInfo
	if info.ObjectOf(name) != info.ObjectOf(used) {
		return nil // through another variable
	}
	fix := analysis.SuggestedFix{Message: "Use the context that the group was made from"}
	if parent.Name != name.Name {
		if !c.means(used.Pos(), parent.Name, info.ObjectOf(parent)) || len(c.renames(info.ObjectOf(name), stmt.End(), ctxtext.File(c.pass, stmt.Pos()).FileEnd)) < 2 {
			return nil // hidden; or the group's context would be unused
		}
		fix.TextEdits = []analysis.TextEdit{rename(used, parent.Name)}
		return []analysis.SuggestedFix{fix}
	}
	if stmt.Tok != token.DEFINE || !c.free(stmt, groupName) {
		return nil
	}
	tasks := c.renames(info.ObjectOf(name), stmt.End(), wait.End())
	if len(tasks) == 0 {
		return nil // the group's context would be unused
	}
	fix.TextEdits = append([]analysis.TextEdit{rename(name, groupName)}, tasks...)
	return []analysis.SuggestedFix{fix}
}

// site returns the expression that has to be another context: the argument of
// the call, or what it was derived from after the group had ended.
func (c checker) site(call *ast.CallExpr, dead contexts.Dead) ast.Expr {
	expr := ctxtext.Arg(call, dead.Index)
	for _, link := range dead.Links {
		by := c.ssa.CallExpr(link.By)
		if by == nil || !link.After {
			return nil // derived before, or unknown
		}
		expr = ctxtext.Arg(by, link.Index)
	}
	if expr == nil {
		return &ast.BadExpr{}
	}
	return expr
}

// giveContext returns the fix that lets the tasks use the group's context. The
// other advice of the message, a group without a context, is no fix: it says
// that the tasks are meant to run to their end, which only the author knows,
// and applied unseen it would hide the mistake.
func (c checker) giveContext(g contexts.Group) []analysis.SuggestedFix {
	stmt, _, name := c.assignment(g.Made)
	if stmt == nil || stmt.Tok != token.DEFINE || name.Name != "_" || !c.free(stmt, groupName) {
		return nil
	}
	made := c.ssa.CallExpr(g.Made)
	parent, _ := ast.Unparen(ctxtext.Arg(made, 0)).(*ast.Ident)
	if parent == nil {
		return nil
	}
	edits := []analysis.TextEdit{rename(name, groupName)}
	for _, task := range g.Tasks {
		if c.ctxs.ParentIn(g, task) == nil {
			continue
		}
		lit := task.Body.Fn.Syntax()
		if lit == nil {
			return nil
		}
		edits = append(edits, c.renames(c.pass.TypesInfo.ObjectOf(parent), lit.Pos(), lit.End())...)
	}
	if len(edits) == 1 {
		return nil // the tasks have it under another name
	}
	return []analysis.SuggestedFix{{Message: "Give the tasks the context of the group", TextEdits: edits}}
}

// rename replaces one identifier.
func rename(id *ast.Ident, to string) analysis.TextEdit {
	return analysis.TextEdit{Pos: id.Pos(), End: id.End(), NewText: []byte(to)}
}

// renames replaces every use of obj between two positions by groupName.
func (c checker) renames(obj types.Object, from, to token.Pos) []analysis.TextEdit {
	var edits []analysis.TextEdit
	file := ctxtext.File(c.pass, from)
	if obj == nil || file == nil {
		return nil
	}
	ast.Inspect(file, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok && from <= id.Pos() && id.Pos() < to && c.pass.TypesInfo.Uses[id] == obj {
			edits = append(edits, rename(id, groupName))
		}
		return n == nil || n.Pos() < to
	})
	return edits
}

// means reports whether a name means obj at a position.
func (c checker) means(at token.Pos, name string, obj types.Object) bool {
	scope := c.pass.Pkg.Scope().Innermost(at)
	if scope == nil {
		return false
	}
	_, found := scope.LookupParent(name, at)
	return found != nil && found == obj
}

// free reports whether nothing in the file has a name.
func (c checker) free(near ast.Node, name string) bool {
	file := ctxtext.File(c.pass, near.Pos())
	found := false
	if file != nil {
		ast.Inspect(file, func(n ast.Node) bool {
			if id, ok := n.(*ast.Ident); ok && id.Name == name {
				found = true
			}
			return !found
		})
	}
	return file != nil && !found && c.pass.Pkg.Scope().Lookup(name) == nil
}
