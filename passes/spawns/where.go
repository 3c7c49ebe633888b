package spawns

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A Start says what kind of function starts a goroutine.
type Start uint8

const (
	Function    Start = iota // none of the others
	Process                  // once per process: main, init, their callees, sync.Once
	Test                     // code of tests
	Handler                  // a request handler
	Constructor              // a function that returns the object it makes
	Method                   // a method
)

var startNames = [...]string{"function", "process", "test", "handler", "constructor", "method"}

func (s Start) String() string { return startNames[s] }

// Where says who starts a goroutine, and how often.
type Where struct {
	Start Start
	// Func is the declared function around the site.
	Func *ssa.Function
	// Loop is set if the site is in a loop of its function, Unbounded if that
	// does not count itself to an end, as a loop that accepts connections.
	Loop, Unbounded bool
	// Stays is set if the starting function itself never returns, or waits for
	// the goroutine: its caller knows that it runs for good.
	Stays bool
	// Once says that a sync.Once runs the literal that starts the goroutine: no
	// more than one for each Once.
	Once bool
	// Owner is the type of what a constructor makes or a method belongs to, nil
	// for other functions.
	Owner *types.TypeName
}

func (r *Result) where(site *Site) Where {
	top := site.In
	for top.Parent() != nil {
		top = top.Parent()
	}
	w := Where{Func: top, Stays: r.lives.stays(site.In) || waitsFor(site), Once: site.In != top && r.runOnce(site.In)}
	for _, l := range flow.Around(site.Site.Block()) {
		w.Loop = true
		w.Unbounded = w.Unbounded || !bounded(l)
	}
	switch {
	case r.inTest(top):
		w.Start = Test
	case !w.Unbounded && r.oncePerProcess(site.In, site.Site, make(map[*ssa.Function]bool)):
		w.Start = Process
	case isHandler(site.In) || isHandler(top):
		w.Start = Handler
	case top.Signature.Recv() != nil:
		w.Start, w.Owner = Method, typeName(top.Signature.Recv().Type())
	default:
		if w.Owner = made(top); w.Owner != nil {
			w.Start = Constructor
		}
	}
	return w
}

// stays reports whether control that has entered fn never comes back.
func (ls *lives) stays(fn *ssa.Function) bool {
	return slices.ContainsFunc(ls.of(fn, maxDepth).Stays, Stay.Endless)
}

// waitsFor reports whether the function that starts a goroutine of a group
// waits for that group.
func waitsFor(site *Site) bool {
	if site.Group == nil {
		return false
	}
	group := place.Of(site.Group)
	for _, b := range site.In.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok || !calls.Row(call.Common()).Joins {
				continue
			}
			if _, recv := calls.Args(call.Common()); recv != nil && place.Of(recv) == group {
				return true
			}
		}
	}
	return false
}

// inTest reports whether a function is in a test file.
func (r *Result) inTest(fn *ssa.Function) bool {
	return strings.HasSuffix(r.pass.Fset.Position(fn.Pos()).Filename, "_test.go")
}

// users is who uses a function of the package.
type users struct {
	calls []ssa.CallInstruction // that call it, start it or run it once
	kept  bool                  // as a value, in other ways
}

// usersOf finds out who uses the functions of a package, as far as calls are
// static.
func usersOf(graph *calls.Graph, fns []*ssa.Function) map[*ssa.Function]users {
	all := make(map[*ssa.Function]users)
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				called := make(map[*ssa.Function]bool)
				if call, ok := instr.(ssa.CallInstruction); ok {
					if callee := graph.Callee(call.Common()).Fn; callee != nil {
						called[callee] = true
					}
					if row := calls.Row(call.Common()); row.Once {
						if i, ok := row.Calls(); ok {
							if f := calls.FuncOf(calls.Arg(call.Common(), i)).Fn; f != nil {
								called[f] = true
							}
						}
					}
					for callee := range called {
						u := all[callee]
						u.calls = append(u.calls, call)
						all[callee] = u
					}
				}
				if _, isClosure := instr.(*ssa.MakeClosure); isClosure && instr.(*ssa.MakeClosure).Fn.(*ssa.Function).Parent() != nil {
					continue // its uses count, not its making
				}
				for _, op := range instr.Operands(nil) {
					f := valueOf(*op)
					if f != nil && !called[f] {
						u := all[f]
						u.kept = true
						all[f] = u
					}
				}
			}
		}
	}
	return all
}

