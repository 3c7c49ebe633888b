package callbackstall

import (
	"fmt"
	"go/ast"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "callbackstall",
	Doc:      "report finalizers, connection hooks and init functions that keep everything behind them waiting",
	URL:      report.URL("callbackstall"),
	Requires: append([]*analysis.Analyzer{effects.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	c := check{w, pass.ResultOf[effects.Analyzer].(*effects.Result), make(map[*ssa.Function]bool)}
	for _, fn := range w.SSA.Funcs {
		if ctxtext.InTest(pass.Fset, fn) {
			continue
		}
		for _, s := range spots(c.effects, fn) {
			if !c.told[s.fn] {
				c.told[s.fn] = true
				c.spot(s)
			}
		}
	}
	return nil, nil
}

type check struct {
	*chantext.Writer
	effects *effects.Result
	told    map[*ssa.Function]bool
}

// A stall is an op that may wait, by itself or through callees.
type stall struct {
	at   ssa.Instruction
	on   effect.BlockKind
	what string // the leaf, of a callee
	via  []effect.Step
}

// maxHops is how far away a stall may be.
const maxHops = 2

// spot reports the first op at which a serial function may wait.
func (c check) spot(s spot) {
	for _, b := range s.fn.Blocks {
		if strings.HasSuffix(s.what, ".ConnState") && !forNew(b) {
			continue
		}
		for _, instr := range b.Instrs {
			if st, ok := c.stall(instr, s); ok {
				c.tell(s, st)
				return
			}
		}
	}
}

// stall returns what an instruction may wait for.
func (c check) stall(instr ssa.Instruction, s spot) (stall, bool) {
	switch instr := instr.(type) {
	case *ssa.Send:
		if class := c.Classes.Of(instr.Chan); class != nil {
			if size, known := class.MustCap(); known && size == 0 && s.counts(effect.Chan) {
				return stall{at: instr, on: effect.Chan}, true
			}
		}
	case *ssa.UnOp:
		if instr.Op == token.ARROW && s.counts(effect.Chan) && !contexts.IsTimer(instr.X) {
			return stall{at: instr, on: effect.Chan}, true
		}
	case *ssa.Call:
		if row := calls.Row(instr.Common()); row.Name != "" && s.counts(row.Blocks) && row.Blocks != effect.Sleep {
			return stall{at: instr, on: row.Blocks}, true
		}
		for _, l := range c.effects.At(instr) {
			if l.Kind == effect.Block && s.counts(l.On) && len(l.Via) <= maxHops {
				return stall{instr, l.On, l.What, l.Via}, true
			}
		}
	}
	return stall{}, false
}

func (c check) tell(s spot, st stall) {
	var at ast.Node
	var what string
	if call, ok := st.at.(*ssa.Call); ok {
		expr := c.SSA.CallExpr(call)
		if expr == nil {
			return
		}
		at, what = expr, ctxtext.Callee(expr)
		if len(st.via) > 0 {
			what += " leads to " + st.what + ", which"
		}
	} else {
		switch n := c.At(st.at.Pos()).(type) {
		case *ast.SendStmt:
			at, what = n, "this send to "+chantext.Spell(n.Chan)
		case *ast.UnaryExpr:
			at, what = n, "<-"+chantext.Spell(n.X)
		case *ast.RangeStmt:
			at, what = n.X, "the range over "+chantext.Spell(n.X)
		default:
			return
		}
	}
	lt := locktext.Writer{Pass: c.Pass, SSA: c.SSA}
	report.Report(c.Pass, report.Finding{
		At: at,
		Message: fmt.Sprintf("%s may wait for %s in %s: %s wait as long; %s",
			what, waitsFor[st.on], s.what, s.waits, s.instead),
		Steps: lt.Chain(at, st.via, "calls "+st.what+" here"),
	})
}
