package spawns

import (
	"cmp"
	"go/token"
	"go/types"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/ssabuild"
)

// OwnsVersion is the layout version of AsyncOwns.
const OwnsVersion = 1

// AsyncOwns is the type fact: objects of the type own goroutines that only their
// methods can end. Every list is sorted.
type AsyncOwns struct {
	V      uint8
	Starts []Starter
	// News are constructors that hand the object to nobody but their caller.
	News []string
	// Stops are the methods that end the goroutines, on some path.
	Stops []string
	// Quiet are the methods that do not hand the object to anybody else.
	Quiet []string
}

// A Starter is a function that starts a goroutine of the object whenever it
// succeeds. The object is its first result, known to nobody else, if Makes is
// set, and else its receiver.
type Starter struct {
	Recv  string // the type that has the method, "" for a function
	Func  string
	Makes bool
	// Ctx is the index of the argument, not counting the receiver, that is a
	// context whose end also ends the goroutine; -1 if there is none.
	Ctx int
	At  effect.Position // of the go statement
}

// AFact marks AsyncOwns as a go/analysis fact.
func (*AsyncOwns) AFact() {}

// String is for tests: "New!(ctx 0) T.Start: Close Stop".
func (o *AsyncOwns) String() string {
	var parts []string
	for _, s := range o.Starts {
		part := s.Func
		if s.Recv != "" {
			part = s.Recv + "." + part
		}
		if s.Makes {
			part += "!"
		}
		if s.Ctx >= 0 {
			part += "(ctx " + string(rune('0'+s.Ctx)) + ")"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, " ") + ": " + strings.Join(o.Stops, " ")
}

// Starter returns what the fact says of a function, false if nothing. A nil
// fact, or one of another version, says nothing.
func (o *AsyncOwns) Starter(fn *types.Func) (Starter, bool) {
	if o == nil || o.V != OwnsVersion {
		return Starter{}, false
	}
	for _, s := range o.Starts {
		if s.Func == fn.Name() && s.Recv == recvName(fn) {
			return s, true
		}
	}
	return Starter{}, false
}

// recvName returns the name of the type that a method belongs to, "" for a
// function.
func recvName(fn *types.Func) string {
	if recv := fn.Signature().Recv(); recv != nil {
		if name := typeName(recv.Type()); name != nil {
			return name.Name()
		}
	}
	return ""
}

// Owner returns what is known of the goroutines that objects of a type own,
// nil if nothing is.
func (r *Result) Owner(t types.Type) *AsyncOwns {
	name := typeName(t)
	if name == nil || name.Pkg() == nil {
		return nil
	}
	if name.Pkg() == r.pass.Pkg {
		r.computeOwners()
		return r.owners[name]
	}
	if o, ok := r.imported.Load(name); ok {
		return o.(*AsyncOwns)
	}
	o := new(AsyncOwns)
	if ssabuild.IsStd(name.Pkg().Path()) || !r.pass.ImportObjectFact(name, o) || o.V != OwnsVersion {
		o = nil
	}
	r.imported.Store(name, o)
	return o
}

// exportOwners exports the type facts.
func (r *Result) exportOwners() {
	r.computeOwners()
	for _, name := range r.ownerNames {
		if name.Parent() == r.pass.Pkg.Scope() {
			r.pass.ExportObjectFact(name, r.owners[name])
		}
	}
}

func (r *Result) computeOwners() {
	r.ownersOnce.Do(func() {
		r.owners = make(map[*types.TypeName]*AsyncOwns)
		r.enders = make(map[*types.TypeName][]*ssa.Function)
		found := make(map[*types.TypeName][]ending)
		for _, site := range r.Sites() {
			if site.Where.Start == Test {
				continue
			}
			top := site.Where.Func
			owners := []ending{{site: site, owner: made(top), makes: true}}
			if recv := top.Signature.Recv(); recv != nil {
				owners = append(owners, ending{site: site, owner: typeName(recv.Type())})
			}
			for _, e := range owners {
				if e.owner == nil || e.owner.Pkg() != r.pass.Pkg {
					continue
				}
				if e, ok := r.endingOf(e); ok {
					found[e.owner] = append(found[e.owner], e)
				}
			}
		}
		for name := range found {
			r.ownerNames = append(r.ownerNames, name)
		}
		slices.SortFunc(r.ownerNames, func(a, b *types.TypeName) int { return cmp.Compare(a.Pos(), b.Pos()) })
		for _, name := range slices.Clone(r.ownerNames) {
			if o := r.owns(name, found[name]); o != nil {
				r.owners[name] = o
			}
		}
		r.ownerNames = slices.DeleteFunc(r.ownerNames, func(name *types.TypeName) bool { return r.owners[name] == nil })
	})
}

// owns makes the fact of a type; nil if its goroutines can be ended by others
// than its methods.
func (r *Result) owns(owner *types.TypeName, endings []ending) *AsyncOwns {
	o := &AsyncOwns{V: OwnsVersion}
	var by, bodies []*ssa.Function
	for _, e := range endings {
		by = append(by, e.by...)
		bodies = append(bodies, e.site.Body.Fn)
	}
	r.enders[owner] = by
	stops, ok := r.methodsThat(owner, by, bodies)
	if !ok || len(stops) == 0 || r.finalized(owner) {
		return nil
	}
	for _, e := range endings {
		r.starters(o, owner, e)
	}
	if len(o.Starts) == 0 {
		return nil
	}
	// A method that starts one goroutine and ends another is no end.
	for _, m := range stops {
		if _, starts := o.Starter(m.Object().(*types.Func)); !starts {
			o.Stops = append(o.Stops, m.Name())
		}
	}
	if len(o.Stops) == 0 {
		return nil
	}
	for _, m := range r.methods(owner) {
		if !r.leaks(m.Params[0], make(map[ssa.Value]bool), false) {
			o.Quiet = append(o.Quiet, m.Name())
		}
	}
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		if fn.Parent() == nil && fn.Signature.Recv() == nil && made(fn) == owner && r.fresh(fn) {
			o.News = append(o.News, fn.Name())
		}
	}
	slices.Sort(o.News)
	slices.Sort(o.Stops)
	slices.Sort(o.Quiet)
	o.Stops, o.Quiet = slices.Compact(o.Stops), slices.Compact(o.Quiet)
	slices.SortFunc(o.Starts, func(a, b Starter) int {
		return cmp.Or(cmp.Compare(a.Func, b.Func), cmp.Compare(a.At.File, b.At.File), cmp.Compare(a.At.Line, b.At.Line))
	})
	return o
}

