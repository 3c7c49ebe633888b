package callbacklock

import (
	"fmt"
	"go/ast"
	"go/token"
	"regexp"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/ctxtext"
	"github.com/asynclint/asynclint/analyzers/internal/locktext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/given"
	"github.com/asynclint/asynclint/passes/locks"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "callbacklock",
	Doc:      "report functions of other packages that are called while a lock is held",
	URL:      report.URL("callbacklock"),
	Requires: []*analysis.Analyzer{locks.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	w, held, fns := locktext.Open(pass)
	for _, fn := range fns {
		if held.InTest(fn) {
			continue
		}
		told := make(map[ssa.Instruction]bool) // by where the lock was taken
		for _, h := range held.MustHandOff(fn) {
			if h.Runs() == nil || told[h.Held.Site] || visits(h) || documented(pass, fn, h.From) {
				continue
			}
			if user, ok := waits(held, h); ok {
				told[h.Held.Site] = true
				tell(w, h, user)
			}
		}
	}
	return nil, nil
}

// visits reports whether a function calls what it is passed for each of several
// things, as forEach does.
func visits(h locks.Handoff) bool {
	return h.From.Own && (len(flow.Around(h.Leaf.Block())) > 0 || flow.InRangeFunc(h.Leaf.Parent()))
}

// What a comment, or a name, says that makes a call under a lock a contract.
var (
	mentionsLock = regexp.MustCompile(`(?i)\b(un|r|w)?lock(s|ed|ing)?\b|\bmutex\b|\bheld\b|\bhold(s|ing)?\b`)
	namesLock    = regexp.MustCompile(`(?i)lock|atomic`)
)

// documented reports whether who gives the function, or calls what calls it, can
// read that a lock is held.
func documented(pass *analysis.Pass, fn *ssa.Function, from given.From) bool {
	if from.Own && namesLock.MatchString(from.Name) {
		return true // WithLock
	}
	for _, node := range ctxtext.Path(pass, report.Span{From: from.At, To: from.At}) {
		var doc *ast.CommentGroup
		switch node := node.(type) {
		case *ast.Field:
			if doc = node.Doc; doc == nil {
				doc = node.Comment
			}
		case *ast.FuncDecl:
			doc = node.Doc
		}
		if doc != nil && mentionsLock.MatchString(doc.Text()) {
			return true
		}
	}
	return false
}

// waits returns who waits for the lock meanwhile: rather a function that the
// callback can call.
func waits(held *locks.Result, h locks.Handoff) (locks.User, bool) {
	users := held.OtherUsers(h.Held)
	// What is around the call has locked it before, if at all.
	around := h.At().Parent()
	for around.Parent() != nil {
		around = around.Parent()
	}
	users = slices.DeleteFunc(users, func(u locks.User) bool { return u.Name == calls.Name(around) })
	for _, u := range users {
		if token.IsExported(u.Func) {
			return u, true
		}
	}
	if len(users) == 0 {
		return locks.User{}, false
	}
	return users[0], true
}

func tell(w locktext.Writer, h locks.Handoff, user locks.User) {
	call := w.Call(h.At())
	if call == nil {
		return
	}
	lock := w.Held(h.Held)
	origin := "came in by " + h.From.Name
	switch {
	case h.From.Own:
		origin = "the caller passes"
	case h.From.Field:
		origin = "is " + h.From.Name
	}
	what := w.Callee(call)
	if len(h.Chain) > 0 {
		what += " leads to a function that "
		what += origin + ", which"
	} else {
		what += ", a function that " + origin + ","
	}
	rest := "waits until it returns"
	if token.IsExported(user.Func) {
		rest += ", and for ever if it calls that itself"
	}
	var steps []report.Step
	if step, ok := w.Locked(h.Held); ok {
		steps = append(steps, step)
	}
	for _, c := range h.Chain[min(1, len(h.Chain)):] {
		if at := w.Call(c); at != nil {
			steps = append(steps, report.StepAt(at, "%s calls on here", calls.Name(c.Parent())))
		}
	}
	if leaf := w.Call(h.Leaf); len(h.Chain) > 0 && leaf != nil {
		steps = append(steps, report.StepAt(leaf, "%s calls it here", calls.Name(h.Leaf.Parent())))
	}
	if at := w.SSA.CallAt(user.At); at != nil {
		steps = append(steps, report.StepAt(at, "%s waits for the lock here", user.Name))
	}
	report.Report(w.Pass, report.Finding{
		At: call,
		Message: fmt.Sprintf("%s is called while %s is held: every other user of %s, such as %s, %s; copy what is needed, unlock, then call",
			what, lock, lock, user.Name, rest),
		Steps: steps,
	})
}