// valueOf returns the function that a value is, nil if it is none.
func valueOf(v ssa.Value) *ssa.Function {
	switch v := v.(type) {
	case *ssa.Function, *ssa.MakeClosure:
		return calls.FuncOf(v).Fn
	}
	return nil
}

// oncePerProcess reports whether an instruction is run at most a few times by a
// process: in main or init, by functions that only these call, by a sync.Once
// that is a package-level variable, under a condition on one.
func (r *Result) oncePerProcess(fn *ssa.Function, at ssa.Instruction, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	if underGlobal(at) {
		return true
	}
	if fn.Parent() == nil && fn.Signature.Recv() == nil && (strings.HasPrefix(fn.Name(), "init") && fn.Object() == nil ||
		fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main" || fn.Name() == "TestMain") {
		return true
	}
	if obj := fn.Object(); obj != nil && obj.Exported() && r.pass.Pkg.Name() != "main" {
		return false
	}
	use := r.users[fn]
	if use.kept || len(use.calls) == 0 {
		return false
	}
	return !slices.ContainsFunc(use.calls, func(call ssa.CallInstruction) bool {
		if slices.ContainsFunc(flow.Around(call.Block()), func(l flow.Loop) bool { return !bounded(l) }) {
			return true
		}
		if row := calls.Row(call.Common()); row.Once {
			if _, recv := calls.Args(call.Common()); recv != nil {
				if _, global := place.Of(recv).Root.(*ssa.Global); global {
					return false
				}
			}
		}
		return !r.oncePerProcess(call.Parent(), call, seen)
	})
}

// underGlobal reports whether an instruction runs only under a condition on a
// package-level variable, as "if !started".
func underGlobal(at ssa.Instruction) bool {
	b := at.Block()
	for dom := b.Idom(); dom != nil; b, dom = dom, dom.Idom() {
		iff, ok := dom.Instrs[len(dom.Instrs)-1].(*ssa.If)
		if ok && len(b.Preds) == 1 && readsGlobal(iff.Cond, 8) {
			return true
		}
	}
	return false
}

func readsGlobal(v ssa.Value, budget int) bool {
	if budget == 0 {
		return false
	}
	if g, ok := v.(*ssa.Global); ok {
		return g != nil
	}
	instr, ok := v.(ssa.Instruction)
	if !ok {
		return false
	}
	if _, isPhi := v.(*ssa.Phi); isPhi {
		return false
	}
	for _, op := range instr.Operands(nil) {
		if *op != nil && readsGlobal(*op, budget-1) {
			return true
		}
	}
	return false
}

// isHandler reports whether a function has the shape of a request handler.
func isHandler(fn *ssa.Function) bool {
	params := fn.Signature.Params()
	if params.Len() != 2 {
		return false
	}
	return isNamed(params.At(0).Type(), "net/http", "ResponseWriter") && isNamed(params.At(1).Type(), "net/http", "Request")
}

func isNamed(t types.Type, path, name string) bool {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	return ok && n.Obj().Name() == name && n.Obj().Pkg() != nil && n.Obj().Pkg().Path() == path
}

// typeName returns the named type that t is or points to, nil if there is none.
func typeName(t types.Type) *types.TypeName {
	if ptr, ok := types.Unalias(t).(*types.Pointer); ok {
		t = ptr.Elem()
	}
	if n, ok := types.Unalias(t).(*types.Named); ok {
		return n.Origin().Obj()
	}
	return nil
}

// made returns the type of the object that a constructor makes: a function
// one of whose results is a struct of the package, or a pointer to one, or an
// interface, that it makes itself.
func made(fn *ssa.Function) *types.TypeName {
	results := fn.Signature.Results()
	for i := range results.Len() {
		name := typeName(results.At(i).Type())
		if name == nil || name.Pkg() == nil {
			continue
		}
		for _, b := range fn.Blocks {
			ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
			if !ok || i >= len(ret.Results) {
				continue
			}
			if alloc, ok := place.Of(ret.Results[i]).Root.(*ssa.Alloc); ok && alloc.Parent() == fn {
				if t := typeName(alloc.Type()); t != nil && t.Pkg() == fn.Pkg.Pkg {
					return t
				}
			}
		}
	}
	return nil
}
