package permits

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/place"
)

// This file is about who takes twice: a permit of a semaphore, or a connection of
// a pool, by a function that holds one already. If all that there are are held
// by functions that wait for one more, nobody goes on.

// A Nested is a second one, taken while one is held.
type Nested struct {
	First  ssa.Instruction // takes the first: a call, or a send
	Second ssa.Instruction // takes another one, or calls a function that does
	// Inside is where that function takes it, nil if Second does itself.
	Inside ssa.Instruction
	// Holds is the row of what holds a connection, "" of a semaphore:
	// "(*database/sql.DB).Query".
	Holds string
}

const db = "(*database/sql.DB)."

// takers are the methods of a DB that take a connection; those of keeps hold it
// until what they return is released.
var (
	takers = []string{"Query", "QueryContext", "QueryRow", "QueryRowContext", "Exec", "ExecContext", "Begin", "BeginTx", "Conn", "Ping", "PingContext", "Prepare", "PrepareContext"}
	keeps  = []string{"Query", "QueryContext", "Begin", "BeginTx", "Conn"}
)

// Pools reports whether pkg may have something to take.
func Pools(pkg *types.Package) bool {
	return slices.ContainsFunc(pkg.Imports(), func(p *types.Package) bool { return p.Path() == "database/sql" })
}

// A Nesting looks for what is taken twice in one package.
type Nesting struct {
	effects *effects.Result
	owes    *obligations.Result
	permits *Result // nil if there are no semaphores
	taken   map[*ssa.Function][]taking
}

// A taking is a place in a function that takes something: of a pool or
// semaphore at a place as that function sees it.
type taking struct {
	pool  bool
	at    place.Place
	instr ssa.Instruction
}

// OpenNesting returns the nesting of a package.
func OpenNesting(r *effects.Result, o *obligations.Result) *Nesting {
	return &Nesting{effects: r, owes: o, permits: Open(r), taken: make(map[*ssa.Function][]taking)}
}

// MayStarve returns what fn takes while it holds another one of the same pool or
// semaphore, for certain. Whether that is the last one is not known.
func (n *Nesting) MayStarve(fn *ssa.Function) []Nested {
	var out []Nested
	if Pools(fn.Pkg.Pkg) {
		out = n.connections(fn)
	}
	if n.permits != nil {
		out = append(out, n.semaphores(fn)...)
	}
	return out
}

// connections looks for second connections.
func (n *Nesting) connections(fn *ssa.Function) []Nested {
	var out []Nested
	for _, h := range n.owes.Holds(fn) {
		name, ok := strings.CutPrefix(calls.Row(h.Site.Common()).Name, db)
		if !ok || !slices.Contains(keeps, name) {
			continue
		}
		_, recv := calls.Args(h.Site.Common())
		pool := place.Of(recv)
		if pool.IsZero() || !pool.Exact() {
			continue
		}
		if second, inside := n.again(fn, h.Site, func(t taking) bool { return t.pool && t.at == pool }, h.MustReach); second != nil {
			out = append(out, Nested{h.Site, second, inside, db + name})
		}
	}
	return out
}

// semaphores looks for second permits.
func (n *Nesting) semaphores(fn *ssa.Function) []Nested {
	var out []Nested
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, a := range n.permits.acquires(instr) {
				if a.at.IsZero() || !a.at.Exact() || n.permits.consumed(a.permit) || !n.returned(a) {
					continue
				}
				same := func(t taking) bool { return !t.pool && t.at == a.at }
				held := obligations.Held{
					Site: instr, Fn: fn, Open: obligations.Independent(fn),
					Ends: func(instr ssa.Instruction) bool {
						if obligations.Deferred(instr) || instr == a.instr {
							return false
						}
						if call, ok := instr.(*ssa.Call); ok && slices.ContainsFunc(n.callee(call), same) {
							return false // it takes before it gives back
						}
						return n.permits.ends(instr, a)
					},
				}
				for _, p := range a.points() {
					if p.Pred != nil {
						held.From = append(held.From, p)
					}
				}
				if second, inside := n.again(fn, instr, same, held.MustReach); second != nil {
					out = append(out, Nested{instr, second, inside, ""})
				}
			}
		}
	}
	return out
}

