package shutdownwait

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/joins"
	"github.com/asynclint/asynclint/passes/place"
)

// whenClosed evaluates a condition on the error that call returned, for the
// case that it is http.ErrServerClosed.
func whenClosed(cond ssa.Value, call *ssa.Call) (value, known bool) {
	isErr := func(v ssa.Value) bool {
		if phi, ok := v.(*ssa.Phi); ok { // err of one serving call or another
			return slices.Contains(phi.Edges, ssa.Value(call))
		}
		return v == ssa.Value(call)
	}
	switch cond := cond.(type) {
	case *ssa.Const:
		return cond.Value != nil && constant.BoolVal(cond.Value), cond.Value != nil
	case *ssa.UnOp:
		if cond.Op == token.NOT {
			value, known = whenClosed(cond.X, call)
			return !value, known
		}
	case *ssa.Call:
		if name(cond) == "errors.Is" && isErr(cond.Call.Args[0]) && isClosed(cond.Call.Args[1]) {
			return true, true
		}
	case *ssa.BinOp:
		x, y := cond.X, cond.Y
		if !isErr(x) {
			x, y = y, x
		}
		if !isErr(x) || cond.Op != token.EQL && cond.Op != token.NEQ {
			return false, false
		}
		if c, ok := y.(*ssa.Const); ok && c.IsNil() {
			return cond.Op == token.NEQ, true
		}
		if isClosed(y) {
			return cond.Op == token.EQL, true
		}
	}
	return false, false
}

// isClosed reports whether v is http.ErrServerClosed.
func isClosed(v ssa.Value) bool {
	load, ok := v.(*ssa.UnOp)
	if !ok || load.Op != token.MUL {
		return false
	}
	g, ok := load.X.(*ssa.Global)
	return ok && g.Pkg.Pkg.Path() == "net/http" && g.Name() == "ErrServerClosed"
}

// endsMain reports whether the program ends when fn returns: fn is main, or
// main calls it and does nothing after that for which it could wait.
func (c *checker) endsMain(fn *ssa.Function, depth int) bool {
	if c.ssa.Pkg.Pkg.Name() != "main" || depth == 0 {
		return false
	}
	if fn == c.ssa.Pkg.Func("main") {
		return true
	}
	for _, call := range c.callsOf(fn) {
		if end := joins.After(call, nil); end.Ends() && (end.Exit != nil || c.endsMain(call.Parent(), depth-1)) {
			return true
		}
	}
	return false
}

// abandons reports whether nobody can wait for Shutdown once fn has returned:
// the goroutine does not tell when it has, the server is out of reach for
// another Shutdown, and where fn is called from here it is not known that the
// caller goes on to wait, for whatever it may be.
func (c *checker) abandons(fn *ssa.Function, s calls.Spawn, down ssa.CallInstruction, server place.Place) bool {
	if s.Group != nil || c.signals(s.Body.Fn, down) || c.shared(fn, server, down) {
		return false
	}
	if c.ssa.Pkg.Pkg.Name() == "main" {
		return len(c.callsOf(fn)) == 0 // else endsMain was the answer
	}
	if obj := fn.Object(); obj == nil || obj.Exported() {
		return true
	}
	sites := c.callsOf(fn)
	return len(sites) == 0 || slices.ContainsFunc(sites, func(call *ssa.Call) bool { return !joins.After(call, nil).Waits })
}

// shared reports whether others than fn may have the server, and so may call
// its Shutdown, which waits even if it is not the first.
func (c *checker) shared(fn *ssa.Function, server place.Place, down ssa.CallInstruction) bool {
	if i := strings.LastIndexByte(server.Path, '.'); i >= 0 && token.IsExported(server.Path[i+1:]) {
		return true
	}
	if param, ok := server.Root.(*ssa.Parameter); ok && server.Path == "" {
		if obj := param.Parent().Object(); obj == nil || obj.Exported() {
			return true
		}
	}
	if g, ok := server.Root.(*ssa.Global); ok && token.IsExported(g.Name()) {
		return true
	}
	own := local(server) && !c.handsOut(fn, server)
	for _, other := range c.funcs {
		for _, b := range other.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.MakeClosure: // srv.Shutdown as a value
					if f := calls.FuncOf(instr); f.Recv != nil && isShutdown(f.Fn) {
						return true
					}
				case ssa.CallInstruction:
					if instr == down || name(instr) != shutdown {
						continue
					}
					_, recv := calls.Args(instr.Common())
					if p := place.Of(recv); p == server || !own && !local(p) {
						return true
					}
				}
			}
		}
	}
	return false
}

func isShutdown(fn *ssa.Function) bool {
	obj, ok := fn.Object().(*types.Func)
	return ok && obj.FullName() == shutdown
}

// local reports whether p is a server that a function has made or got for
// itself.
func local(p place.Place) bool {
	switch p.Root.(type) {
	case *ssa.Alloc, *ssa.Call, *ssa.Extract:
		return p.Path == ""
	}
	return false
}

// handsOut reports whether fn, or a literal in it, stores a server anywhere but
// in a variable of its own, returns it, or passes it to a function that is not
// of this package.
func (c *checker) handsOut(fn *ssa.Function, server place.Place) bool {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	is := func(v ssa.Value) bool { return place.Of(v) == server }
	var in func(fn *ssa.Function) bool
	in = func(fn *ssa.Function) bool {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					if _, isVar := place.Cell(instr.Addr); !isVar && is(instr.Val) {
						return true
					}
				case *ssa.Return:
					if slices.ContainsFunc(instr.Results, is) {
						return true
					}
				case *ssa.MakeInterface:
					if is(instr.X) {
						return true
					}
				case ssa.CallInstruction:
					args, _ := calls.Args(instr.Common())
					f := calls.Callee(instr.Common())
					if slices.ContainsFunc(args, is) && (f.Fn == nil || f.Fn.Pkg != c.ssa.Pkg) {
						return true
					}
				}
			}
		}
		return slices.ContainsFunc(fn.AnonFuncs, in)
	}
	return in(fn)
}

// callsOf returns the calls in this package that run fn and wait for it.
func (c *checker) callsOf(fn *ssa.Function) []*ssa.Call {
	var out []*ssa.Call
	for _, caller := range c.funcs {
		for _, b := range caller.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(*ssa.Call); ok && calls.Callee(call.Common()).Fn == fn {
					out = append(out, call)
				}
			}
		}
	}
	return out
}

// signals reports whether the goroutine could tell anybody, after down, that
// Shutdown has returned: by a channel, a variable, or anything not known to
// keep quiet. down is in body, or in what it calls.
func (c *checker) signals(body *ssa.Function, down ssa.CallInstruction) bool {
	if len(body.Blocks) == 0 {
		return false // go srv.Shutdown(ctx)
	}
	for _, fn := range []*ssa.Function{body, down.Parent()} {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				_, deferred := instr.(*ssa.Defer)
				if instr == ssa.Instruction(down) || !deferred && fn == down.Parent() && !flow.Reaches(down, instr, nil) {
					continue
				}
				if joins.MaySignal(instr, down) {
					return true
				}
			}
		}
	}
	return false
}
