package doublelock

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "doublelock",
	Doc:      "report locking a mutex that the same goroutine holds already",
	URL:      report.URL("doublelock"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		for _, c := range held.MustConflicts(fn) {
			// A lock that is still held when its own Lock runs again is a
			// forgotten unlock: unlockpath tells that story.
			if !c.Again && !c.SameSite() {
				tell(w, c)
			}
		}
	}
	return nil, nil
}

func tell(w locktext.Writer, c locks.Conflict) {
	call, via := w.Enter(w.SSA.CallAt(c.At), c.Via)
	if call == nil {
		return
	}
	lock, since := w.Held(c.Held), w.Line(call.Pos(), c.Held.Site.Pos())
	var msg string
	if len(via) == 0 {
		msg = fmt.Sprintf("%s.%s(): %s is already %s since %s and locks are not re-entrant, so this goroutine blocks for ever; unlock first, or lock once",
			w.Receiver(call), c.Method(), lock, c.Manner(), since)
	} else {
		msg = fmt.Sprintf("%s locks %s, which is already %s since %s; locks are not re-entrant, so this goroutine blocks for ever; call a variant that expects the lock held",
			w.Callee(call), lock, c.Manner(), since)
	}
	var steps []report.Step
	if step, ok := w.Locked(c.Held); ok {
		steps = append(steps, step)
	}
	steps = append(steps, w.Chain(call, via, "locks it here")...)
	report.Report(w.Pass, report.Finding{At: call, Message: msg, Steps: steps})
}
