package automata

import (
	"go/constant"
	"go/token"
	"go/types"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/explore"
)

// unbounded is the capacity of a channel that is not a constant: whoever
// computes one has thought of the sends, so that none is claimed to block.
const unbounded = 200

// maxCapacity is the largest constant capacity that is counted out.
const maxCapacity = 64

// object returns the object of the program for a part of an object.
func (w *walker) object(th thing) int {
	if i, ok := w.index[th]; ok {
		return i
	}
	var i int
	name := th.obj.made.String()
	if v, ok := th.obj.made.(ssa.Value); ok {
		name = v.Name()
	}
	name += th.path
	switch th.kind {
	case explore.Chan:
		capacity := unbounded
		mk, _ := th.obj.made.(*ssa.MakeChan)
		if mk != nil {
			size := mk.Size
			if p, ok := size.(*ssa.Parameter); ok && th.obj.in.role == inlined {
				if arg := th.obj.in.argument(p); arg != nil {
					size = arg
				}
			}
			if c, ok := size.(*ssa.Const); ok && c.Value != nil {
				if n, exact := constant.Int64Val(constant.ToInt(c.Value)); exact && n <= maxCapacity {
					capacity = int(n)
				}
			}
		}
		i = w.prog.Chan(name, explore.Const(capacity))
	case explore.Mutex:
		i = w.prog.Mutex(name)
	case explore.RWMutex:
		i = w.prog.RWMutex(name)
	case explore.WaitGroup:
		i = w.prog.WaitGroup(name)
	case explore.Once:
		i = w.prog.Once(name)
	case explore.Context:
		parent := explore.None
		external := th.obj.external || th.obj.ends || th.obj.ended
		if p, ok := th.obj.parent.(contextOf); ok {
			if !p.obj.many {
				parent = w.object(thing{p.obj, whole, explore.Context})
			} else {
				external = true
			}
		}
		i = w.prog.Context(name, parent, external)
	case explore.Cond:
		return explore.None
	}
	w.prog.Objects[i].Tag = len(w.things)
	w.things = append(w.things, th)
	w.index[th] = i
	return i
}

// channel returns the object of a channel of the scope. The nil channel is
// one, too.
func (w *walker) channel(f *frame, v ssa.Value) (int, bool) {
	switch c := w.s.eval(f, v).(type) {
	case channel:
		if !c.obj.lost(whole) {
			return w.object(thing{c.obj, whole, explore.Chan}), true
		}
	case zero:
		if _, isChan := v.Type().Underlying().(*types.Chan); isChan {
			th := thing{}
			if i, ok := w.index[th]; ok {
				return i, true
			}
			i := w.prog.NilChan("nil")
			w.index[th] = i
			w.things = append(w.things, th)
			w.prog.Objects[i].Tag = len(w.things) - 1
			return i, true
		}
	}
	return 0, false
}

// context returns the object of the context whose Done channel v is.
func (w *walker) context(f *frame, v ssa.Value) (int, bool) {
	d, ok := w.s.eval(f, v).(doneOf)
	if !ok || d.obj.many {
		return 0, false
	}
	return w.object(thing{d.obj, whole, explore.Context}), true
}

// primitive returns the object of a mutex, WaitGroup and so on at an address.
func (w *walker) primitive(f *frame, addr ssa.Value, name string) (int, bool) {
	r, ok := unbox(w.s.eval(f, addr)).(ref)
	if !ok || r.obj.lost(r.path) {
		return 0, false
	}
	t := typeAt(r)
	if t == nil {
		return 0, false
	}
	var kind explore.ObjectKind
	switch primitiveOf(t) {
	case mutex:
		kind = explore.Mutex
		if t.(*types.Named).Obj().Name() == "RWMutex" {
			kind = explore.RWMutex
		}
	case waitGroup, errGroup:
		kind = explore.WaitGroup
	case once:
		kind = explore.Once
	case condition:
		lock, ok := w.condLock(r)
		if !ok {
			return 0, false
		}
		th := thing{r.obj, r.path, explore.Cond}
		if i, ok := w.index[th]; ok {
			return i, true
		}
		i := w.prog.Cond(name, lock)
		w.prog.Objects[i].Tag = len(w.things)
		w.things = append(w.things, th)
		w.index[th] = i
		return i, true
	default:
		return 0, false
	}
	return w.object(thing{r.obj, r.path, kind}), true
}

// condLock returns the lock of a condition variable.
func (w *walker) condLock(r ref) (int, bool) {
	var lock ref
	if call, ok := r.obj.made.(*ssa.Call); ok && r.path == whole {
		lock, ok = unbox(w.s.eval(r.obj.in, call.Call.Args[0])).(ref)
		if !ok {
			return 0, false
		}
	} else {
		for _, st := range w.s.stores[r.obj] {
			if st.path == r.path+".L" {
				l, ok := unbox(st.val).(ref)
				if !ok || lock.obj != nil && lock != l {
					return 0, false
				}
				lock = l
			}
		}
	}
	if lock.obj == nil || lock.obj.lost(lock.path) {
		return 0, false
	}
	t := typeAt(lock)
	if t == nil || primitiveOf(t) != mutex {
		return 0, false
	}
	kind := explore.Mutex
	if t.(*types.Named).Obj().Name() == "RWMutex" {
		kind = explore.RWMutex
	}
	return w.object(thing{lock.obj, lock.path, kind}), true
}

// typeAt returns the named type of a part of a variable, nil if it is not
// known.
func typeAt(r ref) types.Type {
	t := types.Unalias(r.obj.typ)
	path := r.path
	for path != "" {
		if path[0] != '.' {
			return nil
		}
		path = path[1:]
		st, ok := t.Underlying().(*types.Struct)
		if !ok {
			return nil
		}
		found := false
		for field := range st.Fields() {
			rest, ok := cutField(path, field.Name())
			if ok {
				t, path, found = types.Unalias(field.Type()), rest, true
				break
			}
		}
		if !found {
			return nil
		}
	}
	if _, ok := t.(*types.Named); !ok {
		return nil
	}
	return t
}

func cutField(path, name string) (rest string, ok bool) {
	if len(path) < len(name) || path[:len(name)] != name {
		return "", false
	}
	rest = path[len(name):]
	return rest, rest == "" || rest[0] == '.' || rest[0] == '['
}

// group returns the WaitGroup or errgroup that a call counts its goroutine in.
func (w *walker) group(f *frame, call *ssa.Call) (int, bool) {
	if methods[modelName(&call.Call)] != starts {
		return 0, false
	}
	_, recv := calls.Args(&call.Call)
	return w.primitive(f, recv, "")
}

// received reports whether v comes out of a channel of the scope, together
// with something on which the sender's further way depends.
func (w *walker) received(f *frame, v ssa.Value) bool {
	var ch ssa.Value
	for range 8 {
		switch x := v.(type) {
		case *ssa.Extract:
			switch t := x.Tuple.(type) {
			case *ssa.UnOp:
				if t.Op == token.ARROW && x.Index == 0 {
					ch = t.X
				}
			case *ssa.Select:
				i := x.Index - 2
				for _, s := range t.States {
					if s.Dir != types.RecvOnly {
						continue
					}
					if i == 0 {
						ch = s.Chan
					}
					i--
				}
			}
		case *ssa.UnOp:
			if x.Op == token.ARROW {
				ch = x.X
			}
		case *ssa.Field:
			v = x.X
			continue
		}
		break
	}
	if ch == nil {
		return false
	}
	c, ok := w.s.eval(f, ch).(channel)
	return ok && w.s.correlated[c.obj]
}
