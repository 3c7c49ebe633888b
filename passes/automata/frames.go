package automata

import (
	"go/types"
	"slices"
	"strconv"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/flow"
)

// Budgets of one scope. They count what is built, never time.
const (
	maxFrames = 40   // functions inlined, goroutines and callbacks included
	maxInstrs = 6000 // instructions in all of them
	maxDepth  = 4    // calls below a root or a goroutine
	maxRounds = 8    // of the fixpoint over what variables hold
)

// role says how a frame comes to run.
type role uint8

const (
	root      role = iota
	inlined        // called or deferred by the frame above
	goroutine      // started by the frame above
	callback       // unknown code has the function, and may call it at any time
	repeated       // called by a function that the frame above calls, any number of times
)

// A frame is a function in the context of its calls, so that what its
// parameters are is known.
type frame struct {
	fn    *ssa.Function
	up    *frame
	site  ssa.Instruction // of the call, go, defer; the literal of a callback
	role  role
	depth int
	// looped means that several instances of it may run in one run of the
	// scope.
	looped   bool
	args     []value
	free     []value
	results  []value // of the round before
	returned []value // of this round
	kids     map[ssa.Instruction]*frame
	memo     map[ssa.Value]value
	index    int
	of       *closure
}

// A store is an assignment to a variable or a field of one.
type store struct {
	path  string
	instr *ssa.Store
	in    *frame
	val   value
}

// A scope is one run of a root function: all that it makes, and all code that
// may use that.
//
// What a variable holds depends on all assignments to it, and which those are
// depends on what is called, which depends on what variables hold. So the code
// is walked in rounds, each with what the round before found, until a round
// finds nothing new.
type scope struct {
	graph *calls.Graph
	pkg   *types.Package
	// level is the loop that the scope is one iteration of, nil for a scope
	// that is a call of the whole function.
	level *flow.Loop

	top    *frame
	frames []*frame // in order of this round's walk

	objects  []*object
	byInstr  map[objectKey]*object
	closures map[objectKey]*closure
	declared map[*ssa.Function]*closure
	handed   []*closure          // to unknown code
	stores   map[*object][]store // of the round before
	next     map[*object][]store // of this round
	changed  bool
	instrs   int
	gaveUp   string

	// See prepare.
	symbols      map[string]bool
	written      map[any]bool
	correlated   map[*object]bool
	trackedSlots map[ref]bool
	reach        map[*ssa.Function][][]uint8
}

type objectKey struct {
	in   *frame
	at   ssa.Instruction
	kind kind
}

// newScope follows what fn makes, at a level of its loops, through all code
// that it reaches.
func newScope(graph *calls.Graph, fn *ssa.Function, at *flow.Loop) *scope {
	s := &scope{
		graph: graph, pkg: fn.Pkg.Pkg, level: at,
		byInstr:  make(map[objectKey]*object),
		closures: make(map[objectKey]*closure),
		declared: make(map[*ssa.Function]*closure),
	}
	s.top = &frame{fn: fn, role: root, kids: make(map[ssa.Instruction]*frame)}
	for range maxRounds {
		before := s.handed
		s.changed = false
		s.next = make(map[*object][]store)
		s.instrs, s.frames, s.handed = 0, nil, nil
		for _, o := range s.objects {
			o.was, o.escaped = o.escaped, nil
			o.ended, o.ends = o.ends, false
		}
		s.enter(s.top)
		s.spread()
		for i := 0; i < len(s.handed); i++ {
			s.enterCallback(s.handed[i])
			s.spread()
		}
		if s.gaveUp != "" {
			return s
		}
		if !s.changed && s.sameStores() && slices.Equal(before, s.handed) && !slices.ContainsFunc(s.objects, (*object).differs) {
			return s
		}
		s.stores = s.next
	}
	s.gaveUp = "no fixpoint"
	return s
}

// sameStores reports whether this round found the assignments of the one
// before.
func (s *scope) sameStores() bool {
	if len(s.stores) != len(s.next) {
		return false
	}
	for o, list := range s.stores {
		if !slices.Equal(list, s.next[o]) {
			return false
		}
	}
	return true
}

// enter walks a frame: what it stores, calls and lets escape.
func (s *scope) enter(f *frame) {
	if s.gaveUp != "" {
		return
	}
	if f.memo == nil {
		f.memo = make(map[ssa.Value]value)
	}
	clear(f.memo)
	if !slices.Equal(f.results, f.returned) {
		f.results = f.returned
		s.changed = true
	}
	f.returned = nil
	f.index = len(s.frames)
	s.frames = append(s.frames, f)
	if len(s.frames) > maxFrames {
		s.gaveUp = "too many functions"
		return
	}
	for _, b := range f.fn.Blocks {
		s.instrs += len(b.Instrs)
	}
	if s.instrs > maxInstrs {
		s.gaveUp = "too much code"
		return
	}
	for _, b := range f.fn.Blocks {
		for _, instr := range b.Instrs {
			s.use(f, instr)
		}
	}
}

