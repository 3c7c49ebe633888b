package lockstall

import (
	"fmt"
	"go/ast"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/chantext"
	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/locks"
	"github.com/asynclint/asynclint/passes/lockset"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "lockstall",
	Doc:      "report locks that are held while somebody outside takes his time, and others need them",
	URL:      report.URL("lockstall"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	c := check{w, held, chantext.Arrows(pass)}
	for _, fn := range fns {
		if !held.InTest(fn) {
			c.fn(fn)
		}
	}
	return nil, nil
}

type check struct {
	locktext.Writer
	held *locks.Result
	at   func(token.Pos) ast.Node
}

func (c check) fn(fn *ssa.Function) {
	var told *ssa.Call
	for _, st := range slices.Concat(c.held.MustStall(fn), c.held.MustWrite(fn)) {
		if st.Call == told || byKey(st.Held) {
			continue
		}
		if user, ok := c.held.OtherUser(st.Held); ok {
			told = st.Call
			c.tell(st, user)
		}
	}
	for _, h := range c.held.MustHandOff(fn) {
		// Calls are callbacklock's, and who passes a channel to be filled is
		// there to receive.
		if h.Runs() != nil || h.Passed() || byKey(h.Held) {
			continue
		}
		if user, ok := c.held.OtherUser(h.Held); ok {
			c.send(h, user)
		}
	}
}

// byKey reports whether a lock is an element of a map or slice: who waits asked
// for the same key.
func byKey(h lockset.Held) bool { return strings.Contains(h.Class, "[]") }

func (c check) tell(st locks.Stall, user locks.User) {
	call := c.SSA.CallExpr(st.Call)
	if call == nil {
		return
	}
	what := c.Callee(call)
	if len(st.Via) > 0 {
		what += " leads to " + st.What + ", which"
	}
	instead := "copy what is needed, unlock, then call"
	if st.On == effect.Net {
		instead = "most writes to it are made without the lock; copy what is needed, unlock, then write"
	}
	c.report(call, fmt.Sprintf("%s waits for %s", what, waitsFor[st.On]), instead,
		st.Held, user, c.Chain(call, st.Via, "calls "+st.What+" here"))
}

// send reports a send to somebody else's channel.
func (c check) send(h locks.Handoff, user locks.User) {
	sent, ok := c.at(h.Leaf.Pos()).(*ast.SendStmt)
	if !ok {
		return
	}
	var at analysis.Range = sent
	ch := chantext.Spell(sent.Chan)
	what := "this send waits"
	var steps []report.Step
	if len(h.Chain) > 0 {
		call := c.Call(h.At())
		if call == nil {
			return
		}
		at, what = call, c.Callee(call)+" leads to a send, which waits"
		steps = append(steps, report.StepAt(sent, "%s sends here", calls.Name(h.Leaf.Parent())))
	}
	origin := "that came in by " + h.From.Name
	if h.From.Field {
		origin = "that is " + h.From.Name
	}
	c.report(at, fmt.Sprintf("%s for who receives from %s, a channel %s,", what, ch, origin),
		"copy the channels, unlock, then send, or select on a timeout as well", h.Held, user, steps)
}

func (c check) report(at analysis.Range, what, instead string, h lockset.Held, user locks.User, more []report.Step) {
	lock := c.Held(h)
	var steps []report.Step
	if step, ok := c.Locked(h); ok {
		steps = append(steps, step)
	}
	steps = append(steps, more...)
	if at := c.SSA.CallAt(user.At); at != nil {
		steps = append(steps, report.StepAt(at, "%s waits for the lock here", user.Name))
	}
	report.Report(c.Pass, report.Finding{
		At: at,
		Message: fmt.Sprintf("%s while %s is held: every other user of %s, such as %s, waits as long; %s",
			what, lock, lock, user.Name, instead),
		Steps: steps,
	})
}

var waitsFor = map[effect.BlockKind]string{
	effect.Sleep: "time to pass",
	effect.HTTP:  "the network",
	effect.Exec:  "a process",
	effect.Net:   "the connection",
}
