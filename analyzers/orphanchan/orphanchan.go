package orphanchan

import (
	"fmt"
	"go/token"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/classes"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "orphanchan",
	Doc:      "report channel operations that nothing in the program can ever complete",
	URL:      report.URL("orphanchan"),
	Requires: chantext.Requires,
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, o := range w.Classes.MustOrphans() {
		if !meant(w, o) {
			speak(w, o)
		}
	}
	return nil, nil
}

// meant reports whether an op blocks for ever because it is meant to: the
// program stays up, or a test needs something that hangs.
func meant(w *chantext.Writer, o classes.Orphan) bool {
	op := o.Ops[0]
	waits := op.Kind == classes.Recv || op.Kind == classes.Range
	if waits && w.InTest(op.Instr.Pos()) {
		return true
	}
	fn := op.Func()
	for fn.Parent() != nil && !w.Classes.MustRunApart(fn) {
		fn = fn.Parent()
	}
	if fn.Parent() == nil && fn.Signature.Recv() == nil && (fn.Name() == "main" || strings.HasPrefix(fn.Name(), "init") || fn.Name() == "TestMain") {
		return true
	}
	// forever := make(chan bool); …; <-forever: nothing else ever gets it. A
	// literal that does that in a goroutine keeps nothing up.
	return waits && fn.Parent() == nil && idle(op)
}

// idle reports whether a channel is there only to be received from: it is made
// in the same function, and not even given to anybody.
func idle(op classes.Op) bool {
	if op.Class == nil {
		return true // nil
	}
	if !op.Class.Local() {
		return false
	}
	for _, m := range op.Class.Makes {
		v, ok := m.Instr.(ssa.Value)
		if !ok || v.Referrers() == nil || m.Instr.Parent() != op.Func() {
			return false
		}
		for _, ref := range *v.Referrers() {
			switch ref.(type) {
			case *ssa.UnOp, *ssa.Select, *ssa.DebugRef:
			default:
				return false
			}
		}
	}
	return true
}

// speak words a finding.
func speak(w *chantext.Writer, o classes.Orphan) {
	op := o.Ops[0]
	node := w.Node(op)
	if node == nil {
		return
	}
	ch := w.Chan(op)
	f := report.Finding{At: node}
	switch {
	case len(o.Ops) > 1:
		var why []string
		for _, op := range o.Ops {
			why = append(why, missing(op)+" "+w.Chan(op))
		}
		sel := op.Select().Pos()
		f.At = report.Span{From: sel, To: sel + token.Pos(len("select"))}
		f.Message = fmt.Sprintf("this select never ends: %s; add a case that can happen, or delete it", strings.Join(why, ", "))
	case o.How == classes.AtEnd:
		f.Message = fmt.Sprintf("this range never ends: nothing closes %s, and nobody can send when %s has returned; close it after the last send", ch, maker(op))
		for _, send := range op.Class.Of(classes.Send) {
			f.Steps = w.Step(f.Steps, send, "sent here")
		}
	case o.How == classes.WhenFull:
		size := "its buffer"
		if n, ok := op.Class.MustCap(); ok {
			size = fmt.Sprintf("its buffer of %d", n)
		}
		f.Message = fmt.Sprintf("nothing ever receives from %s%s: this send blocks for ever once %s is full; receive from it, or delete it", ch, where(op), size)
	case op.Kind == classes.CondWait:
		f.Message = fmt.Sprintf("nothing ever signals %s%s: this Wait never returns; call its Broadcast where what it waits for changes", ch, where(op))
	case op.Class == nil:
		f.Message = fmt.Sprintf("%s is nil here: this %s blocks for ever; make the channel", ch, noun(op))
	case op.Kind == classes.Send:
		f.Message = fmt.Sprintf("%s %s%s: this send blocks for ever; receive from it, or delete it", missing(op), ch, where(op))
	default:
		f.Message = fmt.Sprintf("%s %s%s: this %s never ends; close it where that should end, or delete it", missing(op), ch, where(op), noun(op))
	}
	if op.Class != nil {
		f.Steps = w.Made(f.Steps, op.Class)
	}
	report.Report(w.Pass, f)
}

// missing says what there is not.
func missing(op classes.Op) string {
	if op.Kind == classes.Send {
		return "nothing ever receives from"
	}
	return "nothing ever sends on or closes"
}

func noun(op classes.Op) string {
	switch op.Kind {
	case classes.Send:
		return "send"
	case classes.Range:
		return "range"
	}
	return "receive"
}

// where says why it is known that there is nothing.
func where(op classes.Op) string {
	if op.Class.Local() {
		return ""
	}
	return " (only this package can)"
}

// maker is the function whose channel it is.
func maker(op classes.Op) string {
	fn := op.Class.Makes[0].Instr.Parent()
	if fn.Parent() != nil {
		return "the function that made it"
	}
	return fn.Name()
}
