// Package groups follows the tasks of an errgroup.Group: how many of a kind
// there may be, which of them add tasks to their own group and so wait for a
// slot while they hold one, and what limits are set. It answers for one
// package at a time, and only for groups that stay the same object under one
// name: a variable, a parameter or a field, not an element of a collection. It
// does not report any diagnostics itself.
package groups

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/place"
)

const (
	path    = "golang.org/x/sync/errgroup"
	goName  = "(*" + path + ".Group).Go"
	tryName = "(*" + path + ".Group).TryGo"
	setName = "(*" + path + ".Group).SetLimit"
	waitFor = "(*" + path + ".Group).Wait"
)

// Many is a count without a known bound.
const Many = 1 << 20

// A Limit is a call of SetLimit.
type Limit struct {
	Call ssa.CallInstruction
	In   *ssa.Function
	At   place.Place // the group, as In sees it
	// Least is the smallest limit that the argument may be, not counting
	// negative values, which mean no limit. Known is set if it is never
	// negative: then there is always a limit.
	Least int
	Known bool
	// Const is set if the limit is always Least.
	Const bool
}

// A Task is a kind of task of a group: what one call of Go or TryGo starts.
type Task struct {
	Site  ssa.CallInstruction
	Waits bool          // Site waits for a slot; TryGo does not
	Body  *ssa.Function // nil if it is not known
	// Count is how many of these there may be at the same time, at least one.
	Count int
	// Adds are the calls, in Body and in what it calls, that wait for a slot of
	// the group that the task itself is in; in source order.
	Adds []ssa.CallInstruction
}

// A Group is a group as one function, its literals and its callees see it.
type Group struct {
	At     place.Place
	Limits []Limit
	Tasks  []Task
}

// Uses reports whether pkg can have groups.
func Uses(pkg *types.Package) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == path })
}

// Find returns the groups of a package on which some limit is set. The same
// calls may be found in several of them, as when a method and its caller are
// both looked at.
func Find(r *effects.Result) []Group {
	s := r.Calls.SSA()
	if s == nil {
		return nil
	}
	var limits []Limit
	for _, fn := range s.Funcs {
		limits = append(limits, Limits(fn)...)
	}
	var groups []Group
	var seen []place.Place
	for _, l := range limits {
		if !stable(l.At) || slices.Contains(seen, l.At) {
			continue
		}
		seen = append(seen, l.At)
		g := Group{At: l.At}
		for _, m := range limits {
			if m.At == l.At {
				g.Limits = append(g.Limits, m)
			}
		}
		b := &builder{r: r, at: l.At}
		for _, fn := range scope(s.Funcs, l) {
			b.enter(node{fn, l.At}, 1)
		}
		g.Tasks = b.tasks()
		groups = append(groups, g)
	}
	return append(groups, fields(r, s.Funcs, limits)...)
}

// Limits returns the calls of SetLimit in fn.
func Limits(fn *ssa.Function) []Limit {
	var all []Limit
	for call, row := range rows(fn) {
		args, recv := calls.Args(call.Common())
		if row != setName || recv == nil || len(args) != 1 {
			continue
		}
		l := Limit{Call: call, In: fn, At: place.Of(recv)}
		l.Least, l.Known = least(args[0], call.Block(), maxDepth)
		_, l.Const = args[0].(*ssa.Const)
		all = append(all, l)
	}
	return all
}

// rows yields the calls in fn of functions of package errgroup, by name.
func rows(fn *ssa.Function) func(yield func(ssa.CallInstruction, string) bool) {
	return func(yield func(ssa.CallInstruction, string) bool) {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				if row := calls.Row(call.Common()); row.Group == "errgroup" && !yield(call, row.Name) {
					return
				}
			}
		}
	}
}