// methods returns the methods of a type that are declared in this package.
func (r *Result) methods(owner *types.TypeName) []*ssa.Function {
	var out []*ssa.Function
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		if recv := fn.Signature.Recv(); recv != nil && fn.Parent() == nil && typeName(recv.Type()) == owner && len(fn.Params) > 0 {
			out = append(out, fn)
		}
	}
	return out
}

// methodsThat returns the methods of the owner that run one of some functions,
// and whether nobody else does: a constructor on its way out apart. What the
// goroutines run themselves, the bodies, does not count: they cannot get there
// before they have been ended.
func (r *Result) methodsThat(owner *types.TypeName, fns, bodies []*ssa.Function) (methods []*ssa.Function, only bool) {
	seen := make(map[*ssa.Function]bool)
	only = true
	var up func(fn *ssa.Function)
	up = func(fn *ssa.Function) {
		if seen[fn] || slices.Contains(bodies, fn) {
			return
		}
		seen[fn] = true
		if fn.Parent() != nil {
			up(fn.Parent()) // a literal belongs to where it stands
			return
		}
		switch recv := fn.Signature.Recv(); {
		case recv != nil && typeName(recv.Type()) == owner:
			methods = append(methods, fn)
			for _, call := range r.users[fn].calls {
				top := call.Parent()
				for top.Parent() != nil {
					top = top.Parent()
				}
				if recv := top.Signature.Recv(); recv != nil && typeName(recv.Type()) == owner {
					up(top)
				}
			}
		case made(fn) == owner:
		default:
			only = false
		}
	}
	for _, fn := range fns {
		up(fn)
	}
	return methods, only
}

// finalized reports whether the package has a finalizer or cleanup for the
// type.
func (r *Result) finalized(owner *types.TypeName) bool {
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				switch calls.Row(call.Common()).Name {
				case "runtime.SetFinalizer", "runtime.AddCleanup":
					if arg := calls.Arg(call.Common(), 0); arg != nil && typeName(place.Of(arg).Root.Type()) == owner {
						return true
					}
				}
			}
		}
	}
	return false
}

