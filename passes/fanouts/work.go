package fanouts

import (
	"go/types"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// Work is what a goroutine does that costs more than the goroutine.
type Work struct {
	// Blocks is what it waits for outside of the program: Disk, Net, HTTP, Dial
	// or Exec; NotBlocking if that is not known.
	Blocks effect.BlockKind
	What   string // the function that waits
	// Asks is a call that takes a context: it may take long.
	Asks *ssa.CallCommon
	// Given is a call of a function that the caller has given, in a group with a
	// context: it may fail, and is worth being stopped.
	Given *ssa.CallCommon
	// Again is a call of the function that the loop is in: each goroutine starts
	// as many once more.
	Again *ssa.CallCommon
}

// Known reports whether there is something.
func (w Work) Known() bool {
	return w.Blocks != effect.NotBlocking || w.Asks != nil || w.Given != nil || w.Again != nil
}

// costs reports whether a wait of this kind is for something outside of the
// program.
func costs(k effect.BlockKind) bool {
	switch k {
	case effect.Net, effect.HTTP, effect.Dial, effect.Disk, effect.Exec:
		return true
	}
	return false
}

// work returns what the goroutine of a site does, in a loop over the collection at
// over.
func work(r *spawns.Result, site *spawns.Site, over place.Place) Work {
	if _, ok := site.Site.(*ssa.Go); ok {
		if w := calling(r, site.Site.Common(), site, over); w.Known() {
			return w
		}
	}
	if again := recursion(r, site); again != nil {
		return Work{Again: again}
	}
	if site.Body.Recv != nil && of(site.Body.Recv, site, over) {
		return Work{}
	}
	var w Work
	var given *ssa.CallCommon
	each(site.Body.Fn, func(instr ssa.Instruction) bool {
		if c := common(instr); c != nil {
			w = calling(r, c, site, over)
			if given == nil && ofCaller(c, site) {
				given = c
			}
		}
		return w.Known()
	})
	if !w.Known() && withContext(site.Group) {
		w.Given = given
	}
	return w
}

// recursion returns a call in the goroutine of the function that starts it.
func recursion(r *spawns.Result, site *spawns.Site) *ssa.CallCommon {
	top := site.In
	for top.Parent() != nil {
		top = top.Parent()
	}
	if _, ok := site.Site.(*ssa.Go); ok && site.Body.Fn == top {
		return site.Site.Common()
	}
	var found *ssa.CallCommon
	each(site.Body.Fn, func(instr ssa.Instruction) bool {
		if c := common(instr); c != nil && r.Effects.Calls.Callee(c).Fn == top {
			found = c
		}
		return found != nil
	})
	return found
}

func recurses(r *spawns.Result, site *spawns.Site) bool { return recursion(r, site) != nil }

// ofCaller reports whether a call is one of a function, returning an error, that is
// a parameter of the function around.
func ofCaller(c *ssa.CallCommon, site *spawns.Site) bool {
	sig := c.Signature()
	if c.IsInvoke() || sig.Results().Len() == 0 || !types.Identical(sig.Results().At(sig.Results().Len()-1).Type(), types.Universe.Lookup("error").Type()) {
		return false
	}
	p := place.Of(c.Value)
	param, ok := p.Root.(*ssa.Parameter)
	return ok && p.Path == "" && outside(param.Parent(), site.Body.Fn)
}

// withContext reports whether a group is one of errgroup.WithContext: its tasks are
// stopped when one of them fails.
func withContext(group ssa.Value) bool {
	if group == nil {
		return false
	}
	ex, ok := place.Of(group).Root.(*ssa.Extract)
	if !ok {
		return false
	}
	call, ok := ex.Tuple.(*ssa.Call)
	return ok && calls.CalleeName(call.Common()) == "errgroup.WithContext"
}

// calling returns what one call in a goroutine costs. A method of the element
// itself, or the element if that is a function, costs nothing here: where there is a goroutine for each disk or peer, to
// ask just that one, there is as much of what they use as there are goroutines.
func calling(r *spawns.Result, c *ssa.CallCommon, site *spawns.Site, over place.Place) (w Work) {
	if _, recv := calls.Args(c); recv != nil && of(recv, site, over) || !c.IsInvoke() && of(c.Value, site, over) {
		return w
	}
	if services.MatchString(nameOf(c)) {
		return w
	}
	if row := r.Effects.Row(c); costs(row.Blocks) {
		return Work{Blocks: row.Blocks, What: row.Name}
	}
	w.Blocks, w.What = waitsFor(r, r.Effects.Calls.Callee(c).Fn, maxDepth, make(map[*ssa.Function]bool))
	for _, e := range r.Effects.Callee(c) {
		if w.Blocks == effect.NotBlocking && e.Kind == effect.Block && costs(e.On) {
			w.Blocks, w.What = e.On, e.What
		}
	}
	if asks(r, c, maxDepth) {
		w.Asks = c
	}
	return w
}

// of reports whether v is an element of what a loop goes over, or something that
// hangs off one.
func of(v ssa.Value, site *spawns.Site, over place.Place) bool {
	switch types.Unalias(v.Type()).Underlying().(type) {
	case *types.Pointer, *types.Interface:
	case *types.Signature: // somebody has written each of them
	default:
		return false // a copy: data, and no resource
	}
	p := place.Generic(place.Of(v))
	over = place.Generic(over)
	if param, ok := p.Root.(*ssa.Parameter); ok && param.Parent() == site.Body.Fn {
		for i, q := range site.Body.Fn.Params {
			if arg := site.Body.Argument(site.Site.Common(), i); q == param && arg != nil {
				if _, ok := site.Site.(*ssa.Go); ok {
					p = place.Generic(place.Of(arg)).Under(p.Path)
				}
			}
		}
	}
	if ex, ok := p.Root.(*ssa.Extract); ok {
		if next, ok := ex.Tuple.(*ssa.Next); ok {
			if rng, ok := next.Iter.(*ssa.Range); ok && place.Generic(place.Of(rng.X)) == over {
				return true
			}
		}
	}
	if param, ok := p.Root.(*ssa.Parameter); ok && flow.InRangeFunc(param.Parent()) {
		return true
	}
	return !over.IsZero() && p.Root == over.Root && strings.HasPrefix(p.Path, over.Path+"[")
}

// waitsFor returns what a function, its literals and its callees in the package
// wait for outside of the program. Summaries do not have all of it: of files and
// connections they say nothing.
func waitsFor(r *spawns.Result, fn *ssa.Function, depth int, seen map[*ssa.Function]bool) (on effect.BlockKind, what string) {
	if fn == nil || depth == 0 || seen[fn] {
		return effect.NotBlocking, ""
	}
	seen[fn] = true
	each(fn, func(instr ssa.Instruction) bool {
		if _, isGo := instr.(*ssa.Go); isGo {
			return false
		}
		c := common(instr)
		if c == nil {
			return false
		}
		if row := r.Effects.Row(c); costs(row.Blocks) {
			on, what = row.Blocks, row.Name
		} else if row.Name == "" {
			on, what = waitsFor(r, r.Effects.Calls.Callee(c).Fn, depth-1, seen)
		}
		return on != effect.NotBlocking
	})
	return on, what
}

// services are the names of functions that stay for as long as something is used,
// that begin it or end it.
var services = regexp.MustCompile(`(?i)^(run|connect|reconnect|solicit|monitor|serve|start|stop|close|shut|listen|watch|loop|subscribe|register|cancel|kill|init)`)

// serves reports whether the goroutine calls something of that name, or is that.
func serves(site *spawns.Site) bool {
	return services.MatchString(nameOf(site.Site.Common())) || each(site.Body.Fn, func(instr ssa.Instruction) bool {
		c := common(instr)
		return c != nil && services.MatchString(nameOf(c))
	})
}

// notes are the names of functions that take a context for what is in it.
var notes = regexp.MustCompile(`^(Log|Trace|Warn|Info|Debug|Error|Fatal|Panic|Print|Record|Span|New|With|From|log|trace|warn|debug|new|with|from)`)

// asks reports whether a call hands a context to something that may wait.
func asks(r *spawns.Result, call *ssa.CallCommon, depth int) bool {
	takes := false
	args, _ := calls.Args(call)
	for _, arg := range args {
		takes = takes || place.IsContext(arg.Type())
	}
	if !takes {
		return false
	}
	if fn := calls.Object(call); fn != nil && fn.Pkg() != nil {
		switch fn.Pkg().Path() {
		case "context", "log/slog", "log", "runtime/trace", "runtime/pprof", "golang.org/x/sync/errgroup":
			return false
		}
		if res := fn.Signature().Results(); res.Len() > 0 && place.IsContext(res.At(0).Type()) {
			return false // derives another context: a span, a logger
		}
	}
	if services.MatchString(nameOf(call)) || notes.MatchString(nameOf(call)) {
		return false
	}
	callee := r.Effects.Calls.Callee(call).Fn
	if callee == nil || len(callee.Blocks) == 0 {
		return true // not known, or of another package
	}
	if depth == 0 {
		return false
	}
	if s := r.Effects.Summary(callee); s != nil && slices.ContainsFunc(s.Known(), func(e effect.Event) bool { return e.Kind == effect.Block || e.Kind == effect.GiveUp }) {
		return true
	}
	return each(callee, func(instr ssa.Instruction) bool {
		c := common(instr)
		return c != nil && asks(r, c, depth-1)
	})
}

// each calls f for the instructions of a function and its literals, until it
// returns true.
func each(fn *ssa.Function, f func(ssa.Instruction) bool) bool {
	if fn == nil {
		return false
	}
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if f(instr) {
				return true
			}
		}
	}
	for _, lit := range fn.AnonFuncs {
		if each(lit, f) {
			return true
		}
	}
	return false
}