// stable reports whether a place is the same group whenever it is named: not
// an element, and not a variable that is assigned several groups.
func stable(p place.Place) bool {
	if !p.Exact() {
		return false
	}
	if cell, ok := p.Root.(*ssa.Alloc); ok {
		_, reassigned := types.Unalias((place.Place{Root: cell}).Type()).Underlying().(*types.Pointer)
		return !reassigned
	}
	return true
}

// scope returns the functions that see the group of l by the same place: the
// function it lives in with its literals, or everything for a global.
func scope(all []*ssa.Function, l Limit) []*ssa.Function {
	owner := l.At.Owner()
	if owner == nil {
		return all
	}
	return slices.DeleteFunc(slices.Clone(all), func(fn *ssa.Function) bool { return !within(fn, owner) })
}

// within reports whether fn is owner or a literal in it.
func within(fn, owner *ssa.Function) bool {
	for ; fn != nil; fn = fn.Parent() {
		if fn == owner {
			return true
		}
	}
	return false
}

// A class is a field of a named struct type that keeps a group.
type class struct {
	of   *types.TypeName
	path string
}

// classOf returns the class of a place that is a field of a struct.
func classOf(p place.Place) (class, bool) {
	t := place.Place{Root: p.Root}.Type()
	if t == nil || p.Path == "" || !p.Exact() || strings.Contains(p.Path, "(") {
		return class{}, false
	}
	if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = ptr.Elem()
	}
	named, ok := types.Unalias(t).(*types.Named)
	if !ok {
		return class{}, false
	}
	return class{named.Origin().Obj(), p.Path}, true
}

// fields returns the groups that methods and other functions find in a field,
// where some function, usually a constructor, sets the limit of that field.
func fields(r *effects.Result, all []*ssa.Function, limits []Limit) []Group {
	byClass := make(map[class][]Limit)
	var order []class
	add := func(p place.Place, l Limit) {
		if c, ok := classOf(p); ok {
			if byClass[c] == nil {
				order = append(order, c)
			}
			byClass[c] = append(byClass[c], l)
		}
	}
	for _, l := range limits {
		add(l.At, l)
		for _, p := range storedTo(l.At, l.In) {
			add(p, l)
		}
	}
	var groups []Group
	for _, c := range order {
		for _, fn := range all {
			for _, param := range fn.Params {
				at := place.Place{Root: param, Path: c.path}
				if got, ok := classOf(at); !ok || got != c || sets(byClass[c], fn) {
					continue
				}
				b := &builder{r: r, at: at}
				b.enter(node{fn, at}, 1)
				if tasks := b.tasks(); len(tasks) > 0 {
					groups = append(groups, Group{At: at, Limits: byClass[c], Tasks: tasks})
				}
			}
		}
	}
	return groups
}

// sets reports whether fn sets one of the limits: then it is looked at by itself.
func sets(limits []Limit, fn *ssa.Function) bool {
	return slices.ContainsFunc(limits, func(l Limit) bool { return l.In == fn })
}

// storedTo returns the fields that the group p is stored to in fn.
func storedTo(p place.Place, fn *ssa.Function) []place.Place {
	var all []place.Place
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			store, ok := instr.(*ssa.Store)
			if !ok {
				continue
			}
			if _, isField := store.Addr.(*ssa.FieldAddr); isField && place.Of(store.Val) == p && isGroup(store.Val.Type()) {
				all = append(all, place.Of(store.Addr))
			}
		}
	}
	return all
}

func isGroup(t types.Type) bool {
	ptr, ok := types.Unalias(t).(*types.Pointer)
	if !ok {
		return false
	}
	named, ok := types.Unalias(ptr.Elem()).(*types.Named)
	return ok && named.Obj().Name() == "Group" && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == path
}

// foreign reports whether a call of a function without source here adds tasks
// to the group at p.
func foreign(r *effects.Result, call ssa.CallInstruction, p place.Place) bool {
	return slices.ContainsFunc(r.At(call), func(l effects.Local) bool { return l.Kind == effect.GroupGo && l.At == p })
}
