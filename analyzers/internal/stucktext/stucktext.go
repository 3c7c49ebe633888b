// Package stucktext words what package automata shows: which operation gets
// stuck, how it comes to that, and what else is part of the story.
package stucktext

import (
	"go/ast"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ast/astutil"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/automata"
	"github.com/asynclint/asynclint/passes/explore"
)

// A Teller words findings about one package.
type Teller struct {
	Pass *analysis.Pass
}

// maxSpelling is how long an expression may be in a message.
const maxSpelling = 50

// Syntax returns the syntax of an instruction: the statement or expression
// that blocks, the go statement, the call that makes something. It is nil
// where there is none.
func (t Teller) Syntax(instr ssa.Instruction) ast.Node {
	if instr == nil {
		return nil
	}
	pos := instr.Pos()
	if call, ok := instr.(ssa.CallInstruction); ok {
		pos = call.Common().Pos()
		if _, isGo := instr.(*ssa.Go); isGo {
			pos = instr.Pos()
		}
	}
	if br, ok := instr.(*ssa.If); ok {
		return t.condition(br.Cond)
	}
	fits := func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.SendStmt:
			return is[*ssa.Send](instr) && n.Arrow == pos
		case *ast.UnaryExpr:
			return is[*ssa.UnOp](instr) && n.OpPos == pos
		case *ast.RangeStmt:
			return is[*ssa.UnOp](instr) && (n.For == pos || n.X.Pos() == pos || n.TokPos == pos || n.Range == pos)
		case *ast.SelectStmt:
			return is[*ssa.Select](instr) && n.Select == pos
		case *ast.GoStmt:
			return is[*ssa.Go](instr) && n.Go == pos
		case *ast.CallExpr:
			_, call := instr.(ssa.CallInstruction)
			return (call || is[*ssa.MakeChan](instr)) && !is[*ssa.Go](instr) && n.Lparen == pos
		case *ast.Ident:
			return is[*ssa.Alloc](instr) && n.NamePos == pos
		case *ast.CompositeLit:
			return is[*ssa.Alloc](instr) && n.Lbrace == pos
		}
		return false
	}
	for _, n := range t.around(pos) {
		if fits(n) {
			return n
		}
	}
	return nil
}

func is[T ssa.Instruction](instr ssa.Instruction) bool {
	_, ok := instr.(T)
	return ok
}

// around returns the syntax around a position, innermost first.
func (t Teller) around(pos token.Pos) []ast.Node {
	if !pos.IsValid() {
		return nil
	}
	for _, f := range t.Pass.Files {
		if f.FileStart <= pos && pos < f.FileEnd {
			path, _ := astutil.PathEnclosingInterval(f, pos, pos+1)
			return path
		}
	}
	return nil
}

// condition returns the syntax of a condition.
func (t Teller) condition(v ssa.Value) ast.Node {
	for {
		if not, ok := v.(*ssa.UnOp); ok && not.Op == token.NOT {
			v = not.X
			continue
		}
		break
	}
	for _, n := range t.around(v.Pos()) {
		switch n := n.(type) {
		case *ast.BinaryExpr:
			if b, ok := v.(*ssa.BinOp); ok && n.OpPos == b.Pos() {
				return n
			}
		case *ast.CallExpr:
			if _, ok := v.(*ssa.Call); ok && n.Lparen == v.Pos() {
				return n
			}
		case ast.Stmt:
			return nil
		}
	}
	return nil
}

// Spell is the text of an operation as source has it, "" if it is too long.
func Spell(n ast.Node) string {
	text := ""
	switch n := n.(type) {
	case *ast.SendStmt:
		if text = types.ExprString(n.Chan) + " <- " + types.ExprString(n.Value); len(text) > maxSpelling {
			text = types.ExprString(n.Chan) + " <- ..."
		}
	case *ast.RangeStmt:
		text = "range " + types.ExprString(n.X)
	case *ast.SelectStmt:
		text = "select"
	case *ast.GoStmt:
		text = "go"
	case ast.Expr:
		text = types.ExprString(n)
	}
	if len(text) > maxSpelling {
		return ""
	}
	return text
}

// Blocked is the operation at which a goroutine is stuck.
func (t Teller) Blocked(site automata.Site, op explore.Op) (at analysis.Range, text string) {
	n := t.Syntax(site.Instr)
	if n == nil {
		return nil, ""
	}
	text = Spell(n)
	if r, ok := n.(*ast.RangeStmt); ok {
		return r.X, text
	}
	if s, ok := n.(*ast.SelectStmt); ok {
		return report.Span{From: s.Select, To: s.Select + token.Pos(len("select"))}, text
	}
	if text == "" {
		switch op {
		case explore.Send:
			text = "this send"
		case explore.Recv, explore.Ended:
			text = "this receive"
		case explore.Wait:
			text = "this Wait"
		default:
			text = "this"
		}
	}
	return n, text
}

