package automata

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

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

// receive makes a node of a receive. It reports false if there is nothing to
// wait for in the scope.
func (w *walker) receive(n int, st *state, recv *ssa.UnOp) bool {
	f := st.frame()
	got, closed := st.next(), st.next()
	if recv.CommaOk {
		for _, use := range *recv.Referrers() {
			if e, ok := use.(*ssa.Extract); ok && e.Index == 1 {
				got.facts[fact{in: f, v: e}] = boolTerm(true)
				closed.facts[fact{in: f, v: e}] = boolTerm(false)
			}
		}
	}
	if obj, ok := w.channel(f, recv.X); ok {
		w.set(n, explore.Node{Op: explore.Recv, Obj: obj, Next: w.node(got), Else: w.node(closed), Pos: w.site(st, recv)})
		return true
	}
	if obj, ok := w.context(f, recv.X); ok {
		w.set(n, explore.Node{Op: explore.Ended, Obj: obj, Next: w.node(got), Pos: w.site(st, recv)})
		return true
	}
	return false
}

// selects makes a node of a select.
func (w *walker) selects(n int, st *state, sel *ssa.Select) {
	f := st.frame()
	node := explore.Node{Op: explore.Select, HasDefault: !sel.Blocking, Pos: w.site(st, sel)}
	chosen := func(i int, ok *bool) int {
		c := st.next()
		for _, use := range *sel.Referrers() {
			e, isExtract := use.(*ssa.Extract)
			switch {
			case !isExtract:
			case e.Index == 0:
				c.facts[fact{in: f, v: e}] = intTerm(i)
			case e.Index == 1 && ok != nil:
				c.facts[fact{in: f, v: e}] = boolTerm(*ok)
			}
		}
		return w.node(c)
	}
	yes, no := true, false
	for i, s := range sel.States {
		c := explore.Case{Op: explore.Foreign, Pos: i}
		obj, ours := w.channel(f, s.Chan)
		switch {
		case ours && s.Dir == types.SendOnly:
			c.Op, c.Obj = explore.Send, obj
			c.Next = chosen(i, nil)
		case ours:
			c.Op, c.Obj = explore.Recv, obj
			c.Next, c.Else = chosen(i, &yes), chosen(i, &no)
		default:
			if obj, ok := w.context(f, s.Chan); ok {
				c.Op, c.Obj = explore.Ended, obj
			}
			c.Next = chosen(i, nil)
			c.Else = c.Next
		}
		node.Cases = append(node.Cases, c)
	}
	if node.HasDefault {
		node.Else = chosen(-1, nil)
	}
	w.set(n, node)
}

// hand makes a goroutine of a function literal that unknown code gets.
func (w *walker) hand(n int, st *state, mk *ssa.MakeClosure) bool {
	f := st.frame()
	c, ok := w.s.eval(f, mk).(*closure)
	if !ok || c.as == nil || !slices.Contains(w.s.handed, c) || !slices.Contains(w.s.frames, c.as) {
		return false
	}
	key := fact{key: "handed " + w.s.name(f, mk)}
	if _, done := st.facts[key]; done {
		return false
	}
	next := st.next()
	next.facts[key] = term{c: constant.MakeBool(true), deps: []dep{{f, mk}}}
	w.set(n, explore.Node{Op: explore.Spawn, Body: w.bodyOf(c.as), Next: w.node(next), Pos: w.site(st, mk)})
	return true
}

// spawn makes a node of a go statement.
func (w *walker) spawn(n int, st *state, g *ssa.Go) bool {
	kid := w.kid(st.frame(), g)
	if kid == nil {
		// As in go wg.Done(), go close(ch).
		op, ok := w.operation(st.frame(), g.Common())
		if !ok || op.Op == explore.Add && op.Count.N >= 0 {
			return false
		}
		op.Pos, op.Next = w.site(st, g), 1
		body := w.prog.Body("go")
		w.queue = append(w.queue, nil)
		w.prog.Add(body, op)
		w.prog.Add(body, explore.Node{Op: explore.End})
		w.set(n, explore.Node{Op: explore.Spawn, Body: body, Next: w.node(st.next()), Pos: op.Pos})
		return true
	}
	w.set(n, explore.Node{Op: explore.Spawn, Body: w.bodyOf(kid), Next: w.node(st.next()), Pos: w.site(st, g)})
	return true
}