// returned reports whether the function that takes a permit is to give it back
// itself: a channel on which others receive is no semaphore for certain.
func (n *Nesting) returned(a acquire) bool {
	return slices.ContainsFunc(n.permits.releases, func(rel release) bool {
		if !rel.is(a.permit) {
			return false
		}
		fn := rel.instr.Parent()
		if fn == a.instr.Parent() {
			return true
		}
		mc := place.MakeOf(fn)
		return mc != nil && mc.Parent() == a.instr.Parent() && obligations.Deferred(mc)
	})
}

// again returns the first instruction of fn, other than first, that takes what is
// asked for and is reached.
func (n *Nesting) again(fn *ssa.Function, first ssa.Instruction, is func(taking) bool, reached func(ssa.Instruction) bool) (second, inside ssa.Instruction) {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if instr == first {
				continue
			}
			if t, ok := n.takes(instr); ok && is(t) {
				if reached(instr) {
					return instr, nil
				}
				continue
			}
			call, ok := instr.(*ssa.Call)
			if !ok {
				continue
			}
			for _, t := range n.callee(call) {
				if is(t) && reached(instr) {
					return instr, t.instr
				}
			}
		}
	}
	return nil, nil
}

// takes returns what an instruction itself takes, and waits for.
func (n *Nesting) takes(instr ssa.Instruction) (taking, bool) {
	switch instr := instr.(type) {
	case *ssa.Send:
		if n.permits != nil && tokens(instr.Chan) {
			return taking{false, place.Of(instr.Chan), instr}, true
		}
	case *ssa.Call:
		common := instr.Common()
		row := n.effects.Row(common)
		_, recv := calls.Args(common)
		if recv == nil {
			return taking{}, false
		}
		if name, ok := strings.CutPrefix(row.Name, db); ok && slices.Contains(takers, name) {
			return taking{true, place.Of(recv), instr}, true
		}
		if _, ok := row.Acquires(); ok {
			return taking{false, place.Of(recv), instr}, true
		}
	}
	return taking{}, false
}

// callee returns what the function that is called takes, as the caller sees it.
func (n *Nesting) callee(call *ssa.Call) []taking {
	callee := n.effects.Calls.Callee(call.Common())
	if callee.Fn == nil || len(callee.Fn.Blocks) == 0 {
		return nil
	}
	var out []taking
	for _, t := range n.of(callee.Fn) {
		switch root := t.at.Root.(type) {
		case *ssa.Global:
			out = append(out, t)
		case *ssa.Parameter:
			for i, p := range callee.Fn.Params {
				if arg := callee.Argument(call.Common(), i); p == root && arg != nil {
					out = append(out, taking{t.pool, place.Of(arg).Under(t.at.Path), t.instr})
				}
			}
		default:
			if t.at.Owner() != callee.Fn {
				out = append(out, t) // of a function around a literal
			}
		}
	}
	return out
}

// of returns what a function takes: by itself, and by the functions that it calls.
// A function that gives back before is left out.
func (n *Nesting) of(fn *ssa.Function) []taking {
	if out, ok := n.taken[fn]; ok {
		return out
	}
	n.taken[fn] = nil // recursion adds nothing
	var out []taking
	given := false
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if p, ok := released(n.effects, instr); ok && !given {
				given = !slices.ContainsFunc(out, func(t taking) bool { return t.at == p.at })
			}
			if t, ok := n.takes(instr); ok {
				if !given || t.pool {
					out = append(out, t)
				}
				continue
			}
			if call, ok := instr.(*ssa.Call); ok && !given {
				out = append(out, n.callee(call)...)
			}
		}
	}
	n.taken[fn] = out
	return out
}