// Name is what source calls the channel or group of an operation, or a word
// for it.
func (t Teller) Name(site automata.Site, word string) string {
	var e ast.Expr
	switch n := t.Syntax(site.Instr).(type) {
	case *ast.SendStmt:
		e = n.Chan
	case *ast.UnaryExpr:
		e = n.X
	case *ast.RangeStmt:
		e = n.X
	case *ast.CallExpr:
		if sel, ok := ast.Unparen(n.Fun).(*ast.SelectorExpr); ok {
			e = sel.X
		}
	}
	if e == nil {
		return word
	}
	if text := types.ExprString(e); len(text) <= maxSpelling {
		return text
	}
	return word
}

// When words the condition under which it happens: the last decision of the
// trace that another goroutine takes after the start of this one, or else the
// last one of its own. It is "" if there is none, and begins with a blank
// otherwise.
func (t Teller) When(trace []automata.Step, goroutine int) (text string, at analysis.Range) {
	start := slices.IndexFunc(trace, func(s automata.Step) bool { return goroutine != 0 && s.Started == goroutine })
	for _, own := range []bool{false, true} {
		for i := len(trace) - 1; i > start; i-- {
			if (trace[i].Goroutine == goroutine) != own {
				continue
			}
			if text, at := t.decision(trace[i]); text != "" {
				return " " + text, at
			}
		}
	}
	return "", nil
}

// decision words one step that decides something.
func (t Teller) decision(s automata.Step) (string, analysis.Range) {
	switch s.Op {
	case explore.Branch, explore.Choose:
		n := t.Syntax(s.Instr)
		if n == nil || !s.Decides {
			return "", nil
		}
		text := Spell(n)
		switch b, isCompare := n.(*ast.BinaryExpr); {
		case text == "":
			return "", nil
		case s.Else && isCompare && opposite[b.Op] != 0:
			return "when " + types.ExprString(b.X) + " " + opposite[b.Op].String() + " " + types.ExprString(b.Y), n
		case s.Else:
			return "unless " + text, n
		}
		return "when " + text, n
	case explore.Foreign, explore.Ended:
		sel, ok := t.Syntax(s.Instr).(*ast.SelectStmt)
		if !ok {
			return "", nil
		}
		comm := caseOf(sel, s)
		if comm == nil {
			return "", nil
		}
		text := ""
		ast.Inspect(comm.Comm, func(n ast.Node) bool {
			if e, ok := n.(*ast.UnaryExpr); ok && e.Op == token.ARROW && text == "" {
				text = Spell(e)
			}
			return true
		})
		if text == "" {
			return "", nil
		}
		return "when " + text + " comes first", comm.Comm
	}
	return "", nil
}

var opposite = map[token.Token]token.Token{
	token.EQL: token.NEQ, token.NEQ: token.EQL,
	token.LSS: token.GEQ, token.GEQ: token.LSS,
	token.GTR: token.LEQ, token.LEQ: token.GTR,
}

// caseOf returns the clause that a step took: SSA numbers cases in order, the
// default not counted.
func caseOf(sel *ast.SelectStmt, s automata.Step) *ast.CommClause {
	i := 0
	for _, c := range sel.Body.List {
		comm := c.(*ast.CommClause)
		if comm.Comm == nil {
			continue
		}
		if i == s.Case {
			return comm
		}
		i++
	}
	return nil
}

// Start is the go statement, or the call, that started a goroutine.
func (t Teller) Start(instr ssa.Instruction) analysis.Range {
	switch n := t.Syntax(instr).(type) {
	case *ast.GoStmt:
		return report.Span{From: n.Go, To: n.Go + token.Pos(len("go"))}
	case *ast.CallExpr:
		return n.Fun
	}
	return nil
}

// Counts reports whether a finding is worth telling. Tests arrange their timing,
// and give up on what takes too long: of them only that counts which no run
// avoids.
func (t Teller) Counts(st automata.Stuck) bool { return st.Always || !t.InTest(st.Root) }

// InTest reports whether a function is in a test file.
func (t Teller) InTest(fn *ssa.Function) bool {
	return strings.HasSuffix(t.Pass.Fset.Position(fn.Pos()).Filename, "_test.go")
}
