package ssabuild

import (
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"
)

// This file leads from SSA back to the statements that users see. Most
// packages have nothing to report, so the index is made on first use.

// statements is the index.
type statements struct {
	returns map[token.Pos]*ast.ReturnStmt
	loops   []ast.Stmt // for and range statements, outermost first
	next    []*ast.BranchStmt
	listed  map[ast.Stmt]bool // statements that stand in a list: others can be put before
}

func (s *SSA) statements() *statements {
	s.stmtsOnce.Do(func() { s.stmts = indexStatements(s.inspect) })
	return s.stmts
}

func indexStatements(in *inspector.Inspector) *statements {
	st := &statements{returns: make(map[token.Pos]*ast.ReturnStmt), listed: make(map[ast.Stmt]bool)}
	list := func(stmts []ast.Stmt) {
		for _, s := range stmts {
			st.listed[s] = true
		}
	}
	kinds := []ast.Node{
		(*ast.ReturnStmt)(nil), (*ast.BranchStmt)(nil), (*ast.ForStmt)(nil), (*ast.RangeStmt)(nil),
		(*ast.BlockStmt)(nil), (*ast.CaseClause)(nil), (*ast.CommClause)(nil),
	}
	for n := range in.PreorderSeq(kinds...) {
		switch n := n.(type) {
		case *ast.ReturnStmt:
			st.returns[n.Return] = n
		case *ast.BranchStmt:
			if n.Tok == token.CONTINUE {
				st.next = append(st.next, n)
			}
		case *ast.ForStmt, *ast.RangeStmt:
			st.loops = append(st.loops, n.(ast.Stmt))
		case *ast.BlockStmt:
			list(n.List)
		case *ast.CaseClause:
			list(n.Body)
		case *ast.CommClause:
			list(n.Body)
		}
	}
	return st
}

// ReturnStmt returns the statement of an SSA return, nil where the function
// falls off its end.
func (s *SSA) ReturnStmt(ret *ssa.Return) *ast.ReturnStmt { return s.statements().returns[ret.Pos()] }

// InBlock reports whether a statement stands in a list of statements, so that
// another one can be put before it.
func (s *SSA) InBlock(stmt ast.Stmt) bool { return s.statements().listed[stmt] }

// Continue returns the continue statement that a jump back to the head of a
// loop comes from, nil if there seems to be none. SSA drops the position of
// jumps: the statement is the first continue after the last position on the
// way to the jump, within the loop that surrounds that position.
func (s *SSA) Continue(fn *ssa.Function, jump ssa.Instruction) *ast.BranchStmt {
	from := lastPosition(jump.Block())
	if !from.IsValid() {
		return nil
	}
	var loop ast.Stmt
	for _, l := range s.statements().loops {
		if l.Pos() <= from && from < l.End() {
			loop = l // the innermost comes last
		}
	}
	if loop == nil {
		return nil
	}
	for _, c := range s.statements().next {
		if c.Pos() > from && c.End() <= loop.End() {
			return c
		}
	}
	return nil
}

// lastPosition is the last position in a block or in those that lead to it
// alone.
func lastPosition(b *ssa.BasicBlock) token.Pos {
	for range 16 {
		for i := len(b.Instrs) - 1; i >= 0; i-- {
			if pos := b.Instrs[i].Pos(); pos.IsValid() {
				if _, phi := b.Instrs[i].(*ssa.Phi); !phi {
					return pos
				}
			}
		}
		if len(b.Preds) != 1 {
			break
		}
		b = b.Preds[0]
	}
	return token.NoPos
}