// starters adds the functions that start the goroutine of a site whenever they
// succeed: the one around it, and those methods and constructors that call it
// for the same object.
func (r *Result) starters(o *AsyncOwns, owner *types.TypeName, e ending) {
	site := e.site
	if site.In != site.Where.Func && !r.runOnce(site.In) {
		return
	}
	at := r.position(site.Site.Pos())
	var instr ssa.Instruction = site.Site
	for instr.Parent() != site.Where.Func { // in a literal that Once.Do is given
		instr = r.users[instr.Parent()].calls[0]
	}
	seen := make(map[*ssa.Function]bool)
	var add func(fn *ssa.Function, at ssa.Instruction, param *ssa.Parameter, makes bool)
	add = func(fn *ssa.Function, instr ssa.Instruction, param *ssa.Parameter, makes bool) {
		if seen[fn] || fn.Object() == nil || !startsAlways(fn, instr, makes) {
			return
		}
		seen[fn] = true
		s := Starter{Recv: recvName(fn.Object().(*types.Func)), Func: fn.Name(), Makes: makes, Ctx: -1, At: at}
		if param != nil {
			s.Ctx = slices.Index(fn.Params, param)
			if s.Recv != "" {
				s.Ctx--
			}
		}
		if !makes || r.fresh(fn) {
			o.Starts = append(o.Starts, s)
		}
		if makes {
			return
		}
		for _, call := range r.users[fn].calls {
			caller := call.Parent()
			if _, isCall := call.(*ssa.Call); !isCall || caller.Parent() != nil || r.inTest(caller) {
				continue
			}
			callee := calls.Callee(call.Common())
			var up *ssa.Parameter
			if param != nil {
				arg := callee.Argument(call.Common(), slices.Index(fn.Params, param))
				if arg == nil {
					continue
				}
				chain := effects.Chain(arg)
				root := chain[len(chain)-1]
				up, _ = root.Root.(*ssa.Parameter)
				if bg, ok := root.Root.(*ssa.Call); (up == nil || root.Path != "") && !(ok && isBackground(bg)) {
					continue
				}
			}
			obj := callee.Argument(call.Common(), 0)
			if obj == nil {
				continue
			}
			root := place.Of(obj)
			recv := caller.Signature.Recv()
			switch {
			case root.Path != "":
			case recv != nil && typeName(recv.Type()) == owner && root.Root == ssa.Value(caller.Params[0]):
				add(caller, call, up, false)
			case made(caller) == owner && returns(caller, root):
				add(caller, call, up, true)
			}
		}
	}
	add(site.Where.Func, instr, e.param, e.makes)
}

// runOnce reports whether a literal is only handed to a sync.Once, by one call.
func (r *Result) runOnce(fn *ssa.Function) bool {
	use := r.users[fn]
	return !use.kept && len(use.calls) == 1 && calls.Row(use.calls[0].Common()).Once && fn.Parent().Parent() == nil
}

// returns reports whether the first result of fn is the object at p.
func returns(fn *ssa.Function, p place.Place) bool {
	for _, b := range fn.Blocks {
		if ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return); ok && len(ret.Results) > 0 && place.Of(ret.Results[0]) == p {
			return true
		}
	}
	return false
}

// startsAlways reports whether fn cannot succeed without passing an
// instruction: all returns behind which it does not stand return an error, or
// nil instead of the object.
func startsAlways(fn *ssa.Function, at ssa.Instruction, makes bool) bool {
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || at.Block().Dominates(b) || b == fn.Recover {
			continue
		}
		failed := false
		for i, res := range ret.Results {
			failed = failed || place.IsError(res.Type()) && !place.IsNil(res) || makes && i == 0 && place.IsNil(res)
		}
		if !failed {
			return false
		}
	}
	return true
}

// position makes a token.Pos portable.
func (r *Result) position(pos token.Pos) effect.Position {
	p := r.pass.Fset.Position(pos)
	return effect.Position{File: filepath.Base(p.Filename), Line: p.Line, Col: p.Column}
}