// use notes what an instruction does with the values of the scope.
func (s *scope) use(f *frame, instr ssa.Instruction) {
	switch instr := instr.(type) {
	case *ssa.Store:
		val := s.eval(f, instr.Val)
		if r, ok := s.eval(f, instr.Addr).(ref); ok {
			s.next[r.obj] = append(s.next[r.obj], store{r.path, instr, f, val})
		} else {
			s.escape(val)
		}
	case *ssa.Send:
		s.escape(s.eval(f, instr.X))
	case *ssa.Select:
		for _, st := range instr.States {
			if st.Send != nil {
				s.escape(s.eval(f, st.Send))
			}
		}
	case *ssa.MapUpdate:
		s.escape(s.eval(f, instr.Key))
		s.escape(s.eval(f, instr.Value))
	case *ssa.Return:
		s.returns(f, instr)
	case *ssa.Panic:
		s.escape(s.eval(f, instr.X))
	case *ssa.Phi:
		s.eval(f, instr)
	case *ssa.MakeChan, *ssa.MakeClosure, *ssa.Alloc:
		s.eval(f, instr.(ssa.Value))
	case ssa.CallInstruction:
		s.call(f, instr)
	}
}

// returns notes what a frame returns.
func (s *scope) returns(f *frame, ret *ssa.Return) {
	if f.role == goroutine {
		return
	}
	first := len(f.returned) == 0
	for i, r := range ret.Results {
		v := s.eval(f, r)
		switch {
		case f.role != inlined:
			s.escape(v)
		case first:
			f.returned = append(f.returned, v)
		case i < len(f.returned):
			s.merge(&f.returned[i], v)
		}
	}
}

// merge notes that a place may hold two values: nothing is known of it then.
func (s *scope) merge(into *value, v value) {
	if *into == v {
		return
	}
	s.escape(*into)
	s.escape(v)
	*into = foreign{}
}

// escape notes that code out of the scope may use a value and all that can be
// reached from it.
func (s *scope) escape(v value) {
	switch v := v.(type) {
	case boxed:
		s.escape(v.v)
	case copied:
		s.escape(v.ref)
	case ref:
		v.obj.escape(v.path)
	case channel:
		v.obj.escape(whole)
	case cancelOf:
		v.obj.ends = true
	case *closure:
		if v.fn.Blocks == nil {
			s.escape(v.recv)
		} else if !slices.Contains(s.handed, v) {
			s.handed = append(s.handed, v)
		}
	}
}

// spread lets escape what escaped variables hold.
func (s *scope) spread() {
	spread := make(map[*object]int)
	for again := true; again; {
		again = false
		for _, o := range s.objects {
			if spread[o] == len(o.escaped) {
				continue
			}
			spread[o] = len(o.escaped)
			again = true
			for _, st := range s.next[o] {
				if covers(o.escaped, st.path) || slices.ContainsFunc(o.escaped, func(p string) bool { return within(p, st.path) }) {
					s.escape(st.val)
				}
			}
		}
	}
}

// object returns the object that an instruction makes in a frame.
func (s *scope) object(f *frame, at ssa.Instruction, k kind, t types.Type) *object {
	key := objectKey{f, at, k}
	o := s.byInstr[key]
	if o == nil {
		o = &object{kind: k, made: at, in: f, typ: t, index: len(s.objects), many: f.looped || s.inCycle(f, at)}
		s.byInstr[key] = o
		s.objects = append(s.objects, o)
		s.changed = true
	}
	return o
}

// inCycle reports whether an instruction of a frame may run several times in
// one run of the frame.
func (s *scope) inCycle(f *frame, at ssa.Instruction) bool {
	var cut *ssa.BasicBlock
	if f == s.top && s.level != nil {
		cut = s.level.Head
		if !s.level.Has(at.Block()) {
			return true // made before, or after: not of this iteration
		}
	}
	return reaches(at.Block(), at.Block(), cut)
}

// reaches reports whether control can get from the end of one block to
// another, without entering the block cut on the way.
func reaches(from, to, cut *ssa.BasicBlock) bool {
	seen := make([]bool, len(from.Parent().Blocks))
	var visit func(b *ssa.BasicBlock) bool
	visit = func(b *ssa.BasicBlock) bool {
		for _, next := range b.Succs {
			if next == cut || seen[next.Index] {
				continue
			}
			seen[next.Index] = true
			if next == to || visit(next) {
				return true
			}
		}
		return false
	}
	return visit(from)
}

// hot reports whether a value leads to something that goroutines synchronize
// by.
func (s *scope) hot(v value) bool { return s.isHot(v, 4) }

func (s *scope) isHot(v value, depth int) bool {
	if depth == 0 {
		return false
	}
	switch v := v.(type) {
	case boxed:
		return s.isHot(v.v, depth)
	case channel, cancelOf, doneOf:
		return true
	case copied:
		return s.isHot(v.ref, depth)
	case ref:
		if holds(v.obj.typ, 3) {
			return true
		}
		for _, st := range s.stores[v.obj] {
			if s.isHot(st.val, depth-1) {
				return true
			}
		}
	case *closure:
		if v.recv != nil && s.isHot(v.recv, depth-1) {
			return true
		}
		for _, free := range v.free {
			if s.isHot(free, depth-1) {
				return true
			}
		}
	}
	return false
}

// element is the path of an element with a constant index.
func element(i int64) string { return "[" + strconv.FormatInt(i, 10) + "]" }