// kid returns the frame that an instruction enters or starts, nil if that is
// not followed.
func (w *walker) kid(f *frame, site ssa.Instruction) *frame {
	kid := f.kids[site]
	if kid == nil || kid.index >= len(w.s.frames) || w.s.frames[kid.index] != kid {
		return nil
	}
	return kid
}

// matters reports whether a deferred call does something in the scope.
func (w *walker) matters(f *frame, d *ssa.Defer) bool {
	if w.kid(f, d) != nil {
		return true
	}
	_, ok := w.operation(f, d.Common())
	return ok
}

// call makes a node of a call; false if the call is of no interest.
func (w *walker) call(n int, st *state, call *ssa.Call) bool {
	f := st.frame()
	kid := w.kid(f, call)
	if kid == nil {
		op, ok := w.operation(f, &call.Call)
		if !ok {
			return false
		}
		op.Pos = w.site(st, call)
		w.perform(n, st, call, op, st.next)
		return true
	}
	switch kid.role {
	case goroutine:
		body := w.bodyOf(kid)
		spawn := explore.Node{Op: explore.Spawn, Body: body, Next: w.node(st.next()), Pos: w.site(st, call)}
		if group, ok := w.group(f, call); ok {
			at := w.prog.Add(w.body, spawn)
			w.set(n, explore.Node{Op: explore.Add, Obj: group, Count: explore.Const(1), Next: at, Pos: spawn.Pos})
			return true
		}
		w.set(n, spawn)
	case repeated:
		in, out := w.node(st.enterKid(kid, st.block, st.index)), w.node(st.next())
		w.set(n, explore.Node{Op: explore.Choose, Next: in, Else: out, Pos: w.site(st, call)})
	default:
		w.enterKid(n, st, kid, call, st.block, st.index+1)
	}
	return true
}

// enterKid returns the state at the beginning of a function that is called
// here, and goes on at block and index when it returns.
func (st *state) enterKid(kid *frame, block *ssa.BasicBlock, index int) *state {
	c := st.clone()
	c.stack = append(c.stack, activation{in: kid, block: block, index: index})
	c.block, c.index = kid.fn.Blocks[0], 0
	return c
}

// enterKid goes on in a function that is called.
func (w *walker) enterKid(n int, st *state, kid *frame, call ssa.CallInstruction, block *ssa.BasicBlock, index int) {
	in := st.enterKid(kid, block, index)
	if methods[fullName(call.Common())] != onceDo {
		w.skip(n, in)
		return
	}
	_, recv := calls.Args(call.Common())
	obj, ok := w.primitive(st.frame(), recv, "once")
	out := st.at(block, index)
	node := explore.Node{Op: explore.Choose, Next: w.node(in), Else: w.node(out), Pos: w.site(st, call)}
	if ok {
		node.Op, node.Obj = explore.Enter, obj
	}
	w.set(n, node)
}

// once reports whether a function that returned is that of a sync.Once.
func (st *state) once(f *frame) bool {
	call, ok := f.site.(ssa.CallInstruction)
	return ok && methods[fullName(call.Common())] == onceDo
}

// once leaves the function of a sync.Once.
func (w *walker) once(n int, st *state, f *frame) {
	call := f.site.(ssa.CallInstruction)
	_, recv := calls.Args(call.Common())
	obj, ok := w.primitive(f.up, recv, "once")
	if !ok {
		w.skip(n, st)
		return
	}
	w.set(n, explore.Node{Op: explore.Leave, Obj: obj, Next: w.node(st), Pos: w.site(st, call)})
}

