package obligations

import (
	"go/token"
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// An end is how an instruction ends an obligation.
type end uint8

const (
	handed   end = iota + 1 // somebody else has it now, perhaps
	released                // it is released, perhaps
	fails                   // a call that may release or keep it, but not where it fails early
)

// An item is a value that is, or points to, what is owed, at a path of fields.
type item struct {
	v    ssa.Value
	path string
	in   bool // v leads to an object that was made here, and that it is kept in
}

// maxItems bounds how many values are followed for one obligation.
const maxItems = 400

// A tracker follows one obligation through the values of one function.
type tracker struct {
	r     *Result
	fn    *ssa.Function
	depth int

	seen map[item]bool
	ends map[ssa.Instruction]end
	uses map[ssa.Instruction]bool // neutral ones, too
	// early are ends of variables and objects, which may come before what is
	// owed is put there, by stores: a literal made, an object given to somebody.
	early  []ssa.Instruction
	stores []stored
	// tests are branches on whether it is nil; drained are those whose second
	// arm is taken when it has released itself.
	tests   map[*ssa.If]int // the arm on which it is nil
	drained map[*ssa.If]bool
	wraps   map[ssa.Value]bool // readers on top of it
	gone    bool               // out of sight from the start

	object *ssa.Alloc // made here, that it is kept in
	field  string
}

// A stored is an assignment to a variable, or to a field of an object.
type stored struct {
	store ssa.Instruction
	to    *ssa.Alloc
}

func (r *Result) tracker(fn *ssa.Function, depth int) *tracker {
	return &tracker{
		r: r, fn: fn, depth: depth,
		seen: make(map[item]bool), ends: make(map[ssa.Instruction]end), uses: make(map[ssa.Instruction]bool),
		tests: make(map[*ssa.If]int), drained: make(map[*ssa.If]bool),
	}
}

// follow tracks an obligation from where it is made.
func (r *Result) follow(o Obligation) *tracker {
	t := r.tracker(o.Site.Parent(), 0)
	t.add(item{v: o.Value, path: o.Path})
	for _, s := range t.stores {
		for _, instr := range t.early {
			t.gone = t.gone || flow.Reaches(instr, s.store, s.to)
		}
	}
	delete(t.ends, o.Site)
	if def, ok := o.Value.(ssa.Instruction); ok && def != ssa.Instruction(o.Site) {
		if ex, ok := def.(*ssa.Extract); !ok || ex.Tuple != o.Site.Value() {
			// It was there before it was owed.
			for instr := range t.ends {
				t.gone = t.gone || flow.Reaches(instr, o.Site, def)
			}
		}
	}
	return t
}

func (t *tracker) end(instr ssa.Instruction, e end) {
	if old := t.ends[instr]; old == 0 || e < old {
		t.ends[instr] = e
	}
}

// endOf notes an end of an item.
func (t *tracker) endOf(it item, instr ssa.Instruction, e end) {
	t.end(instr, e)
	if _, cell := it.v.(*ssa.Alloc); cell || it.in {
		t.early = append(t.early, instr)
	}
}

func (t *tracker) add(it item) {
	if t.seen[it] || t.gone {
		return
	}
	t.seen[it] = true
	refs := it.v.Referrers()
	if refs == nil || len(t.seen) > maxItems {
		t.gone = true
		return
	}
	for _, ref := range *refs {
		if ref.Parent() == t.fn {
			t.uses[ref] = true
			t.use(it, ref)
		}
	}
}

func (t *tracker) use(it item, ref ssa.Instruction) {
	switch ref := ref.(type) {
	case *ssa.DebugRef:
	case *ssa.BinOp:
		t.compare(it, ref)
	case *ssa.Phi:
		t.add(item{ref, it.path, it.in})
	case *ssa.ChangeType:
		t.add(item{ref, it.path, it.in})
	case *ssa.ChangeInterface:
		t.add(item{ref, it.path, it.in})
	case *ssa.MakeInterface:
		t.add(item{ref, it.path, it.in})
	case *ssa.TypeAssert:
		t.add(item{ref, it.path, it.in})
	case *ssa.Extract:
		if ref.Index == 0 {
			t.add(item{ref, it.path, it.in}) // of a type assertion: a call's results are where it starts
		}
	case *ssa.Field:
		t.part(it, ref, fieldOf(ref.X.Type(), ref.Field), ref)
	case *ssa.FieldAddr:
		t.part(it, ref, fieldOf(ref.X.Type(), ref.Field), ref)
	case *ssa.UnOp:
		t.load(it, ref)
	case *ssa.Store:
		t.store(it, ref)
	case *ssa.MakeClosure:
		t.closure(it, ref)
	case *ssa.Select:
		if slices.ContainsFunc(ref.States, func(s *ssa.SelectState) bool { return s.Send == it.v }) {
			t.endOf(it, ref, handed)
		}
	case *ssa.If:
	case ssa.CallInstruction:
		t.call(it, ref)
	default:
		t.endOf(it, ref, handed) // a return, a send, an element of something
	}
}

// compare notes a test for nil.
func (t *tracker) compare(it item, cmp *ssa.BinOp) {
	if !IsNil(cmp.X) && !IsNil(cmp.Y) || cmp.Op != token.EQL && cmp.Op != token.NEQ {
		return
	}
	arm := 0
	if cmp.Op == token.NEQ {
		arm = 1
	}
	for _, ref := range *cmp.Referrers() {
		if branch, ok := ref.(*ssa.If); ok {
			t.tests[branch] = arm
		}
	}
}

// part follows a field, or its address.
func (t *tracker) part(it item, v ssa.Value, field *types.Var, at ssa.Instruction) {
	if field == nil {
		t.end(at, handed)
		return
	}
	if it.path == "" {
		// A field of what is owed itself: cmd.Process may be waited for. The
		// channel of a ticker, a number, a string are of no use for that.
		switch field.Type().Underlying().(type) {
		case *types.Pointer, *types.Interface, *types.Signature:
			t.inner(v)
		case *types.Chan:
			t.never(v)
		}
		return
	}
	first, rest := cutField(it.path)
	if first == field.Name() {
		t.add(item{v, rest, it.in})
		return
	}
}

// never notes where a range over the channel of a ticker would end: nobody closes
// it.
func (t *tracker) never(addr ssa.Value) {
	for _, ref := range *addr.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		switch {
		case !ok:
		case load.Op == token.MUL:
			t.never(load)
		case load.Op == token.ARROW && load.CommaOk:
			for _, ref := range *load.Referrers() {
				more, ok := ref.(*ssa.Extract)
				if !ok || more.Index != 1 {
					continue
				}
				for _, ref := range *more.Referrers() {
					if branch, ok := ref.(*ssa.If); ok {
						t.tests[branch] = 1
					}
				}
			}
		}
	}
}

