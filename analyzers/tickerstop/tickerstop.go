package tickerstop

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/token"
	"go/types"
	"strings"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/gotimers"
	"github.com/asynclint/asynclint/analyzers/internal/owedtext"
	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/ssabuild"
	"github.com/asynclint/asynclint/passes/timers"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "tickerstop",
	Doc:      "report tickers and timers that are left running, where Go is older than 1.23",
	URL:      report.URL("tickerstop"),
	Requires: append([]*analysis.Analyzer{inspect.Analyzer, ssabuild.Analyzer}, owedtext.Requires...),
	Run:      run,
}

const (
	// forever is what a ticker does that nobody stops.
	forever = "before Go 1.23 it ticks for ever and is never collected"
	// short timers may pile up: they are gone soon.
	short = time.Second
	// long is how long one timer must stay to be worth a word.
	long = time.Minute
)

type check struct {
	pass *analysis.Pass
	ssa  *ssabuild.SSA
	old  func(token.Pos) bool

	reported map[*ssa.Call]bool
}

func run(pass *analysis.Pass) (any, error) {
	eras := gotimers.Eras(pass)
	c := &check{pass: pass, reported: make(map[*ssa.Call]bool), old: func(pos token.Pos) bool { return eras(pos) == gotimers.Old }}
	any := false
	for _, file := range pass.Files {
		any = any || c.old(file.Package) && importsTime(file)
	}
	if !any {
		return nil, nil
	}
	if c.ssa = pass.ResultOf[ssabuild.Analyzer].(*ssabuild.Lazy).Get(); c.ssa == nil {
		return nil, nil
	}
	for _, fn := range c.ssa.Funcs {
		if owedtext.Brief(c.pass, fn) {
			continue
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(*ssa.Call); ok && c.old(call.Pos()) {
					c.call(call)
				}
			}
		}
	}
	c.fields()
	c.objects()
	return nil, nil
}

func importsTime(file *ast.File) bool {
	for _, imp := range file.Imports {
		if imp.Path.Value == `"time"` {
			return true
		}
	}
	return false
}

func (c *check) call(call *ssa.Call) {
	name := timers.Maker(call)
	loops := len(flow.Around(call.Block())) > 0
	if name == "" || !loops && (name == "NewTimer" || name == "After") {
		return
	}
	u := timers.Of(call, name == "Tick" || name == "After")
	if u == nil {
		return
	}
	if name == "NewTimer" || name == "After" {
		c.timer(call, u, name)
		return
	}
	owner, end := u.Keeper()
	if len(u.Fields) > 0 && end == nil {
		return // as long as the object is, as far as is known
	}
	goal := u.Left(call)
	if goal == nil {
		return
	}
	f := finding{}
	id := c.variable(call)
	bare := id == nil || name == "Tick" // only the channel is kept
	ret, _ := goal.(*ssa.Return)
	way, at := c.wayOut(u.Fn, ret)
	switch {
	case ret == nil:
		f.message = fmt.Sprintf("each round of the loop makes a ticker and does not stop it: %s; make one before the loop, or stop it in each round", forever)
	case name == "Tick":
		f.message = fmt.Sprintf("the ticker of time.Tick cannot be stopped, and %s: %s; use time.NewTicker and defer its Stop", ending(u, owner, end), forever)
	case bare:
		f.message = fmt.Sprintf("this ticker cannot be stopped, since only its channel is kept, and %s: %s; keep the ticker and stop it", ending(u, owner, end), forever)
	case len(u.Stops) == 0:
		f.message = fmt.Sprintf("%s is never stopped, and %s: %s; defer its Stop", called(id), ending(u, owner, end), forever)
	default:
		f.message = fmt.Sprintf("%s is not stopped before %s: %s; defer its Stop here", called(id), way, forever)
		f.steps = append(f.steps, report.StepAt(report.Span{From: u.Stops[0].Pos(), To: u.Stops[0].Pos() + 1}, "another path stops it here"))
	}
	if at != nil {
		f.steps = append([]report.Step{report.StepAt(at, "the function ends here")}, f.steps...)
	}
	if !bare && !loops && len(u.Runners) == 0 {
		f.fixes = c.deferStop(id, call)
	}
	c.report(call, f)
}

// called is the variable of a ticker, as messages call it: once is enough.
func called(id *ast.Ident) string {
	if strings.Contains(strings.ToLower(id.Name), "ticker") {
		return id.Name
	}
	return "ticker " + id.Name
}

// ending words how the ticker outlives its use.
func ending(u *timers.Uses, owner *types.Named, end *types.Func) string {
	switch {
	case end != nil:
		return calls.ObjectName(end) + " ends the " + owner.Obj().Name() + " that has it"
	case len(u.Runners) > 0:
		return "the goroutine that uses it ends"
	}
	return calls.Name(u.Fn) + " returns"
}

