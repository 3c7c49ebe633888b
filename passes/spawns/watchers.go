package spawns

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// A Watcher is a goroutine that waits for the end of a context, to end
// something else then, and goes on waiting when that is over already: nothing
// but the context ends it, and the context belongs to somebody else.
type Watcher struct {
	*Site
	Wait ssa.Instruction // the receive from Done, or a select of nothing else
	Ctx  ssa.Value       // the context, where Wait is
	// One of these says how that which it watches may be over.
	//
	// Over is a call of the function that starts the watcher: on every way to
	// its end it closes, stops or waits for what the watcher would have ended.
	Over ssa.CallInstruction
	// Asks is where, after Wait, the watcher itself finds out that there is
	// nothing left to do.
	Asks token.Pos
}

// MayOutlast returns the watchers of the package that may go on waiting for
// nothing, in the order of Sites.
//
// A context that the function around derives with a cancel function, or that
// ends in time, is taken to end it. A watcher that somebody waits for is none.
func (r *Result) MayOutlast() []Watcher {
	var out []Watcher
	for _, site := range r.Sites() {
		if w, ok := watcher(site); ok && r.outlasts(&w) {
			out = append(out, w)
		}
	}
	return out
}

// watcher returns what a site starts as a Watcher, false if it does more, or
// less, or waits for something else as well.
func watcher(site *Site) (Watcher, bool) {
	_, isGo := site.Site.(*ssa.Go)
	if !isGo || len(site.Life.Stays) == 0 || site.Where.Start == Test || site.Where.Start == Process || site.Where.Stays {
		return Watcher{}, false
	}
	stay := site.Life.Stays[0]
	if stay.IsLoop() || stay.Early || len(stay.Via) > 0 || len(stay.Exits) == 0 {
		return Watcher{}, false
	}
	w := Watcher{Site: site, Wait: stay.Op}
	for _, e := range stay.Exits {
		if len(e.Causes) != 1 || e.Causes[0].Kind != Done || !isGiven(stay.outside(site, e.Causes[0].Ctx, place.Now), site.In) {
			return Watcher{}, false
		}
		w.Ctx = e.Causes[0].Ctx
	}
	return w, !cancels(site.Where.Func)
}

// isGiven reports whether a context is one that a function was given: a
// parameter, or a field of one. That of a request or a stream is not meant: it
// ends when its handler has returned.
func isGiven(ctx place.Place, fn *ssa.Function) bool {
	if ctx.Path == "" {
		chain := effects.Chain(ctx.Root)
		for _, p := range chain {
			if by, _ := effects.Derivation(p.Root); by != nil && calls.Row(by.Common()).Cancel {
				return false
			}
		}
		ctx = chain[len(chain)-1]
	}
	param, ok := ctx.Root.(*ssa.Parameter)
	if !ok || !ctx.Exact() || strings.HasSuffix(ctx.Path, "()") {
		return false
	}
	for ; fn != nil; fn = fn.Parent() {
		if fn == param.Parent() {
			return true
		}
	}
	return false
}

// cancels reports whether fn, or a literal in it, calls the cancel function of
// some context: it knows how to end what waits for one.
func cancels(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok && isCancelFunc(call.Common().Value.Type()) {
				return true
			}
		}
	}
	return slices.ContainsFunc(fn.AnonFuncs, cancels)
}

func isCancelFunc(t types.Type) bool {
	return isNamed(t, "context", "CancelFunc") || isNamed(t, "context", "CancelCauseFunc")
}

// outlasts completes w with how that which it watches may be over.
func (r *Result) outlasts(w *Watcher) bool {
	ends, tells := w.acts()
	if joined(w.Site, tells) {
		return false
	}
	for _, b := range w.In.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if p := over(call); !p.IsZero() && slices.ContainsFunc(ends, func(q place.Place) bool { return within(p, q) }) && onEveryWay(w.Site.Site, call) {
				w.Over = call
				return true
			}
		}
	}
	w.Asks = r.asks(w)
	return w.Asks.IsValid()
}

