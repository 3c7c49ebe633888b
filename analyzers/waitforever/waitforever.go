package waitforever

import (
	"fmt"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/analyzers/internal/stucktext"
	"github.com/asynclint/asynclint/passes/automata"
	"github.com/asynclint/asynclint/passes/explore"
	"github.com/asynclint/asynclint/passes/flow"
)

// Analyzer reports calls of Wait that never return.
var Analyzer = &analysis.Analyzer{
	Name:     "waitforever",
	Doc:      "report calls of Wait, of a WaitGroup or errgroup, that never return",
	URL:      report.URL("waitforever"),
	Requires: append([]*analysis.Analyzer{automata.Analyzer}, chantext.Requires...),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	res := pass.ResultOf[automata.Analyzer].(*automata.Result)
	t := stucktext.Teller{Pass: pass}
	for _, st := range res.MayStick() {
		if st.Op != explore.Wait || !t.Counts(st) {
			continue
		}
		blocked := slices.IndexFunc(st.Others, func(o automata.Other) bool { return automata.OnChannel(o.Op) })
		// A helper that waits for goroutines that leak is a victim: chanleak
		// reports those.
		if st.Goroutine != 0 && blocked >= 0 {
			continue
		}
		if f, ok := finding(t, st, blocked); ok {
			report.Report(pass, f)
		}
	}
	uncounted(pass)
	return nil, nil
}

// uncounted reports Waits for a WaitGroup in a field that nobody counts down.
func uncounted(pass *analysis.Pass) {
	w := chantext.Open(pass)
	if w == nil {
		return
	}
	for _, u := range w.Classes.MustStayUp() {
		for _, wait := range u.Waits {
			at := w.Node(wait)
			if at == nil || w.InTest(at.Pos()) || keepsUp(wait.Func()) {
				continue
			}
			group := w.Chan(wait)
			f := report.Finding{At: at, Message: fmt.Sprintf(
				"%s.Wait() never returns once %s.Add at %s has run: nobody calls %s.Done (only this package can); defer %[1]s.Done() in what it counts",
				group, w.Chan(u.Adds[0]), w.Line(at.Pos(), u.Adds[0].Instr.Pos()), group)}
			for _, add := range u.Adds {
				f.Steps = w.Step(f.Steps, add, "counted here")
			}
			report.Report(pass, f)
		}
	}
}

// keepsUp reports whether a function that never returns keeps the program up.
func keepsUp(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil && (fn.Name() == "main" || fn.Name() == "TestMain")
}

func finding(t stucktext.Teller, st automata.Stuck, blocked int) (report.Finding, bool) {
	at, text := t.Blocked(st.At, st.Op)
	if at == nil {
		return report.Finding{}, false
	}
	when, whenAt := t.When(st.Trace, st.Goroutine)
	group := t.Name(st.At, "the group")
	f := report.Finding{At: at}
	var why string
	switch {
	case blocked >= 0:
		other := st.Others[blocked]
		op, opText := t.Blocked(other.At, other.Op)
		if op == nil {
			return f, false
		}
		why = fmt.Sprintf("a goroutine that it waits for stays at %s, which nobody else will serve; serve it before %s, or from another goroutine", opText, text)
		f.Steps = append(f.Steps, report.StepAt(op, "the goroutine stays here"))
	case early(st):
		why = fmt.Sprintf("%s already counts what later iterations start; move the Wait behind the loop", group)
	default:
		why = fmt.Sprintf("the counter of %s stays above zero, since Done is called less often than Add says; defer %s.Done() first thing, or use %s.Go", group, group, group)
	}
	if whenAt != nil {
		f.Steps = append(f.Steps, report.StepAt(whenAt, "from here on, nothing can wake it"))
	}
	f.Message = fmt.Sprintf("%s never returns%s: %s", text, when, why)
	return f, true
}

// early reports whether a Wait is in a loop that starts goroutines, and the
// counter was set before the loop.
func early(st automata.Stuck) bool {
	for _, loop := range flow.Around(st.At.Instr.Block()) {
		starts := false
		for _, s := range st.Trace {
			if s.Instr == nil || s.Instr.Parent() != st.At.Instr.Parent() || !loop.Has(s.Instr.Block()) {
				continue
			}
			switch s.Op {
			case explore.Spawn:
				_, starts = s.Instr.(*ssa.Go)
			case explore.Add:
				return false
			}
		}
		if starts {
			return true
		}
	}
	return false
}
