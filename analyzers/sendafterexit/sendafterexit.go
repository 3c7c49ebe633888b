package sendafterexit

import (
	"fmt"
	"go/ast"
	"slices"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "sendafterexit",
	Doc:      "report channel operations whose only peers are goroutines that may have ended",
	URL:      report.URL("sendafterexit"),
	Requires: append(slices.Clone(chantext.Requires), spawns.Analyzer),
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w := chantext.Open(pass)
	if w == nil {
		return nil, nil
	}
	for _, s := range pass.ResultOf[spawns.Analyzer].(*spawns.Result).MayStrand() {
		if at := w.Node(s.Op); at != nil {
			tell(w, s, at)
		}
	}
	return nil, nil
}

func tell(w *chantext.Writer, s spawns.Stranded, at ast.Node) {
	peer := s.Peers[0]
	role, op := "receiver", w.Chan(s.Op)+" <- …"
	if s.Op.Kind != classes.Send {
		role, op = "sender", "<-"+w.Chan(s.Op)
	}
	who := fmt.Sprintf("its only %s, %s, ends", role, calls.Name(peer.Stay.Fn))
	if len(s.Peers) > 1 {
		who = fmt.Sprintf("its %ss, such as %s, end", role, calls.Name(peer.Stay.Fn))
	}
	why, step := reason(w, at, peer)
	f := report.Finding{
		At:      at,
		Message: fmt.Sprintf("%s can block for ever: %s %s; select on something that is closed then", op, who, why),
	}
	if step != nil {
		f.Steps = append(f.Steps, report.StepAt(step, "the %s ends here", role))
	}
	for _, p := range s.Peers {
		f.Steps = w.Step(f.Steps, p.Op, "a "+role)
	}
	for _, c := range s.Cases {
		f.Steps = w.Step(f.Steps, c, "nobody sends here then, either")
	}
	report.Report(w.Pass, f)
}

// reason words why a peer ends, and shows where.
func reason(w *chantext.Writer, at ast.Node, peer spawns.Peer) (string, ast.Node) {
	for _, c := range peer.Exit.Causes {
		node := w.At(c.At)
		if recv, ok := node.(*ast.UnaryExpr); ok && c.Kind != spawns.Error {
			return fmt.Sprintf("on <-%s (%s)", chantext.Spell(recv.X), w.Line(at.Pos(), c.At)), node
		}
		switch c.Kind {
		case spawns.Done:
			return "when its context is done", nil
		case spawns.Error:
			return "when something fails (" + w.Line(at.Pos(), c.At) + ")", nil
		case spawns.Closed:
			return "when another channel is closed", nil
		}
	}
	return "for a reason of its own", nil
}