// inner looks at what becomes of a part of what is owed: whoever calls something
// with it may release all.
func (t *tracker) inner(v ssa.Value) {
	for _, ref := range *v.Referrers() {
		switch ref := ref.(type) {
		case *ssa.UnOp:
			t.inner(ref)
		case ssa.CallInstruction:
			t.end(ref, released)
		case *ssa.Store:
			if ref.Val == v {
				t.end(ref, handed)
			}
		case *ssa.FieldAddr, *ssa.Field, *ssa.BinOp, *ssa.DebugRef:
		default:
			t.end(ref, handed)
		}
	}
}

// load follows what is read from an address.
func (t *tracker) load(it item, load *ssa.UnOp) {
	if load.Op != token.MUL {
		return // a receive from it
	}
	if cell, ok := load.X.(*ssa.Alloc); ok {
		if last := place.LastStore(load, cell); last != nil && !t.has(last) {
			return // another value by now
		}
	}
	t.add(item{load, it.path, it.in})
}

func (t *tracker) has(v ssa.Value) bool {
	for it := range t.seen {
		if it.v == v {
			return true
		}
	}
	return false
}

func (t *tracker) store(it item, store *ssa.Store) {
	if store.Addr == it.v {
		if t.has(store.Val) {
			return // this is how it came there
		}
		if _, variable := it.v.(*ssa.Alloc); variable && !it.in {
			return // the variable has another value now; the old one is followed
		}
		t.end(store, handed) // overwritten
		return
	}
	switch to := store.Addr.(type) {
	case *ssa.Alloc:
		t.stores = append(t.stores, stored{store, to})
		t.add(item{to, it.path, it.in})
		return
	case *ssa.FieldAddr:
		at := place.Of(to)
		if object, ok := at.Root.(*ssa.Alloc); ok && object.Parent() == t.fn && !strings.Contains(at.Path, "[]") {
			if t.object == nil {
				t.object, t.field = object, at.Path
			}
			t.stores = append(t.stores, stored{store, object})
			t.add(item{object, at.Path + it.path, true})
			return
		}
	}
	t.endOf(it, store, handed)
}

