// Package permits follows the permits of semaphores: of semaphore.Weighted, and
// of channels that are used as one, where who sends a token takes a permit and
// who receives one gives it back. It tells on which ways out of a function a
// permit stays taken for good. It does not report any diagnostics itself.
//
// A permit may be given back by whoever gets hold of the semaphore. So a way out
// counts only if the function returns an error and nothing else, and if on the
// way there it has not handed the semaphore, or a function that gives back, to
// anybody. What is not known of a call or a branch ends the way.
package permits

import (
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/obligations"
	"github.com/asynclint/asynclint/passes/place"
)

// maxDepth bounds how deep calls are followed.
const maxDepth = 6

// A Leak is a permit that stays taken.
type Leak struct {
	Acquire ssa.Instruction // takes it: a send, a select, a call
	On      ssa.Value       // the channel or semaphore; of a call that takes it inside, nil
	// Return is the way out on which it is not given back.
	Return *ssa.Return
	// Release is where, in this function or in another one, it is given back.
	Release ssa.Instruction
}

// A permit names a semaphore: the place of it, and the field that it is in. Two
// objects of one type share the field: that is a may-claim, and only used to
// stay silent.
type permit struct {
	at    place.Place
	field *types.Var
}

func (p permit) is(q permit) bool {
	return p.at == q.at && !p.at.IsZero() || p.field != nil && p.field == q.field
}

// An acquire is an instruction that takes a permit, and the arms on which it is
// taken; nil means that it always is.
type acquire struct {
	permit
	instr ssa.Instruction
	on    ssa.Value
	err   ssa.Value // nil if it cannot fail with an error
	from  []flow.Point
}

// Result answers for one package.
type Result struct {
	effects  *effects.Result
	releases []release
	// unbuffered are fields that channels without a buffer are put in: to send to
	// one is to meet somebody, not to take a permit.
	unbuffered map[*types.Var]bool
}

// A release is an instruction that gives a permit back.
type release struct {
	permit
	instr ssa.Instruction
}

// Open returns the permits of a package, nil if there are none.
func Open(r *effects.Result) *Result {
	s := r.Calls.SSA()
	if s == nil {
		return nil
	}
	out := &Result{effects: r, unbuffered: make(map[*types.Var]bool)}
	for _, fn := range s.Funcs {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if p, ok := released(r, instr); ok {
					out.releases = append(out.releases, release{p, instr})
				}
				if store, ok := instr.(*ssa.Store); ok && noBuffer(store.Val) {
					if field := place.FieldOf(store.Addr); field != nil {
						out.unbuffered[field] = true
					}
				}
			}
		}
	}
	if len(out.releases) == 0 {
		return nil
	}
	return out
}

// noBuffer reports whether a value is a channel without a buffer.
func noBuffer(v ssa.Value) bool {
	if change, ok := v.(*ssa.ChangeType); ok {
		v = change.X
	}
	mk, ok := v.(*ssa.MakeChan)
	if !ok {
		return false
	}
	size, ok := mk.Size.(*ssa.Const)
	return ok && size.Value != nil && size.Int64() == 0
}

// MustLeak returns the permits that fn takes and does not give back on some way
// out, in block order.
func (r *Result) MustLeak(fn *ssa.Function) []Leak {
	var out []Leak
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			for _, a := range r.acquires(instr) {
				if leak, ok := r.leaks(a); ok {
					out = append(out, leak)
				}
			}
		}
	}
	return out
}

func (r *Result) leaks(a acquire) (Leak, bool) {
	back, ok := r.releaseOf(a)
	if !ok || r.consumed(a.permit) {
		return Leak{}, false
	}
	fn := a.instr.Parent()
	free := obligations.Independent(fn)
	held := &obligations.Held{
		Site: a.instr,
		Fn:   fn,
		From: a.from,
		Ends: func(instr ssa.Instruction) bool { return instr != a.instr && r.ends(instr, a) },
		Open: func(branch *ssa.If) bool { return open(branch, a) || free(branch) },
	}
	for _, b := range fn.Blocks {
		ret, ok := b.Instrs[len(b.Instrs)-1].(*ssa.Return)
		if ok && obligations.Fails(ret) && !local(a.permit) && !r.atEnd(ret, a) && held.MustReach(ret) {
			return Leak{Acquire: a.instr, On: a.on, Return: ret, Release: back}, true
		}
	}
	return Leak{}, false
}

// atEnd reports whether a deferred call, made before the permit was taken, may
// give it back at a return.
func (r *Result) atEnd(ret *ssa.Return, a acquire) bool {
	for _, b := range ret.Parent().Blocks {
		for _, instr := range b.Instrs {
			if d, ok := instr.(*ssa.Defer); ok && r.ends(d, a) && flow.Reaches(d, a.instr, nil) {
				return true
			}
		}
	}
	return false
}

// releaseOf returns the place where permits are given back: nearest, in the same
// function or a literal in it.
func (r *Result) releaseOf(a acquire) (ssa.Instruction, bool) {
	var any ssa.Instruction
	for _, rel := range r.releases {
		if !rel.is(a.permit) {
			continue
		}
		if top(rel.instr.Parent()) == top(a.instr.Parent()) {
			return rel.instr, true
		}
		if any == nil {
			any = rel.instr
		}
	}
	return any, any != nil
}

// consumed reports whether somebody receives from a channel again and again, or
// chooses to: its values are signals then, and not permits.
func (r *Result) consumed(p permit) bool {
	if r.unbuffered[p.field] {
		return true
	}
	for _, rel := range r.releases {
		if !rel.is(p) {
			continue
		}
		if sel, ok := rel.instr.(*ssa.Select); ok && sel.Blocking {
			return true
		}
		if _, ok := rel.instr.(*ssa.UnOp); ok && len(flow.Around(rel.instr.Block())) > 0 {
			return true
		}
	}
	return false
}

func top(fn *ssa.Function) *ssa.Function {
	for fn.Parent() != nil {
		fn = fn.Parent()
	}
	return fn
}

// local reports whether a semaphore is a variable of a function: whether anybody misses the permit depends on what comes after.
func local(p permit) bool {
	switch p.at.Root.(type) {
	case *ssa.Parameter, *ssa.Global:
		return false
	}
	return true
}

// open reports whether a branch may go either way: on an error, or an ok, of a call
// that was made after the permit was taken.
func open(branch *ssa.If, a acquire) bool {
	err, _ := obligations.Tested(branch)
	if ex, ok := branch.Cond.(*ssa.Extract); ok && err == nil {
		err = ex // conn, ok := pool.pop()
	}
	if err == nil || err == a.err {
		return false
	}
	if ex, ok := err.(*ssa.Extract); ok {
		err = ex.Tuple
	}
	call, ok := err.(*ssa.Call)
	if !ok || call == a.instr {
		return false
	}
	if call.Block() == branch.Block() && call.Block() != a.instr.Block() {
		return a.instr.Block().Dominates(call.Block())
	}
	return flow.Precedes(a.instr, call)
}
