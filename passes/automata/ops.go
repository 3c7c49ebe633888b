package automata

import (
	"go/constant"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/explore"
)

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
	if methods[modelName(call.Common())] != onceDo {
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
	return ok && methods[modelName(call.Common())] == onceDo
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
	do, ok := methods[modelName(common)]
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
