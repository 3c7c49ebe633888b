package loopstall

import (
	"fmt"
	"go/ast"
	"go/types"
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
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "loopstall",
	Doc:      "report cases of a select loop that keep it from noticing that it is to stop",
	URL:      report.URL("loopstall"),
	Requires: append([]*analysis.Analyzer{contexts.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	c := check{w, pass.ResultOf[contexts.Analyzer].(*contexts.Result).Effects}
	for _, fn := range w.SSA.Funcs {
		if ctxtext.InTest(pass.Fset, fn) {
			continue
		}
		loops := contexts.EventLoops(fn)
		if len(loops) == 0 {
			continue
		}
		stops := contexts.Stops(fn)
		for _, loop := range loops {
			for i := range loop.Select.States {
				c.body(loop, stops, i)
			}
		}
	}
	return nil, nil
}

type check struct {
	*chantext.Writer
	effects *effects.Result
}

// body reports the first call in a case during which others wait too long.
func (c check) body(loop contexts.EventLoop, stops []contexts.Stop, i int) {
	var waiting []ast.Expr // the stops first
	var stop bool
	for _, ends := range []bool{true, false} {
		for k, state := range loop.Select.States {
			// A timer that leaves the loop is a deadline for what is tried here.
			if k == i || loop.Ends(stops, k) != ends || !ends && (!contexts.IsTimer(state.Chan) || len(loop.Body(k)) == 0) {
				continue
			}
			if recv, ok := c.At(state.Pos).(*ast.UnaryExpr); ok {
				waiting = append(waiting, recv)
				stop = stop || ends
			}
		}
	}
	if len(waiting) == 0 {
		return
	}
	for _, b := range loop.Body(i) {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			if s, ok := c.stalls(call); ok && s.near(stop) && !c.briefly(s) {
				c.tell(loop, call, s, waiting)
				return
			}
		}
	}
}

// A stall is what a call waits for, and how far away.
type stall struct {
	on   effect.BlockKind
	what string
	via  []effect.Step
}

// maxHops is how far away a stall may be.
const maxHops = 2

// near reports whether a stall is one that this check speaks of. Where it is a
// stop that waits, sleeps in the loop itself are those of sleepctx and ctxloop;
// and where only a timer does, requests are what the loop is for.
func (s stall) near(stop bool) bool {
	if s.on == effect.Sleep && len(s.via) == 0 {
		return !stop
	}
	return stop && len(s.via) <= maxHops
}

// briefly reports whether a stall in a callee is a sleep that nobody will notice,
// or one of a literal, where sleepctx and ctxloop see what the literal sees.
func (c check) briefly(s stall) bool {
	if s.on != effect.Sleep || len(s.via) == 0 {
		return false
	}
	if strings.HasPrefix(s.via[len(s.via)-1].Func, "func literal") {
		return true
	}
	lt := locktext.Writer{Pass: c.Pass, SSA: c.SSA}
	sleep, _ := lt.Enter(nil, s.via[len(s.via)-1:])
	if sleep == nil || len(sleep.Args) != 1 {
		return false // of another package
	}
	d, ok := ctxtext.Duration(c.Pass.TypesInfo, sleep.Args[0])
	return ok && d < ctxtext.Long
}

// stalls returns what a call waits for that nobody can end: what is passed a
// context or a channel may listen to that, and so may a function that listens
// to some stop itself.
func (c check) stalls(call *ssa.Call) (stall, bool) {
	for _, arg := range call.Call.Args {
		_, isChan := arg.Type().Underlying().(*types.Chan)
		if isChan || place.IsContext(arg.Type()) || effects.IsRequest(arg.Type()) {
			return stall{}, false
		}
	}
	if callee := c.effects.Calls.Callee(call.Common()).Fn; callee != nil && len(contexts.Stops(callee)) > 0 {
		return stall{}, false
	}
	switch row := calls.Row(call.Common()); row.Blocks {
	case effect.Dial:
		return stall{on: effect.Dial, what: row.Name}, true
	case effect.Sleep:
		if d, ok := call.Call.Args[0].(*ssa.Const); ok && d.Value != nil {
			if d, ok := ctxtext.Value(d.Value); ok && d < ctxtext.Short {
				return stall{}, false
			}
		}
	}
	var found stall
	for _, l := range c.effects.At(call) {
		switch {
		case l.Kind == effect.GiveUp:
			return stall{}, false
		case l.Kind == effect.Block && found.on == effect.NotBlocking:
			if l.On == effect.Sleep || l.On == effect.HTTP && !ownContext(l.What) || l.On == effect.Exec {
				found = stall{l.On, l.What, l.Via}
			}
		}
	}
	return found, found.on != effect.NotBlocking
}

// ownContext reports whether a function gives up when the context of its
// receiver ends, as those of a stream do.
func ownContext(name string) bool {
	row, ok := knowledge.ByName(name)
	return ok && row.CtxRecv
}

func (c check) tell(loop contexts.EventLoop, call *ssa.Call, s stall, waiting []ast.Expr) {
	expr := c.SSA.CallExpr(call)
	if expr == nil {
		return
	}
	lt := locktext.Writer{Pass: c.Pass, SSA: c.SSA}
	what := ctxtext.Callee(expr)
	if len(s.via) > 0 {
		what += " leads to " + s.what + ", which"
	}
	var names []string
	var steps []report.Step
	for _, recv := range waiting[:min(len(waiting), 2)] {
		name := "<-" + chantext.Spell(recv.(*ast.UnaryExpr).X)
		names = append(names, name)
		steps = append(steps, report.StepAt(recv, "%s waits", name))
	}
	verb := "is"
	if len(names) > 1 {
		verb = "are"
	}
	steps = append(lt.Chain(expr, s.via, "calls "+s.what+" here"), steps...)
	report.Report(c.Pass, report.Finding{
		At: expr,
		Message: fmt.Sprintf("%s waits for %s in a case of this select loop: %s %s not noticed until it is over; %s",
			what, waitsFor[s.on], strings.Join(names, " and "), verb, instead[s.on]),
		Steps: steps,
	})
}

var (
	waitsFor = map[effect.BlockKind]string{
		effect.Sleep: "time to pass",
		effect.HTTP:  "the network",
		effect.Dial:  "the network",
		effect.Exec:  "a process",
	}
	instead = map[effect.BlockKind]string{
		effect.Sleep: "wait by a timer that is a case of the select",
		effect.HTTP:  "pass it a context that ends with the loop, or do it in a goroutine whose result is a case",
		effect.Dial:  "pass it a context that ends with the loop, or do it in a goroutine whose result is a case",
		effect.Exec:  "pass it a context that ends with the loop, or do it in a goroutine whose result is a case",
	}
)