// within reports whether q is what is at p, or a part of it.
func within(p, q place.Place) bool {
	return p.Root == q.Root && (p.Path == q.Path || strings.HasPrefix(q.Path, p.Path+"."))
}

// acts returns the places of what the watcher acts on after its wait, as the
// function that starts it names them; and of the channels by which it tells
// others.
func (w *Watcher) acts() (all, tells []place.Place) {
	stay := w.Life.Stays[0]
	at := func(v ssa.Value) place.Place { return stay.Place(w.Site, v) }
	for _, b := range stay.Fn.Blocks {
		for _, instr := range b.Instrs {
			if instr == w.Wait || !flow.Reaches(w.Wait, instr, nil) {
				if _, deferred := instr.(*ssa.Defer); !deferred {
					continue
				}
			}
			switch instr := instr.(type) {
			case *ssa.Send:
				tells = append(tells, at(instr.Chan))
			case *ssa.UnOp:
				if instr.Op == token.ARROW {
					all = append(all, at(instr.X))
				}
			case *ssa.Select:
				for _, s := range instr.States {
					all = append(all, at(s.Chan))
				}
			case ssa.CallInstruction:
				if builtin, ok := instr.Common().Value.(*ssa.Builtin); ok && builtin.Name() == "close" {
					tells = append(tells, at(instr.Common().Args[0]))
				} else if _, recv := calls.Args(instr.Common()); recv != nil {
					all = append(all, at(recv))
				}
			}
		}
	}
	return append(all, tells...), tells
}

// joined reports whether the function that starts a goroutine receives from
// one of the channels by which that tells that it has ended.
func joined(site *Site, tells []place.Place) bool {
	for _, b := range site.In.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if instr.Op == token.ARROW && slices.Contains(tells, place.Of(instr.X)) {
					return true
				}
			case *ssa.Select:
				for _, s := range instr.States {
					if s.Dir == types.RecvOnly && slices.Contains(tells, place.Of(s.Chan)) {
						return true
					}
				}
			}
		}
	}
	return false
}

// over returns what is over after a call: what it closes, stops, or waits for.
// A WaitGroup is not meant: others may be counted in it.
func over(call ssa.CallInstruction) place.Place {
	if _, isGo := call.(*ssa.Go); isGo {
		return place.Place{}
	}
	if builtin, ok := call.Common().Value.(*ssa.Builtin); ok {
		if builtin.Name() == "close" {
			return place.Of(call.Common().Args[0])
		}
		return place.Place{}
	}
	obj := calls.Object(call.Common())
	_, recv := calls.Args(call.Common())
	if obj == nil || recv == nil || calls.Row(call.Common()).Group != "" {
		return place.Place{}
	}
	switch obj.Name() {
	case "Close", "Stop", "Shutdown", "Kill":
		return place.Of(recv)
	case "Wait", "Run":
		if isNamed(recv.Type(), "os/exec", "Cmd") {
			return place.Of(recv)
		}
	}
	return place.Place{}
}

// onEveryWay reports whether control that has passed from gets to call, or has
// deferred it already, on every way to a return, of which there must be one.
func onEveryWay(from, call ssa.Instruction) bool {
	returns := false
	for _, b := range from.Parent().Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if !ok || !flow.Reaches(from, ret, nil) {
			continue
		}
		returns = true
		if flow.Reaches(from, ret, call) {
			if _, deferred := call.(*ssa.Defer); !deferred || !flow.Precedes(call, from) {
				return false
			}
		}
	}
	return returns
}

// asks returns the condition by which a watcher of an object finds out that there
// is nothing left to do: right after its wait it looks at a field of the
// receiver of the method that starts it, and one arm just returns. It must
// know one thing more of the call that started it, an id, or there may be no
// more than one for the object.
func (r *Result) asks(w *Watcher) token.Pos {
	top := w.Where.Func
	stay := w.Life.Stays[0]
	if w.Where.Start != Method || w.Where.Once || len(top.Params) == 0 || !knowsMore(w) {
		return token.NoPos
	}
	for _, b := range stay.Fn.Blocks {
		branch, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If)
		if !ok || !flow.Precedes(w.Wait, branch) || !justReturns(b.Succs[0]) && !justReturns(b.Succs[1]) {
			continue
		}
		for _, v := range readBy(branch.Cond, maxCond) {
			if p := stay.Place(w.Site, v); p.Root == ssa.Value(top.Params[0]) && p.Path != "" && r.changes(w.Where.Owner, p.Path) {
				return posOf(branch.Cond)
			}
		}
	}
	return token.NoPos
}