// runDefer runs the last deferred call; false if there is none.
func (w *walker) runDefer(n int, st *state) bool {
	defers := st.top().defers
	if len(defers) == 0 {
		return false
	}
	d := defers[len(defers)-1]
	st.top().defers = slices.Clip(defers[:len(defers)-1])
	here := func() *state { return st.clone() }
	f := st.frame()
	if kid := w.kid(f, d); kid != nil {
		switch kid.role {
		case inlined:
			w.enterKid(n, st, kid, d, st.block, st.index)
		default:
			w.abort(n) // a goroutine that a defer starts
		}
		return true
	}
	op, ok := w.operation(f, d.Common())
	if !ok {
		w.skip(n, here())
		return true
	}
	op.Pos = w.site(st, d)
	w.perform(n, st, d, op, here)
	return true
}

// perform makes a node of an operation, and of the ways on from it.
func (w *walker) perform(n int, st *state, call ssa.CallInstruction, op explore.Node, next func() *state) {
	if op.Op == explore.TryLock || op.Op == explore.TryRLock {
		yes, no := next(), next()
		if v := call.Value(); v != nil {
			yes.facts[fact{in: st.frame(), v: v}] = boolTerm(true)
			no.facts[fact{in: st.frame(), v: v}] = boolTerm(false)
		}
		op.Next, op.Else = w.node(yes), w.node(no)
		w.set(n, op)
		return
	}
	if op.Op == explore.Add {
		// Its argument may depend on the state.
		args, _ := calls.Args(call.Common())
		if len(args) == 1 {
			t := w.term(st, st.frame(), args[0])
			i, ok := int64(0), false
			if t.c != nil && t.c.Kind() == constant.Int {
				i, ok = constant.Int64Val(t.c)
			}
			if !ok || i > maxCapacity || i < -maxCapacity {
				w.abort(n)
				return
			}
			op.Count = explore.Const(int(i))
		}
	}
	op.Next = w.node(next())
	w.set(n, op)
}

// operation returns the operation that a call is.
func (w *walker) operation(f *frame, common *ssa.CallCommon) (explore.Node, bool) {
	if b, ok := common.Value.(*ssa.Builtin); ok {
		if b.Name() == "close" {
			if obj, ok := w.channel(f, common.Args[0]); ok {
				return explore.Node{Op: explore.Close, Obj: obj}, true
			}
		}
		return explore.Node{}, false
	}
	if !common.IsInvoke() {
		if c, ok := w.s.eval(f, common.Value).(cancelOf); ok && !c.obj.many {
			return explore.Node{Op: explore.Cancel, Obj: w.object(thing{c.obj, whole, explore.Context})}, true
		}
	}
	do, ok := methods[fullName(common)]
	if !ok {
		return explore.Node{}, false
	}
	op := operations[do]
	if op == 0 {
		return explore.Node{}, false
	}
	_, recv := calls.Args(common)
	if recv == nil {
		return explore.Node{}, false
	}
	obj, ok := w.primitive(f, recv, "")
	if !ok {
		return explore.Node{}, false
	}
	node := explore.Node{Op: op, Obj: obj}
	if do == done {
		node.Count = explore.Const(-1)
	}
	return node, true
}

var operations = map[act]explore.Op{
	lock: explore.Lock, unlock: explore.Unlock, rlock: explore.RLock, runlock: explore.RUnlock,
	trylock: explore.TryLock, tryrlock: explore.TryRLock,
	add: explore.Add, done: explore.Add, wait: explore.Wait,
	condWait: explore.CondWait, signal: explore.Signal, broadcast: explore.Broadcast,
}

// group returns the WaitGroup or errgroup that a call counts its goroutine in.
func (w *walker) group(f *frame, call *ssa.Call) (int, bool) {
	if methods[fullName(&call.Call)] != starts {
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
