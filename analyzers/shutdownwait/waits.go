package shutdownwait

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

// outcome is what happens after an instruction.
type outcome struct {
	waits   bool      // something there may wait for a goroutine
	returns bool      // the function may return
	exit    *ssa.Call // may end the program, nil if nothing does
}

// ends reports whether it is certain that nothing is waited for, and that this
// is the end: not so in a loop that serves for ever.
func (o outcome) ends() bool { return !o.waits && (o.returns || o.exit != nil) }

// after follows every way from a call to the end of its function, but those
// that a server which was shut down does not take: its serving method returns
// http.ErrServerClosed. One thing on any of them that may wait for something
// is enough for waits, deferred functions included.
func (c *checker) after(call *ssa.Call) outcome {
	var out outcome
	seen := make(map[*ssa.BasicBlock]bool)
	unwinds := false
	var from func(b *ssa.BasicBlock, instrs []ssa.Instruction)
	from = func(b *ssa.BasicBlock, instrs []ssa.Instruction) {
		for _, instr := range instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				out.returns, unwinds = true, true
			case *ssa.Panic:
				unwinds = true
			case *ssa.Call:
				if calls.Row(instr.Common()).NoReturn && out.exit == nil {
					out.exit = instr
				}
			}
			if c.mayWait(instr, maxDepth) {
				out.waits = true
			}
		}
		succs := b.Succs
		if iff, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
			if value, known := whenClosed(iff.Cond, call); known && value {
				succs = succs[:1]
			} else if known {
				succs = succs[1:]
			}
		}
		for _, s := range succs {
			if !seen[s] {
				seen[s] = true
				from(s, s.Instrs)
			}
		}
	}
	b := call.Block()
	from(b, b.Instrs[slices.Index(b.Instrs, ssa.Instruction(call))+1:])
	if !unwinds {
		return out
	}
	for _, b := range call.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && c.callMayWait(d, maxDepth) {
				out.waits = true
			}
		}
	}
	return out
}

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

// mayWait reports whether an instruction may wait for another goroutine. It
// says so of all it does not know.
func (c *checker) mayWait(instr ssa.Instruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Select, *ssa.Send:
		return true
	case *ssa.UnOp:
		return instr.Op == token.ARROW
	case *ssa.Call:
		return c.callMayWait(instr, depth)
	}
	return false
}

func (c *checker) callMayWait(call ssa.CallInstruction, depth int) bool {
	if isQuiet(call) || isCancel(call.Common().Value) != nil || isCloser(call) {
		return false
	}
	return !c.bodyIs(call, depth, func(instr ssa.Instruction) bool { return !c.mayWait(instr, depth-1) })
}

// bodyIs reports whether a call runs a function of this package all of whose
// instructions, deferred ones included, are ok.
func (c *checker) bodyIs(call ssa.CallInstruction, depth int, ok func(ssa.Instruction) bool) bool {
	f := calls.Callee(call.Common())
	if f.Fn == nil || len(f.Fn.Blocks) == 0 || depth == 0 || f.Fn.Pkg != c.ssa.Pkg {
		return false
	}
	for _, b := range f.Fn.Blocks {
		for _, instr := range b.Instrs {
			if d, isDefer := instr.(*ssa.Defer); isDefer && !isQuiet(d) && isCancel(d.Call.Value) == nil && !isCloser(d) {
				return false
			}
			if !ok(instr) {
				return false
			}
		}
	}
	return true
}

// quietPackages neither wait for goroutines nor tell them anything, but where
// the table says that a function blocks on more than a file.
var quietPackages = []string{
	"context", "errors", "fmt", "log", "log/slog", "math", "os", "os/signal", "path", "path/filepath",
	"slices", "maps", "sort", "strconv", "strings", "time", "unicode",
}

// isQuiet reports whether a call neither waits for other goroutines nor could
// be what they wait for: most of std, x.Error(), and what looks like logging.
func isQuiet(call ssa.CallInstruction) bool {
	common := call.Common()
	if builtin, ok := common.Value.(*ssa.Builtin); ok {
		return builtin.Name() != "close"
	}
	obj := calls.Object(common)
	if obj == nil {
		return false
	}
	row := calls.Row(common)
	if row.NoReturn {
		return true
	}
	if obj.FullName() == "(*net/http.Server).Close" {
		return true
	}
	if row.Blocks != effect.NotBlocking && row.Blocks != effect.Disk && row.Blocks != effect.Iface {
		return false
	}
	if obj.Pkg() == nil { // error.Error
		return true
	}
	if slices.Contains(quietPackages, obj.Pkg().Path()) {
		return true
	}
	return isLog(obj, common)
}

