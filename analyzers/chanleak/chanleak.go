package chanleak

import (
	"fmt"
	"go/ast"
	"go/types"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/analyzers/internal/stucktext"
	"github.com/asynclint/asynclint/passes/automata"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/explore"
)

// Analyzer reports goroutines that stay at a channel operation for ever.
var Analyzer = &analysis.Analyzer{
	Name:     "chanleak",
	Doc:      "report channel operations at which a goroutine stays for ever",
	URL:      report.URL("chanleak"),
	Requires: []*analysis.Analyzer{automata.Analyzer, classes.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	res := pass.ResultOf[automata.Analyzer].(*automata.Result)
	t := stucktext.Teller{Pass: pass}
	all := res.MayStick()
	if len(all) == 0 {
		return nil, nil
	}
	orphans := make(map[ssa.Instruction]bool)
	for _, o := range pass.ResultOf[classes.Analyzer].(*classes.Result).MustOrphans() {
		for _, op := range o.Ops {
			orphans[op.Instr] = true
		}
	}
	told := make(map[automata.Object]bool)
	for _, st := range all {
		switch {
		case !onChannel(st) || !t.Counts(st):
		case orphans[st.At.Instr]: // orphanchan reports it
		case elsewhere(st, all) || victim(st, all):
		case st.On[0].Made != nil && told[st.On[0]]:
		default:
			if f, ok := finding(t, st); ok {
				told[st.On[0]] = true
				report.Report(pass, f)
			}
		}
	}
	return nil, nil
}

// onChannel reports whether a goroutine is stuck at a channel.
func onChannel(st automata.Stuck) bool {
	switch st.Op {
	case explore.Send, explore.Recv, explore.Select, explore.Ended:
		return len(st.On) > 0
	}
	return false
}

// elsewhere reports whether it is a part of what waitforever or lockwait say:
// the root waits for the goroutine that is stuck, or a lock is in between.
func elsewhere(st automata.Stuck, all []automata.Stuck) bool {
	locks := func(op explore.Op) bool { return op == explore.Lock || op == explore.RLock }
	part := func(goroutine int, op explore.Op) bool { return goroutine == 0 && op == explore.Wait || locks(op) }
	if slices.ContainsFunc(st.Others, func(o automata.Other) bool { return part(o.Goroutine, o.Op) }) {
		return true
	}
	return slices.ContainsFunc(all, func(other automata.Stuck) bool {
		return part(other.Goroutine, other.Op) && slices.ContainsFunc(other.Others, func(o automata.Other) bool { return o.At.Instr == st.At.Instr })
	})
}

// victim reports whether it is the root that is stuck, since a goroutine is
// stuck that would serve it: then that is the report.
func victim(st automata.Stuck, all []automata.Stuck) bool {
	return st.Goroutine == 0 && slices.ContainsFunc(st.Others, func(o automata.Other) bool {
		return slices.ContainsFunc(all, func(other automata.Stuck) bool {
			return other.Goroutine != 0 && other.At.Instr == o.At.Instr && other.On[0] != st.On[0]
		})
	})
}

func finding(t stucktext.Teller, st automata.Stuck) (report.Finding, bool) {
	at, text := t.Blocked(st.At, st.Op)
	if at == nil {
		return report.Finding{}, false
	}
	when, whenAt := t.When(st.Trace, st.Goroutine)
	f := report.Finding{At: at}
	name := t.Name(st.At, "the channel")
	mk, _ := st.On[0].Made.(*ssa.MakeChan)
	var why, instead string
	switch {
	case st.Op == explore.Select:
		why, instead = "nothing can make one of its cases ready", "add a case for the end, such as <-ctx.Done()"
	case mk == nil && st.Op != explore.Ended:
		why, instead = "the channel is nil", "make it first"
	case st.Op == explore.Send:
		why, instead = "nobody receives from "+name, "also select on what ends the receiver, or give the channel room for every send"
		if st.Capacity > 0 {
			instead, f.Fixes = room(t, mk, st.Capacity)
		}
	case st.Op == explore.Ended:
		why, instead = "nothing cancels the context", "defer its cancel function"
	default:
		if _, isRange := t.Syntax(st.At.Instr).(*ast.RangeStmt); isRange {
			why, instead = "nobody closes "+name, "close it on every way out of its sender"
		} else {
			why, instead = "nobody sends on "+name+" or closes it", "close it on every way out of its sender"
		}
	}
	f.Message = fmt.Sprintf("%s blocks for ever%s: %s; %s", text, when, why, instead)
	if whenAt != nil {
		f.Steps = append(f.Steps, report.StepAt(whenAt, "from here on, nothing can wake it"))
	}
	if start := t.Start(st.Start); start != nil {
		f.Steps = append(f.Steps, report.StepAt(start, "this starts the goroutine that stays"))
	}
	for _, other := range st.Others {
		if at, text := t.Blocked(other.At, other.Op); at != nil {
			f.Steps = append(f.Steps, report.StepAt(at, "another goroutine stays at %s", text))
		}
	}
	return f, true
}

// room words a larger capacity, and makes the fix for it.
func room(t stucktext.Teller, mk *ssa.MakeChan, capacity int) (string, []analysis.SuggestedFix) {
	qualify := func(p *types.Package) string {
		if p == t.Pass.Pkg {
			return ""
		}
		return p.Name()
	}
	text := fmt.Sprintf("make(%s, %d)", types.TypeString(mk.Type(), qualify), capacity)
	call, ok := t.Syntax(mk).(*ast.CallExpr)
	if !ok || len(call.Args) == 0 {
		return text, nil
	}
	number := fmt.Sprint(capacity)
	edit := analysis.TextEdit{Pos: call.Args[0].End(), End: call.Args[0].End(), NewText: []byte(", " + number)}
	if len(call.Args) > 1 {
		edit = analysis.TextEdit{Pos: call.Args[1].Pos(), End: call.Args[1].End(), NewText: []byte(number)}
	}
	return text, []analysis.SuggestedFix{{Message: "Make room for " + number, TextEdits: []analysis.TextEdit{edit}}}
}