// posOf is where a condition is, or what it is extracted from.
func posOf(cond ssa.Value) token.Pos {
	if not, ok := cond.(*ssa.UnOp); ok && not.Op == token.NOT {
		cond = not.X
	}
	if x, ok := cond.(*ssa.Extract); ok {
		return x.Tuple.Pos()
	}
	return cond.Pos()
}

// maxCond bounds the walk through one condition.
const maxCond = 4

// knowsMore reports whether a watcher uses a parameter of the function that
// starts it, other than the receiver and the context.
func knowsMore(w *Watcher) bool {
	given := slices.Clone(w.Site.Site.Common().Args)
	if mk, ok := w.Site.Site.Common().Value.(*ssa.MakeClosure); ok {
		given = append(given, mk.Bindings...)
	}
	return slices.ContainsFunc(given, func(v ssa.Value) bool {
		p := place.Of(v)
		if cell, ok := p.Root.(*ssa.Alloc); ok { // a captured parameter that is assigned again
			if values, all := place.Stores(cell); all && len(values) > 0 {
				p = place.Of(values[0])
			}
		}
		param, ok := p.Root.(*ssa.Parameter)
		return ok && p.Path == "" && param.Parent() == w.Where.Func && param != param.Parent().Params[0] && !place.IsContext(param.Type())
	})
}

// justReturns reports whether nothing happens from b on but that locks are
// given back and the function returns.
func justReturns(b *ssa.BasicBlock) bool {
	for range maxCond {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Return:
				return true
			case *ssa.Store, *ssa.Send, *ssa.MapUpdate, *ssa.Go, *ssa.Defer, *ssa.Panic, *ssa.If:
				return false
			case *ssa.Call:
				if calls.Row(instr.Common()).Unlocks == knowledge.NoMode {
					return false
				}
			}
		}
		b = b.Succs[0]
	}
	return false
}

// readBy returns the values that a condition compares or looks up.
func readBy(cond ssa.Value, budget int) []ssa.Value {
	if budget == 0 {
		return nil
	}
	switch v := cond.(type) {
	case *ssa.BinOp:
		return append(readBy(v.X, budget-1), readBy(v.Y, budget-1)...)
	case *ssa.UnOp:
		if v.Op == token.NOT {
			return readBy(v.X, budget-1)
		}
	case *ssa.Extract:
		return readBy(v.Tuple, budget-1)
	case *ssa.Lookup:
		return readBy(v.X, budget-1)
	}
	return []ssa.Value{cond}
}

// changes reports whether some function of the package assigns the field at
// the head of a path, or puts something into a map that is kept there or takes
// it out, of an object that it has not just made.
func (r *Result) changes(owner *types.TypeName, path string) bool {
	name, _, _ := strings.Cut(strings.TrimPrefix(path, "."), ".")
	name = strings.TrimSuffix(name, "[]")
	isField := func(v ssa.Value) bool {
		addr, ok := v.(*ssa.FieldAddr)
		if !ok || typeName(addr.X.Type()) != owner || fieldName(addr) != name {
			return false
		}
		_, fresh := addr.X.(*ssa.Alloc)
		return !fresh
	}
	inField := func(v ssa.Value) bool {
		load, ok := v.(*ssa.UnOp)
		return ok && load.Op == token.MUL && isField(load.X)
	}
	for _, fn := range r.Effects.Calls.SSA().Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					if isField(instr.Addr) {
						return true
					}
				case *ssa.MapUpdate:
					if inField(instr.Map) {
						return true
					}
				case *ssa.Call:
					if b, ok := instr.Call.Value.(*ssa.Builtin); ok && b.Name() == "delete" && inField(instr.Call.Args[0]) {
						return true
					}
				}
			}
		}
	}
	return false
}
