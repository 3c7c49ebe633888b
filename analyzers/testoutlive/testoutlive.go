package testoutlive

import (
	"fmt"
	"go/ast"
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/bubbles"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/joins"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer reports goroutines that may use a test that is over.
var Analyzer = &analysis.Analyzer{
	Name:     "testoutlive",
	Doc:      "report goroutines that may use a test after it has returned",
	URL:      report.URL("testoutlive"),
	Requires: []*analysis.Analyzer{effects.Analyzer, report.Requires},
	Run:      run,
}

func run(pass *analysis.Pass) (any, error) {
	if !slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "testing" }) {
		return nil, nil
	}
	r := pass.ResultOf[effects.Analyzer].(*effects.Result)
	s := r.Calls.SSA()
	if s == nil {
		return nil, nil
	}
	c := &check{pass: pass, effects: r, ssa: s, bubbles: bubbles.Find(r.Calls)}
	for _, fn := range s.Funcs {
		if c.bubbles.May(fn) || looksForLeaks(fn) {
			continue
		}
		// Only go statements: the function of a timer is stopped, mostly, and the
		// groups of others are waited for.
		for _, spawn := range r.Spawns(fn) {
			if spawn.By == "go" && spawn.Body.Fn != nil && len(spawn.Body.Fn.Blocks) > 0 {
				c.spawn(spawn)
			}
		}
	}
	return nil, nil
}

type check struct {
	pass    *analysis.Pass
	effects *effects.Result
	ssa     *ssabuild.SSA
	bubbles *bubbles.Result
}

// spawn looks for the first use of a test in a goroutine that nobody can know to
// be over.
func (c *check) spawn(s calls.Spawn) {
	quiet := func(call ssa.CallInstruction) bool { return c.use(s, call) != nil }
	for _, b := range s.Body.Fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			expr := c.use(s, call)
			if expr == nil || !late(s, call) || !joins.MustBeUnseen(s.Body.Fn, call, quiet) {
				continue
			}
			if site := c.ssa.CallExpr(s.Site); site != nil {
				report.Report(c.pass, report.Finding{
					At:      expr,
					Message: fmt.Sprintf("%s may be called after the test has returned, as nobody waits for this goroutine: then it panics, or its message is lost; let the test wait for the goroutine, as with a sync.WaitGroup in t.Cleanup", types.ExprString(expr.Fun)),
					Steps:   []report.Step{report.StepAt(site, "the goroutine is started here")},
				})
			}
			return
		}
	}
}

// use returns the syntax of a call in the goroutine that uses a test from
// outside, nil for other calls.
func (c *check) use(s calls.Spawn, call ssa.CallInstruction) *ast.CallExpr {
	common := call.Common()
	obj := calls.Object(common)
	if obj == nil {
		return nil
	}
	_, recv := calls.Args(common)
	switch {
	case recv != nil && speaks(obj.Name()) && isTest(s, recv):
	case obj.Pkg() != nil && strings.HasPrefix(obj.Pkg().Path(), "github.com/stretchr/testify/") && slices.ContainsFunc(common.Args, func(v ssa.Value) bool { return isTest(s, v) }):
	default:
		return nil
	}
	return c.ssa.CallExpr(call)
}

// isTest reports whether v is a test of somebody outside of the goroutine.
func isTest(s calls.Spawn, v ssa.Value) bool {
	p := place.Of(v)
	p.Path = strings.TrimSuffix(p.Path, ".common")
	at, ok := s.Outside(p)
	return ok && effects.IsTest(at)
}

// speaks reports whether a method of a test must not be called once it is over.
func speaks(name string) bool {
	switch name {
	case "Error", "Errorf", "Fail", "FailNow", "Fatal", "Fatalf", "Log", "Logf", "Skip", "Skipf", "SkipNow":
		return true
	}
	return false
}

// looksForLeaks reports whether a function, or one around it, has something look
// for goroutines that are left: which waits for them.
func looksForLeaks(fn *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && (calls.Row(call.Common()).LeakCheck || leaks.MatchString(calls.CalleeName(call.Common()))) {
					return true
				}
			}
		}
	}
	return false
}

var leaks = regexp.MustCompile(`(?i)leak|goroutine`)
