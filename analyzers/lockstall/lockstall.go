package lockstall

import (
	"fmt"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "lockstall",
	Doc:      "report locks that are held during a sleep, a network request or a process, while others need them",
	URL:      report.URL("lockstall"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		if held.InTest(fn) {
			continue
		}
		var told *ssa.Call
		for _, st := range held.MustStall(fn) {
			// Elements of maps and slices are locks by key: who waits asked
			// for the same key.
			if st.Call == told || strings.Contains(st.Held.Class, "[]") {
				continue
			}
			if user, ok := held.OtherUser(st.Held); ok {
				told = st.Call
				tell(w, st, user)
			}
		}
	}
	return nil, nil
}

func tell(w locktext.Writer, st locks.Stall, user locks.User) {
	call := w.SSA.CallExpr(st.Call)
	if call == nil {
		return
	}
	lock := w.Held(st.Held)
	what := w.Callee(call)
	if len(st.Via) > 0 {
		what += " leads to " + st.What + ", which"
	}
	var steps []report.Step
	if step, ok := w.Locked(st.Held); ok {
		steps = append(steps, step)
	}
	steps = append(steps, w.Chain(call, st.Via, "calls "+st.What+" here")...)
	if at := w.SSA.CallAt(user.At); at != nil {
		steps = append(steps, report.StepAt(at, "%s waits for the lock here", user.Name))
	}
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s waits for %s while %s is held: every other user of %s, such as %s, waits as long; copy what is needed, unlock, then call",
			what, waitsFor[st.On], lock, lock, user.Name),
		Steps: steps,
	})
}

var waitsFor = map[effect.BlockKind]string{
	effect.Sleep: "time to pass",
	effect.HTTP:  "the network",
	effect.Exec:  "a process",
}
