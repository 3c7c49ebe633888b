package rlockagain

import (
	"fmt"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "rlockagain",
	Doc:      "report read-locking a mutex that the same goroutine has read-locked already",
	URL:      report.URL("rlockagain"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		if held.InTest(fn) {
			continue // a test knows whether it has a writer
		}
		for _, c := range held.MustConflicts(fn) {
			if c.Again && !c.SameSite() && held.MayBeWritten(c.Class) {
				tell(w, held, c)
			}
		}
	}
	return nil, nil
}

func tell(w locktext.Writer, held *locks.Result, c locks.Conflict) {
	call, via := w.Enter(w.SSA.CallAt(c.At), c.Via)
	if call == nil {
		return
	}
	lock, since := w.Held(c.Held), w.Line(call.Pos(), c.Held.Site.Pos())
	who := fmt.Sprintf("%s read-locks %s, which", w.Callee(call), lock)
	if len(via) == 0 {
		who = fmt.Sprintf("%s.RLock(): %s", w.Receiver(call), lock)
	}
	msg := fmt.Sprintf("%s is already read-locked since %s; a Lock that comes in between waits for the first RLock and keeps the second waiting, both for ever; read-lock once, or call a variant that expects the lock held",
		who, since)
	var steps []report.Step
	if step, ok := w.Locked(c.Held); ok {
		steps = append(steps, step)
	}
	steps = append(steps, w.Chain(call, via, "read-locks it here")...)
	if writer := w.SSA.CallAt(held.Writer(c.Class)); writer != nil {
		steps = append(steps, report.StepAt(writer, "a writer that comes in between waits here"))
	}
	report.Report(w.Pass, report.Finding{At: call, Message: msg, Steps: steps})
}
