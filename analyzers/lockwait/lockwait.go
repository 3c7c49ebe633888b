package lockwait

import (
	"fmt"
	"go/ast"
	"go/token"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/waits"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "lockwait",
	Doc:      "report waits under a lock that whoever could end them needs first",
	URL:      report.URL("lockwait"),
	Requires: append([]*analysis.Analyzer{waits.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	c := chantext.Open(pass)
	if c == nil {
		return nil, nil
	}
	w := writer{c, locktext.Writer{Pass: pass, SSA: c.SSA}}
	for _, b := range pass.ResultOf[waits.Analyzer].(*waits.Result).MayBlock() {
		if !c.InTest(b.Op.Instr.Pos()) {
			w.tell(b)
		}
	}
	return nil, nil
}

// writer words the two halves of a finding, channels and locks.
type writer struct {
	chans *chantext.Writer
	locks locktext.Writer
}

func (w writer) tell(b waits.Blocked) {
	at := w.node(b)
	if at == nil {
		return
	}
	lock := w.locks.Held(b.Held)
	first := b.Needs[0]
	msg := fmt.Sprintf("%s waits while %s is held (since %s), but %s, which could %s, needs %s first (%s): neither can go on; unlock before waiting",
		w.wait(b, at), lock, w.chans.Line(at.Pos(), b.Held.Site.Pos()), w.who(b, first), w.end(first.Op), lock, w.chans.Line(at.Pos(), w.pos(first.At)))
	var steps []report.Step
	if step, ok := w.locks.Locked(b.Held); ok {
		steps = append(steps, step)
	}
	if len(b.Via) > 0 {
		steps = w.chans.Step(steps, b.Op, "it waits here")
	}
	for _, n := range b.Needs {
		if call := w.chans.SSA.CallAt(w.pos(n.At)); call != nil && len(steps) < report.MaxSteps {
			steps = append(steps, report.StepAt(call, "%s locks it here", calls.Name(n.At.Parent())))
		}
		steps = w.chans.Step(steps, n.Op, "and only then gets here")
	}
	report.Report(w.chans.Pass, report.Finding{At: at, Message: msg, Steps: steps})
}

// node is what the report points at: the wait, or the call under the lock that
// leads to it.
func (w writer) node(b waits.Blocked) ast.Node {
	if len(b.Via) == 0 {
		return w.chans.Node(b.Op)
	}
	if call := w.locks.Call(b.Call); call != nil {
		return call
	}
	return nil
}

// wait says what waits: "<-s.done", "s.wg.Wait()", "s.stop".
func (w writer) wait(b waits.Blocked, at ast.Node) string {
	if call, ok := at.(*ast.CallExpr); ok && len(b.Via) > 0 {
		return fmt.Sprintf("%s, which leads to %s,", w.locks.Callee(call), w.op(b.Op))
	}
	return w.op(b.Op)
}

func (w writer) op(op classes.Op) string {
	ch := w.chans.Chan(op)
	switch op.Kind {
	case classes.Send:
		return ch + " <-"
	case classes.Recv:
		return "<-" + ch
	case classes.Range:
		return "range " + ch
	}
	return ch + ".Wait()"
}

// who is the function that could end the wait.
func (w writer) who(b waits.Blocked, n waits.Need) string {
	name := calls.Name(n.Op.Func())
	if len(b.Needs) > 1 {
		return "everybody like " + name
	}
	return name
}

// end is what ends it.
func (w writer) end(op classes.Op) string {
	switch op.Kind {
	case classes.Send:
		return "send"
	case classes.Close:
		return "close it"
	case classes.Recv, classes.Range:
		return "receive"
	case classes.Done, classes.Go:
		return "be done"
	}
	return "signal"
}

// pos is the position of a lock call, or of the call that leads to it.
func (w writer) pos(at ssa.Instruction) token.Pos {
	if call, ok := at.(ssa.CallInstruction); ok {
		return call.Common().Pos()
	}
	return at.Pos()
}