// timer reports a timer that is made in each round of a loop.
func (c *check) timer(call *ssa.Call, u *timers.Uses, name string) {
	way := u.Otherwise(call)
	if way == nil {
		return
	}
	d, known := duration(call)
	if known && (d < short || !way.Round && d < long) {
		return
	}
	until := "until it fires"
	if known {
		until += fmt.Sprintf(" after %v", d)
	} else {
		until += ", however long that is"
	}
	todo := "make one timer before the loop, Reset it and defer its Stop"
	made := "time." + name
	if name == "After" {
		todo = "make one time.NewTimer before the loop, Reset it and defer its Stop"
	}
	f := finding{steps: []report.Step{report.StepAt(report.Span{From: way.Select.Pos(), To: way.Select.Pos() + token.Pos(len("select"))}, "the select is here")}}
	if way.Round {
		f.message = fmt.Sprintf("%s in a loop: each round in which another case wins leaves a timer behind %s (before Go 1.23); %s", made, until, todo)
	} else {
		f.message = fmt.Sprintf("%s in a loop: if another case wins, the loop is left but the timer stays %s (before Go 1.23); %s", made, until, todo)
	}
	c.report(call, f)
}

// duration returns the argument, if it is constant.
func duration(call *ssa.Call) (time.Duration, bool) {
	k, ok := call.Call.Args[0].(*ssa.Const)
	if !ok || k.Value == nil {
		return 0, false
	}
	d, ok := constant.Int64Val(k.Value)
	return time.Duration(d), ok
}

// wayOut words a return.
func (c *check) wayOut(fn *ssa.Function, ret *ssa.Return) (string, analysis.Range) {
	if ret == nil {
		return "", nil
	}
	if stmt := c.ssa.ReturnStmt(ret); stmt != nil {
		return fmt.Sprintf("the return at L%d", c.pass.Fset.Position(stmt.Pos()).Line), stmt
	}
	var body *ast.BlockStmt
	switch syntax := fn.Syntax().(type) {
	case *ast.FuncDecl:
		body = syntax.Body
	case *ast.FuncLit:
		body = syntax.Body
	}
	if body == nil {
		return "the end of " + calls.Name(fn), nil
	}
	return "the end of " + calls.Name(fn), report.Span{From: body.Rbrace, To: body.Rbrace + 1}
}

type finding struct {
	message string
	steps   []report.Step
	fixes   []analysis.SuggestedFix
}

func (c *check) report(call *ssa.Call, f finding) {
	c.reported[call] = true
	if at := c.ssa.CallExpr(call); at != nil && c.old(at.Pos()) {
		report.Report(c.pass, report.Finding{At: at, Message: f.message, Steps: f.steps, Fixes: f.fixes})
	}
}

// cursor returns the syntax of a call.
func (c *check) cursor(call *ssa.Call) (inspector.Cursor, bool) {
	at := c.ssa.CallExpr(call)
	if at == nil {
		return inspector.Cursor{}, false
	}
	return c.pass.ResultOf[inspect.Analyzer].(*inspector.Inspector).Root().FindNode(at)
}

// variable returns the name that what call makes is given, nil if it has none.
func (c *check) variable(call *ssa.Call) *ast.Ident {
	cur, ok := c.cursor(call)
	if !ok {
		return nil
	}
	var lhs []ast.Expr
	var rhs []ast.Expr
	switch stmt := cur.Parent().Node().(type) {
	case *ast.AssignStmt:
		lhs, rhs = stmt.Lhs, stmt.Rhs
	case *ast.ValueSpec:
		for _, name := range stmt.Names {
			lhs = append(lhs, name)
		}
		rhs = stmt.Values
	}
	for i, v := range rhs {
		if v == cur.Node() && len(lhs) == len(rhs) {
			id, _ := lhs[i].(*ast.Ident)
			return id
		}
	}
	return nil
}

// deferStop inserts a deferred Stop behind the statement that makes the ticker.
func (c *check) deferStop(id *ast.Ident, call *ssa.Call) []analysis.SuggestedFix {
	cur, ok := c.cursor(call)
	if !ok || id.Name == "_" {
		return nil
	}
	for cur = cur.Parent(); ; cur = cur.Parent() {
		switch stmt := cur.Node().(type) {
		case *ast.ValueSpec, *ast.GenDecl:
			continue
		case *ast.AssignStmt, *ast.DeclStmt:
			if !c.ssa.InBlock(stmt.(ast.Stmt)) {
				return nil
			}
			end := c.lineEnd(stmt.End())
			return []analysis.SuggestedFix{{
				Message:   "Defer " + id.Name + ".Stop()",
				TextEdits: []analysis.TextEdit{{Pos: end, End: end, NewText: []byte("\ndefer " + id.Name + ".Stop()")}},
			}}
		}
		return nil
	}
}

// lineEnd returns the end of the comment that follows on the line of pos, so
// that it stays with its statement; pos if there is none.
func (c *check) lineEnd(pos token.Pos) token.Pos {
	line := c.pass.Fset.Position(pos).Line
	for _, file := range c.pass.Files {
		if pos < file.FileStart || file.FileEnd <= pos {
			continue
		}
		for _, group := range file.Comments {
			for _, comment := range group.List {
				if comment.Pos() >= pos && c.pass.Fset.Position(comment.Pos()).Line == line && strings.HasPrefix(comment.Text, "//") {
					return comment.End()
				}
			}
		}
	}
	return pos
}
