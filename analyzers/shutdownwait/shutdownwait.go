package shutdownwait

import (
	"fmt"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/analyzers/internal/report"
	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/joins"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Analyzer is the check.
var Analyzer = &analysis.Analyzer{
	Name:     "shutdownwait",
	Doc:      "report servers whose program may end while Shutdown still drains them",
	URL:      report.URL("shutdownwait"),
	Requires: []*analysis.Analyzer{effects.Analyzer, report.Requires},
	Run:      run,
}

const (
	shutdown = "(*net/http.Server).Shutdown"
	register = "(*net/http.Server).RegisterOnShutdown"
)

// serving are the methods that return as soon as Shutdown is called, not when
// it returns.
var serving = []string{
	"(*net/http.Server).ListenAndServe",
	"(*net/http.Server).ListenAndServeTLS",
	"(*net/http.Server).Serve",
	"(*net/http.Server).ServeTLS",
}

func run(pass *analysis.Pass) (any, error) {
	if !slices.ContainsFunc(pass.Pkg.Imports(), func(p *types.Package) bool { return p.Path() == "net/http" }) {
		return nil, nil
	}
	c := &checker{pass: pass, effects: pass.ResultOf[effects.Analyzer].(*effects.Result)}
	c.ssa = c.effects.Calls.SSA()
	if c.ssa == nil {
		return nil, nil
	}
	for _, fn := range c.ssa.Funcs {
		if !strings.HasSuffix(pass.Fset.Position(fn.Pos()).Filename, "_test.go") {
			c.funcs = append(c.funcs, fn)
		}
	}
	if c.registers() {
		return nil, nil
	}
	for _, fn := range c.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(*ssa.Call); ok && slices.Contains(serving, name(call)) {
					c.check(call)
				}
			}
		}
	}
	return nil, nil
}

type checker struct {
	pass    *analysis.Pass
	effects *effects.Result
	ssa     *ssabuild.SSA
	funcs   []*ssa.Function // of the package, without its tests: they are not how it is used
}

// name is the full name of the function or method that a call names.
func name(call ssa.CallInstruction) string {
	if obj := calls.Object(call.Common()); obj != nil {
		return obj.FullName()
	}
	return ""
}

// registers reports whether the package uses RegisterOnShutdown, by which it
// may wait for Shutdown in ways that are not looked into.
func (c *checker) registers() bool {
	for _, fn := range c.funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok && name(call) == register {
					return true
				}
			}
		}
	}
	return false
}

// check looks at one call of a serving method: for a goroutine, started
// before, that shuts the same server down, and for something after it that
// waits.
func (c *checker) check(serve *ssa.Call) {
	fn := serve.Parent()
	_, recv := calls.Args(serve.Common())
	server := place.Of(recv)
	if !isOne(server) || flow.InRangeFunc(fn) {
		return
	}
	for _, s := range c.effects.Spawns(fn) {
		if s.Body.Fn == nil || !flow.Reaches(s.Site, serve, nil) {
			continue
		}
		down := c.shutdownIn(s, server)
		if down == nil {
			continue
		}
		end := joins.After(serve, func(cond ssa.Value) (bool, bool) { return whenClosed(cond, serve) })
		if end.Ends() {
			c.tell(serve, s, down, end, server)
		}
		return
	}
}

// isOne reports whether p is one server, whenever it is evaluated: not an
// element of a collection, nor a variable that is assigned several times.
func isOne(p place.Place) bool {
	if alloc, ok := p.Root.(*ssa.Alloc); ok && p.Path == "" {
		_, isPointer := alloc.Type().Underlying().(*types.Pointer).Elem().Underlying().(*types.Pointer)
		return !isPointer
	}
	return p.Exact()
}

// maxDepth bounds how deep callees are followed.
const maxDepth = 4

// shutdownIn returns the call that shuts server down in the goroutine s: in
// its body, or in a function of this package that the body calls.
func (c *checker) shutdownIn(s calls.Spawn, server place.Place) ssa.CallInstruction {
	if name(s.Site) == shutdown { // go srv.Shutdown(ctx)
		if _, recv := calls.Args(s.Site.Common()); place.Of(recv) == server {
			return s.Site
		}
		return nil
	}
	// outer translates a place of the body into one of the spawning function.
	arguments := func(f calls.Func, common *ssa.CallCommon, outer func(place.Place) place.Place) func(place.Place) place.Place {
		return func(p place.Place) place.Place {
			param, ok := p.Root.(*ssa.Parameter)
			if !ok || param.Parent() != f.Fn {
				return p
			}
			arg := f.Argument(common, slices.Index(f.Fn.Params, param))
			if arg == nil {
				return place.Place{}
			}
			return outer(place.Of(arg).Under(p.Path))
		}
	}
	var in func(fn *ssa.Function, outer func(place.Place) place.Place, depth int) ssa.CallInstruction
	in = func(fn *ssa.Function, outer func(place.Place) place.Place, depth int) ssa.CallInstruction {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if _, isGo := instr.(*ssa.Go); !ok || isGo {
					continue
				}
				if name(call) == shutdown {
					_, recv := calls.Args(call.Common())
					if outer(place.Of(recv)) == server {
						return call
					}
				}
				if f := calls.Callee(call.Common()); f.Fn != nil && depth < maxDepth && len(f.Fn.Blocks) > 0 {
					if found := in(f.Fn, arguments(f, call.Common(), outer), depth+1); found != nil {
						return found
					}
				}
			}
		}
		return nil
	}
	same := func(p place.Place) place.Place { return p }
	if s.By == "go" {
		return in(s.Body.Fn, arguments(s.Body, s.Site.Common(), same), 0)
	}
	return in(s.Body.Fn, same, 0)
}

// tell reports a call that nothing after it makes up for, if it is certain
// how that ends: the program ends then, or whoever called has nothing to wait
// for.
func (c *checker) tell(serve *ssa.Call, s calls.Spawn, down ssa.CallInstruction, end joins.Outcome, server place.Place) {
	fn := serve.Parent()
	method := calls.Object(serve.Common()).Name()
	var message string
	switch {
	case end.Exit != nil:
		message = fmt.Sprintf("%s ends the program as soon as %s returns, while Shutdown is still draining in a goroutine: in-flight requests are cut",
			calls.CalleeName(end.Exit.Common()), method)
	case c.endsMain(fn, maxDepth):
		message = fmt.Sprintf("%s returns as soon as %s does, while Shutdown is still draining in a goroutine: in-flight requests are cut",
			called(fn), method)
	case c.abandons(fn, s, down, server):
		message = fmt.Sprintf("%s returns as soon as %s does, while Shutdown is still draining in a goroutine that nobody can wait for: in-flight requests are cut if the program ends then",
			called(fn), method)
	default:
		return
	}
	at, downAt := c.ssa.CallExpr(serve), c.ssa.CallExpr(down)
	if at == nil || downAt == nil {
		return
	}
	report.Report(c.pass, report.Finding{
		At:      at,
		Message: message + "; wait for Shutdown to return",
		Steps: []report.Step{
			report.StepAt(downAt, "Shutdown makes %s return at once, and goes on until the last request is answered", method),
		},
	})
}

// called is what messages call the function around a serving call.
func called(fn *ssa.Function) string {
	switch {
	case fn.Parent() != nil:
		return "this function literal"
	case fn.Name() == "main" && fn.Signature.Recv() == nil:
		return "main"
	}
	return calls.Name(fn)
}
