package testfatal

import (
	"fmt"
	"go/ast"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/analysis/passes/testinggoroutine"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports tests that are ended from a goroutine that is not theirs.
var Analyzer = &analysis.Analyzer{
	Name:     "testfatal",
	Doc:      "report assertions that end a test from a goroutine other than the test's",
	URL:      report.URL("testfatal"),
	Requires: []*analysis.Analyzer{effects.Analyzer, inspect.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	// The test has to come from somewhere: from testing, or in a field or
	// parameter from a package that may import it. The second kind is rare
	// enough to be given up for a fast path.
	if !imports(pass.Pkg, "testing") && !imports(pass.Pkg, "github.com/stretchr/testify/suite") {
		return nil, nil
	}
	r := pass.ResultOf[effects.Analyzer].(*effects.Result)
	s := r.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	c := &check{pass: pass, effects: r, ssa: s, done: make(map[token.Pos]bool)}
	for _, fn := range s.Funcs {
		for _, spawn := range r.Spawns(fn) {
			if !awaited(r, spawn) {
				c.spawn(spawn)
			}
		}
	}
	return nil, nil
}

func imports(pkg *types.Package, path string) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

type check struct {
	pass    *analysis.Pass
	effects *effects.Result
	ssa     *ssabuild.SSA
	done    map[token.Pos]bool // reports made, as a literal may be started in several places
	vet     []report.Span      // what vet says, once asked
	asked   bool
}

// awaited reports whether a goroutine is that of a function which waits until
// it ends, by a deferred signal. FailNow ends what was to run there and no more,
// as the author of such a function meant it: a subtest in all but name.
func awaited(r *effects.Result, s calls.Spawn) bool {
	return s.By != "go" && slices.ContainsFunc(r.At(s.Site), func(l effects.Local) bool {
		return l.Kind == effect.Spawn && l.What == effects.Awaited
	})
}

// A fatal is a call in a goroutine that ends a test from outside of it.
type fatal struct {
	call *ast.CallExpr
	effects.Local
}

// spawn looks at one goroutine.
func (c *check) spawn(s calls.Spawn) {
	site := c.ssa.CallExpr(s.Site)
	if site == nil {
		return
	}
	if s.Body.Fn == nil {
		return
	}
	if len(s.Body.Fn.Blocks) == 0 {
		// go require.NoError(t, f()), or a function of another package.
		for _, l := range c.effects.Started(s) {
			f := fatal{site, l}
			if l.Kind == effect.FailTest && effects.IsTest(l.At) && !c.known(s, site, f) {
				c.report(site, s, f, nil)
				return
			}
		}
		return
	}
	all := c.fatals(s)
	all = slices.DeleteFunc(all, func(f fatal) bool { return c.known(s, site, f) })
	if len(all) == 0 {
		return
	}
	if s.Body.Fn.Parent() == nil {
		// A declared function may be right for its other callers.
		c.report(site, s, all[0], []report.Step{report.StepAt(all[0].call, "%s", says(s, all[0]))})
		return
	}
	steps := []report.Step{report.StepAt(site, "the goroutine is started here")}
	for _, f := range all[1:] {
		steps = append(steps, report.StepAt(f.call, "%s, too", says(s, f)))
	}
	c.report(all[0].call, s, all[0], steps)
}

// fatals lists the calls in the body of a goroutine that end a test from
// outside, in source order.
func (c *check) fatals(s calls.Spawn) []fatal {
	var all []fatal
	for _, fn := range s.Bodies() {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if expr := c.ssa.CallExpr(call); expr != nil {
					if l, ok := c.fatal(s, call); ok {
						all = append(all, fatal{expr, l})
					}
				}
			}
		}
	}
	slices.SortStableFunc(all, func(a, b fatal) int { return int(a.call.Pos() - b.call.Pos()) })
	return all
}

// fatal returns the event of a call in the goroutine of s that ends a test
// from outside of the goroutine.
func (c *check) fatal(s calls.Spawn, call ssa.CallInstruction) (effects.Local, bool) {
	for _, l := range c.effects.At(call) {
		if l.Kind != effect.FailTest {
			continue
		}
		if at, ok := s.Outside(l.At); ok && effects.IsTest(at) {
			l.At = at
			return l, true
		}
	}
	return effects.Local{}, false
}

