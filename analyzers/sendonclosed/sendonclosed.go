package sendonclosed

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/analyzers/internal/stucktext"
	"github.com/asynclint/asynclint/passes/automata"
	"github.com/asynclint/asynclint/passes/explore"
)

// Analyzer reports operations on closed channels that panic.
var Analyzer = &analysis.Analyzer{
	Name:     "sendonclosed",
	Doc:      "report sends on closed channels, and channels that are closed twice",
	URL:      report.URL("sendonclosed"),
	Requires: []*analysis.Analyzer{automata.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	res := pass.ResultOf[automata.Analyzer].(*automata.Result)
	t := stucktext.Teller{Pass: pass}
	for _, p := range res.MayPanic() {
		if f, ok := finding(t, p); ok {
			report.Report(pass, f)
		}
	}
	return nil, nil
}

func finding(t stucktext.Teller, p automata.Panic) (report.Finding, bool) {
	if t.InTest(p.Root) && !p.Always {
		return report.Finding{}, false
	}
	op := explore.Close
	if p.Kind == explore.SendOnClosed {
		op = explore.Send
	}
	at, text := t.Blocked(p.At, op)
	closed := closing(p)
	if at == nil || closed == nil {
		return report.Finding{}, false
	}
	first, firstText := t.Blocked(closed.Site, explore.Close)
	if first == nil {
		return report.Finding{}, false
	}
	when, whenAt := t.When(p.Trace, p.Goroutine)
	f := report.Finding{At: at}
	again := closed.Instr == p.At.Instr
	switch {
	case op == explore.Close && again:
		f.Message = fmt.Sprintf("%s runs more than once for the same channel%s: panics with close of closed channel; close it once, after the senders have ended", text, when)
	case op == explore.Close:
		f.Message = fmt.Sprintf("%s may come after another %s%s: panics with close of closed channel; let one place close it", text, firstText, when)
	default:
		f.Message = fmt.Sprintf("%s may come after %s%s: panics with send on closed channel; let the sender close, or wait for it first", text, firstText, when)
	}
	if !again {
		f.Steps = append(f.Steps, report.StepAt(first, "the channel is closed here"))
	}
	if whenAt != nil {
		f.Steps = append(f.Steps, report.StepAt(whenAt, "from here on, the panic is possible"))
	}
	if start := t.Start(p.Start); start != nil {
		f.Steps = append(f.Steps, report.StepAt(start, "this starts the goroutine that panics"))
	}
	return f, true
}

// closing returns the step that closes the channel.
func closing(p automata.Panic) *automata.Step {
	for i := range p.Trace {
		s := &p.Trace[i]
		if s.Op == explore.Close && s.On == p.On {
			return s
		}
	}
	return nil
}
