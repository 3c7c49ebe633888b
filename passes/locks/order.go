package locks

import (
	"cmp"
	"go/token"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/lockset"
)

// An OrderEdge says that some function locks To while it holds From, in terms
// of lock classes. Gates are the other classes held then: two orders under a
// common gate cannot meet, unless both only read it.
type OrderEdge struct {
	From, To string   // classes; lockset.Shared ends that of a read lock
	Gates    []string // the same, sorted
	Fn       string   // the function, for messages
	Held     effect.Position
	At       effect.Position
	Via      []effect.Step // from the call at At down to the Lock
}

// AsyncOrder is the package fact: the lock-order edges of one package, sorted.
type AsyncOrder struct {
	V     uint8
	Edges []OrderEdge
}

// AFact marks AsyncOrder as a go/analysis fact.
func (*AsyncOrder) AFact() {}

func (o *AsyncOrder) String() string {
	var parts []string
	for _, e := range o.Edges {
		part := short(e.From) + " -> " + short(e.To)
		for _, g := range e.Gates {
			part += " under " + short(g)
		}
		parts = append(parts, part)
	}
	return strings.Join(slices.Compact(parts), ", ")
}

func short(class string) string { return class[strings.LastIndexByte(class, '/')+1:] }

// maxEdges bounds the package fact. A package with more orders than this has
// many instances of few locks; the first ones by name are kept.
const maxEdges = 128

// An Edge is an OrderEdge of this package, with its places in the source.
type Edge struct {
	OrderEdge
	Func   *ssa.Function
	HeldAt token.Pos // opening parenthesis of the call that took From, NoPos if the caller holds it
	CallAt token.Pos // of the call that takes To, or leads there
	// Sole is the goroutine that Func runs in, if there is only one of it.
	Sole ssa.Node
}

// Edges returns the lock-order edges of the package's functions, sorted.
func (r *Result) Edges() []Edge {
	r.orderOnce.Do(func() {
		s := r.SSA()
		if s == nil {
			return
		}
		nests := slices.DeleteFunc(slices.Clone(s.Funcs), func(fn *ssa.Function) bool {
			sim := r.Effects.Lockset(fn)
			return sim == nil || !nestsLocks(sim) || startsProcess(fn) || r.InTest(fn)
		})
		if len(nests) == 0 {
			return // as in most packages: who calls whom does not matter
		}
		entry := r.mustEnter()
		sole := newConfined(s.Funcs)
		for _, fn := range nests {
			for _, e := range r.edgesOf(r.Effects.Lockset(fn), entry[fn]) {
				e.Sole = sole.goroutine(fn)
				r.edges = append(r.edges, e)
			}
		}
		slices.SortStableFunc(r.edges, func(a, b Edge) int {
			return cmp.Or(cmp.Compare(a.From, b.From), cmp.Compare(a.To, b.To), slices.Compare(a.Gates, b.Gates),
				cmp.Compare(len(a.Via), len(b.Via)), a.At.Compare(b.At))
		})
		r.edges = slices.CompactFunc(r.edges, func(a, b Edge) bool {
			return a.From == b.From && a.To == b.To && slices.Equal(a.Gates, b.Gates) && a.Sole == b.Sole
		})
	})
	return r.edges
}

// startsProcess reports whether fn runs before there is a second goroutine.
func startsProcess(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil && (fn.Name() == "init" || strings.HasPrefix(fn.Name(), "init#"))
}

// nestsLocks reports whether a function may take a lock while it, or its
// caller, holds another.
func nestsLocks(sim *lockset.Function) bool {
	return len(sim.Acquires) > 0 && len(sim.Owed) > 0 ||
		slices.ContainsFunc(sim.Acquires, func(a lockset.Acquire) bool { return len(a.Before) > 0 })
}

// edgesOf returns the orders in which one function takes locks. What every
// call of it holds is a gate to all of them.
func (r *Result) edgesOf(sim *lockset.Function, entry []string) []Edge {
	var out []Edge
	for _, a := range sim.Acquires {
		if a.Class == "" || fresh(a.Lock.Root, sim.Fn) {
			continue
		}
		var held []lockset.Held
		for _, h := range a.Before {
			if h.Class != "" && h.Class != a.Class && !fresh(h.Lock.Root, sim.Fn) && !slices.Contains(a.Freed, h.Lock) {
				held = append(held, h)
			}
		}
		held = append(held, owedAt(sim, a)...)
		for _, h := range held {
			out = append(out, r.edge(sim.Fn, a, h, held, entry))
		}
	}
	return out
}

// owedAt returns the locks that were held when the function started, as a
// later unlock on every path from a shows.
func owedAt(sim *lockset.Function, a lockset.Acquire) []lockset.Held {
	var out []lockset.Held
	for _, o := range sim.Owed {
		class := lockset.ClassOf(o.Lock)
		if class == "" || class == a.Class || slices.Contains(a.Gone, o.Lock) || !flow.Precedes(a.Instr, o.Site) {
			continue
		}
		out = append(out, lockset.Held{Lock: o.Lock, Class: class, Read: o.Read})
	}
	return out
}

// fresh reports whether an object is made in fn: nobody else can hold a lock
// of it before it is stored somewhere, and where that happens is not tracked.
func fresh(root ssa.Value, fn *ssa.Function) bool {
	alloc, ok := root.(*ssa.Alloc)
	return ok && alloc.Parent() == fn
}

func (r *Result) edge(fn *ssa.Function, a lockset.Acquire, from lockset.Held, held []lockset.Held, entry []string) Edge {
	e := Edge{Func: fn, CallAt: a.At}
	e.From, e.To = from.ClassMode(), a.Class
	if a.Read {
		e.To += lockset.Shared
	}
	for _, h := range held {
		if h.Class != from.Class {
			e.Gates = append(e.Gates, h.ClassMode())
		}
	}
	e.Gates = append(e.Gates, a.Held...)
	for _, g := range entry {
		if bare(g) != from.Class && bare(g) != a.Class {
			e.Gates = append(e.Gates, g)
		}
	}
	slices.Sort(e.Gates)
	e.Gates = slices.Compact(e.Gates)
	step := r.Effects.Step(fn, a.At)
	e.Fn, e.At, e.Via = step.Func, step.At, a.Via
	if from.Site != nil {
		if call, ok := from.Site.(ssa.CallInstruction); ok {
			e.HeldAt = call.Common().Pos()
			e.Held = r.Effects.Step(fn, e.HeldAt).At
		}
	}
	return e
}

// exportOrder makes the package fact.
func (r *Result) exportOrder() {
	edges := r.Edges()
	if len(edges) == 0 {
		return
	}
	o := &AsyncOrder{V: effect.Version}
	for _, e := range edges[:min(len(edges), maxEdges)] {
		o.Edges = append(o.Edges, e.OrderEdge)
	}
	r.pass.ExportPackageFact(o)
}