func (c *check) report(at *ast.CallExpr, s calls.Spawn, f fatal, steps []report.Step) {
	if c.done[at.Pos()] {
		return
	}
	c.done[at.Pos()] = true
	where := "a new goroutine"
	if s.By != "go" {
		where = "the goroutine of " + types.ExprString(c.ssa.CallExpr(s.Site).Fun)
	}
	report.Report(c.pass, report.Finding{
		At:      at,
		Message: fmt.Sprintf("%s in %s, which ends only that goroutine and not the test; %s", says(s, f), where, advice(s, f)),
		Steps:   steps,
	})
}

// says tells how the call reaches its leaf: "require.NoError calls t.FailNow".
func says(s calls.Spawn, f fatal) string {
	_, isLiteral := ast.Unparen(f.call.Fun).(*ast.FuncLit)
	passed := s.By != "go" && len(s.Body.Fn.Blocks) == 0 // wg.Go(t.FailNow): f.call only starts it
	leaf := testName(f.At) + "." + leaf(f)
	switch {
	case passed && len(f.Via) == 0:
		return leaf + " is called"
	case passed:
		return calls.Name(s.Body.Fn) + " calls " + leaf
	case len(f.Via) == 0:
		return types.ExprString(f.call.Fun) + " is called"
	case isLiteral:
		return "a function literal calls " + leaf
	}
	return types.ExprString(f.call.Fun) + " calls " + leaf
}

// leaf is the name of the method that ends the goroutine.
func leaf(f fatal) string { return f.What[strings.LastIndexByte(f.What, '.')+1:] }

// testName is how the code calls the test, or "t".
func testName(p place.Place) string {
	if p.Path != "" && !strings.HasSuffix(p.Path, "T()") {
		return "t" // inside Assertions or a harness
	}
	switch root := p.Root.(type) {
	case *ssa.Parameter:
		return root.Name() + strings.TrimPrefix(p.Path, ".Suite")
	case *ssa.Alloc:
		if p.Path == "" && root.Comment != "" {
			return root.Comment
		}
	}
	return "t"
}

// advice says where the failure should go.
func advice(s calls.Spawn, f fatal) string {
	if strings.HasPrefix(leaf(f), "Skip") {
		return "decide in the goroutine of the test and skip there"
	}
	if fn := s.Body.Fn; fn != nil && s.By != "go" && fn.Signature.Results().Len() > 0 {
		if results := fn.Signature.Results(); types.Identical(results.At(results.Len()-1).Type(), types.Universe.Lookup("error").Type()) {
			return "return the error and fail in the goroutine of the test"
		}
		return "return what happened and fail in the goroutine of the test"
	}
	return "send the error to the goroutine of the test and fail there"
}

// known reports whether vet or staticcheck say the same: nobody wants to read
// it twice.
func (c *check) known(s calls.Spawn, site *ast.CallExpr, f fatal) bool {
	direct := len(f.Via) == 0
	if direct && s.By == "go" && s.Body.Fn != nil && len(s.Body.Fn.Blocks) > 0 && strings.HasPrefix(f.What, "(*testing.common)") {
		return true // staticcheck has SA2002 for it
	}
	at := c.pass.Fset.Position(f.call.Pos())
	if !direct {
		// vet goes into the literals inside the goroutine's function.
		last := f.Via[len(f.Via)-1].At
		at.Line, at.Column = last.Line, last.Col
		if last.File != filepath.Base(at.Filename) {
			at.Line = 0
		}
	}
	for _, span := range c.testingGoroutine() {
		if span.Pos() <= site.Pos() && site.Pos() < span.End() {
			return true
		}
		from, to := c.pass.Fset.Position(span.Pos()), c.pass.Fset.Position(span.End())
		if from.Filename == at.Filename && !before(at, from) && before(at, to) {
			return true
		}
	}
	return false
}

func before(a, b token.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Column < b.Column
}

// testingGoroutine runs vet's check of that name and returns where it reports
// something. Running it is the only way to know: its rules change.
func (c *check) testingGoroutine() []report.Span {
	if !c.asked {
		c.asked = true
		vet := *c.pass
		vet.Report = func(d analysis.Diagnostic) { c.vet = append(c.vet, report.Span{From: d.Pos, To: d.End}) }
		if _, err := testinggoroutine.Analyzer.Run(&vet); err != nil {
			c.vet = nil
		}
	}
	return c.vet
}
