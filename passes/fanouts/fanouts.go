// Package fanouts finds loops that start a goroutine in each round, and tells
// what decides how many rounds there are, whether something holds the loop back
// before the goroutines become too many, and what each goroutine costs. It does
// not report any diagnostics itself.
//
// Nothing is said of a loop whose number of rounds is not known to come from
// outside: one over an array, a literal or a part of a slice, one over what
// another function made, one whose length is compared with a limit somewhere in
// the function.
package fanouts

import (
	"go/ast"
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
	"github.com/asynclint/asynclint/passes/spawns"
)

// A Source is what decides how many rounds a loop has.
type Source uint8

const (
	Unknown Source = iota // something else, or a bound is known
	Given                 // a collection that the caller gives
	Kept                  // a collection in a field of the receiver
	Read                  // a collection that was decoded, or read from outside
	Stream                // the values from a channel that the caller gives, or that is in a field
	Scan                  // a method that reads until there is no more, such as Scan
	Seq                   // a sequence that the caller gives
)

var sourceNames = [...]string{"unknown", "given", "kept", "read", "stream", "scan", "sequence"}

func (s Source) String() string { return sourceNames[s] }

// A Fanout is a loop that starts a goroutine in each round, with nothing on the
// way from one goroutine to the next that would wait for any of them.
type Fanout struct {
	Site   *spawns.Site
	Source Source
	// Over is what the loop goes over, as the source has it: the collection, the
	// channel, the call. It is nil if there is no such syntax.
	Over ast.Expr
	// Work is what each goroutine costs.
	Work Work
	// Serves is set if each begins, serves or ends something that there is one of
	// for each element, as the names of what it calls tell: Run, Connect, Close.
	Serves bool
	// Inside is where the goroutine itself takes a permit: that of a semaphore,
	// which all of them share, before it works. It is nil if there is none.
	Inside ssa.Instruction
}

// MayGrow returns the fan-outs of a package, in the order of its functions,
// that may grow with their input as far as the package tells. All that is
// unknown counts as holding them back.
func MayGrow(r *spawns.Result) []Fanout {
	var out []Fanout
	for _, site := range r.Sites() {
		// A timer's function is no goroutine yet.
		if site.Where.Start == spawns.Test || site.Where.Start == spawns.Process || site.By == "time.AfterFunc" || site.By == "context.AfterFunc" {
			continue
		}
		if f, ok := fanout(r, site); ok {
			out = append(out, f)
		}
	}
	return out
}

func fanout(r *spawns.Result, site *spawns.Site) (Fanout, bool) {
	l, source := loopOf(r, site)
	if source == Unknown {
		return Fanout{}, false
	}
	b := bounds{r: r, site: site, loop: l}
	if b.limited() || b.held() || service(site) || eachOther(site) {
		return Fanout{}, false
	}
	f := Fanout{Site: site, Source: source, Over: over(site)}
	if few(f.Over, l.over) {
		return Fanout{}, false
	}
	if source == Kept {
		l.over = place.Place{} // there are more and more of them, whatever they are
	}
	f.Work, f.Inside, f.Serves = work(r, site, l.over), inside(r, site), serves(site)
	return f, true
}

// A round is a loop: a natural one, or the body of a range over a function.
type round struct {
	flow.Loop                 // Head is nil for a body
	body      *ssa.Function   // nil for a natural loop
	from      ssa.Instruction // asks for the next round
	over      place.Place     // the collection, zero for others
}

// blocks returns the blocks that make up one round.
func (l round) blocks() []*ssa.BasicBlock {
	if l.body != nil {
		return l.body.Blocks
	}
	return l.Loop.Blocks()
}

// loopOf returns the innermost loop around a site whose rounds come from
// outside.
func loopOf(r *spawns.Result, site *spawns.Site) (round, Source) {
	for _, l := range flow.Around(site.Site.Block()) {
		if source, from := sourceOf(r, l, site); source != Unknown {
			return round{Loop: l, from: from, over: collectionOf(from)}, source
		}
	}
	if flow.InRangeFunc(site.In) {
		if source := sequence(r, site); source != Unknown {
			return round{body: site.In}, source
		}
	}
	return round{}, Unknown
}