// closure looks into a literal that captures an item.
func (t *tracker) closure(it item, mc *ssa.MakeClosure) {
	fn, ok := mc.Fn.(*ssa.Function)
	if !ok {
		t.endOf(it, mc, handed)
		return
	}
	if fn.Parent() == nil { // a bound method, x.M
		f := calls.FuncOf(mc)
		s := t.r.param(f, it, t.depth)
		if s.ends() || f.Fn != nil && freesRecv(f.Fn) {
			t.endOf(it, mc, handed)
		}
		return
	}
	for i, b := range mc.Bindings {
		if b != it.v || i >= len(fn.FreeVars) {
			continue
		}
		s := t.r.summary(fn, item{v: fn.FreeVars[i], path: it.path}, t.depth+1)
		if !s.ends() {
			if spawn := spawnOf(mc); spawn != nil && it.used() {
				t.endOf(it, spawn, handed) // it may be needed for longer than this function
			}
			continue
		}
		how := handed
		if s.releases {
			how = released
		}
		if sets, ok := t.guarded(mc, fn.FreeVars[i], it.path); ok {
			for _, set := range sets {
				t.endOf(it, set, how)
			}
			continue
		}
		at := onlyCalled(mc)
		if at == nil || flow.InRangeFunc(fn) {
			t.endOf(it, mc, how)
			continue
		}
		for _, call := range at {
			t.endOf(it, call, how)
		}
	}
}

// used reports whether what is owed is of use itself, to whoever runs with it: rows
// are, a function that cancels something is not.
func (it item) used() bool {
	t := place.Place{Root: it.v, Path: it.path}.Type()
	if t == nil {
		return true
	}
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	_, isFunc := types.Unalias(t).Underlying().(*types.Signature)
	return !isFunc
}

// spawnOf returns where a literal is started as a goroutine, nil if nowhere.
func spawnOf(mc *ssa.MakeClosure) ssa.Instruction {
	for _, ref := range *mc.Referrers() {
		if s, ok := calls.SpawnAt(ref); ok && s.Body.Fn == mc.Fn {
			return ref
		}
	}
	return nil
}

// onlyCalled returns the calls of a literal, nil if something else is done with
// it.
func onlyCalled(mc *ssa.MakeClosure) []ssa.Instruction {
	var out []ssa.Instruction
	for _, ref := range *mc.Referrers() {
		switch ref := ref.(type) {
		case *ssa.DebugRef:
		case ssa.CallInstruction:
			if ref.Common().Value != ssa.Value(mc) || slices.Contains(ref.Common().Args, ssa.Value(mc)) {
				return nil
			}
			out = append(out, ref)
		default:
			return nil
		}
	}
	return out
}

// release returns an instruction that releases what is owed, nil if none does.
func (t *tracker) release() ssa.Instruction {
	var out ssa.Instruction
	for instr, e := range t.ends {
		if e == released && (out == nil || instr.Pos() < out.Pos()) {
			out = instr
		}
	}
	return out
}

// usedBefore reports whether something may be done with what is owed on the way
// to an instruction.
func (t *tracker) usedBefore(o Obligation, goal ssa.Instruction) bool {
	for instr := range t.uses {
		if instr != ssa.Instruction(o.Site) && flow.Reaches(o.Site, instr, nil) && flow.Reaches(instr, goal, nil) {
			return true
		}
	}
	return false
}

func cutField(path string) (first, rest string) {
	path = strings.TrimPrefix(path, ".")
	if i := strings.IndexByte(path, '.'); i >= 0 {
		return path[:i], path[i:]
	}
	return path, ""
}

// fieldOf returns field i of the struct that t is or points to.
func fieldOf(t types.Type, i int) *types.Var {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	s, ok := types.Unalias(t).Underlying().(*types.Struct)
	if !ok || i >= s.NumFields() {
		return nil
	}
	return s.Field(i)
}

// IsNil reports whether v is the constant nil.
func IsNil(v ssa.Value) bool {
	c, ok := v.(*ssa.Const)
	return ok && c.IsNil()
}