// isLog reports whether a call of a function from elsewhere can only be about
// values: it gets something to say (a string, an error), and nothing by which
// it could know of a goroutine: no channel, func, context or group.
func isLog(obj *types.Func, common *ssa.CallCommon) bool {
	if fn := common.StaticCallee(); fn != nil && len(fn.Blocks) > 0 {
		return false // look into it
	}
	args, _ := calls.Args(common)
	says := false
	for _, arg := range args {
		t := arg.Type()
		if i, ok := arg.(*ssa.MakeInterface); ok {
			t = i.X.Type()
		}
		switch u := t.Underlying().(type) {
		case *types.Basic:
			says = says || u.Info()&types.IsString != 0
		case *types.Slice: // …any, …zap.Field
			if !obj.Signature().Variadic() {
				return false
			}
		case *types.Interface:
			if !types.Identical(t, types.Universe.Lookup("error").Type()) {
				return false
			}
			says = true
		default:
			return false
		}
	}
	if obj.Signature().Variadic() && len(args) == 1 {
		says = true // log.Fatal(err) of another log package
	}
	return says
}

// isCloser reports whether a call is x.Close() for a type of another package:
// it lets go of a resource. Even where that waits for users of the resource it
// is not Shutdown that it waits for.
func isCloser(call ssa.CallInstruction) bool {
	obj := calls.Object(call.Common())
	if obj == nil || obj.Name() != "Close" || calls.Row(call.Common()).Blocks != effect.NotBlocking {
		return false
	}
	sig := obj.Signature()
	if sig.Recv() == nil || sig.Params().Len() != 0 || sig.Results().Len() > 1 {
		return false
	}
	return obj.Pkg() != nil && call.Parent().Pkg != nil && obj.Pkg() != call.Parent().Pkg.Pkg
}

// isCancel returns the call that made v, if v is the function by which a
// context is cancelled.
func isCancel(v ssa.Value) *ssa.Call {
	p := place.Of(v)
	x, ok := p.Root.(*ssa.Extract)
	if !ok || p.Path != "" || x.Index == 0 {
		return nil
	}
	made, ok := x.Tuple.(*ssa.Call)
	if !ok || !calls.Row(made.Common()).Cancel {
		return nil
	}
	return made
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
		if end := c.after(call); end.ends() && (end.exit != nil || c.endsMain(call.Parent(), depth-1)) {
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
	return len(sites) == 0 || slices.ContainsFunc(sites, func(call *ssa.Call) bool { return !c.after(call).waits })
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
				if instr == ssa.Instruction(down) || !deferred && fn == down.Parent() && !reaches(down, instr) {
					continue
				}
				if c.maySignal(instr, down, maxDepth) {
					return true
				}
			}
		}
	}
	return false
}

func (c *checker) maySignal(instr ssa.Instruction, down ssa.CallInstruction, depth int) bool {
	switch instr := instr.(type) {
	case *ssa.Send:
		return true
	case *ssa.Select:
		return slices.ContainsFunc(instr.States, func(s *ssa.SelectState) bool { return s.Dir == types.SendOnly })
	case *ssa.Store:
		cell := variable(instr.Addr)
		return cell == nil || cell.Parent() != instr.Parent()
	case *ssa.MapUpdate, *ssa.Go:
		return true
	case ssa.CallInstruction:
		if instr == down || isQuiet(instr) {
			return false
		}
		if made := isCancel(instr.Common().Value); made != nil && made.Parent() == instr.Parent() {
			return false
		}
		return !c.bodyIs(instr, depth, func(inner ssa.Instruction) bool { return !c.maySignal(inner, down, depth-1) })
	}
	return false
}

// variable returns the local variable that an address is in, nil if it is in
// none.
func variable(addr ssa.Value) *ssa.Alloc {
	for {
		switch a := addr.(type) {
		case *ssa.FieldAddr:
			addr = a.X
		case *ssa.IndexAddr:
			addr = a.X
		default:
			cell, _ := place.Cell(addr)
			return cell
		}
	}
}