// collectionOf returns the place of the collection that an instruction asks for
// the next round of.
func collectionOf(from ssa.Instruction) place.Place {
	switch from := from.(type) {
	case *ssa.If:
		if cond, ok := from.Cond.(*ssa.BinOp); ok {
			if xs := lenOf(cond.Y); xs != nil {
				return place.Of(xs)
			}
		}
	case *ssa.Next:
		if rng, ok := from.Iter.(*ssa.Range); ok {
			return place.Of(rng.X)
		}
	}
	return place.Place{}
}

// service reports whether the goroutine stays until it is told to end, or until
// something works out at last: one that serves an element, rather than a piece of
// work. How many there are is then part of how many elements there are.
func service(site *spawns.Site) bool {
	return slices.ContainsFunc(site.Life.Stays, func(s spawns.Stay) bool {
		if !s.IsLoop() {
			return false
		}
		return !s.Early || !slices.ContainsFunc(s.Exits, func(e spawns.Exit) bool {
			return !e.Ends && (e.Has(spawns.Data) || e.Has(spawns.Error)) && !e.Has(spawns.Done) && !e.Has(spawns.Closed) && !e.Has(spawns.Received)
		})
	})
}

// over returns the expression that the loop around a site goes over.
func over(site *spawns.Site) ast.Expr {
	fn := site.In
	for flow.InRangeFunc(fn) && fn.Parent() != nil {
		if stmt, ok := fn.Syntax().(*ast.RangeStmt); ok {
			return stmt.X
		}
		fn = fn.Parent()
	}
	var found ast.Expr
	pos := site.Site.Pos()
	ast.Inspect(orNone(fn.Syntax()), func(n ast.Node) bool {
		if n == nil || pos < n.Pos() || n.End() <= pos {
			return false
		}
		switch n := n.(type) {
		case *ast.FuncLit:
			return n == fn.Syntax()
		case *ast.RangeStmt:
			found = n.X
		case *ast.ForStmt:
			if e := measured(n.Cond); e != nil {
				found = e
			}
		case *ast.CommClause:
			if e := received(n.Comm); e != nil {
				found = e
			}
		}
		return true
	})
	return found
}

// orNone keeps ast.Inspect from nil.
func orNone(n ast.Node) ast.Node {
	if n == nil {
		return &ast.BadExpr{}
	}
	return n
}

// measured returns xs of the condition i < len(xs), or the call that is the
// condition.
func measured(cond ast.Expr) ast.Expr {
	switch cond := cond.(type) {
	case *ast.CallExpr:
		return cond
	case *ast.BinaryExpr:
		if call, ok := ast.Unparen(cond.Y).(*ast.CallExpr); ok && len(call.Args) == 1 {
			return call.Args[0]
		}
	}
	return nil
}

// received returns the channel that a case of a select receives from.
func received(comm ast.Stmt) ast.Expr {
	var e ast.Expr
	switch comm := comm.(type) {
	case *ast.ExprStmt:
		e = comm.X
	case *ast.AssignStmt:
		if len(comm.Rhs) == 1 {
			e = comm.Rhs[0]
		}
	}
	if e == nil {
		return nil
	}
	if u, ok := ast.Unparen(e).(*ast.UnaryExpr); ok && u.Op == token.ARROW {
		return u.X
	}
	return nil
}

// outside reports whether v lives outside of the function fn and its literals.
func outside(owner, fn *ssa.Function) bool {
	for ; owner != nil; owner = owner.Parent() {
		if owner == fn {
			return false
		}
	}
	return true
}

// common is the call behind an instruction, nil if it is none.
func common(instr ssa.Instruction) *ssa.CallCommon {
	if call, ok := instr.(ssa.CallInstruction); ok {
		return call.Common()
	}
	return nil
}

// nameOf is the name by which a call calls what it calls: of the method, of the
// function, of the variable or field with a function.
func nameOf(call *ssa.CallCommon) string {
	if fn := calls.Object(call); fn != nil {
		return fn.Name()
	}
	return valueName(call.Value)
}
