package explore

import (
	"reflect"
	"runtime"
)

// communicate does a channel operation or a select.
func (g *routine) communicate(n *Node) int {
	cases := (&machine{Program: &Program{Bodies: []Body{{Nodes: []Node{*n}}}}}).nodes(0)[0].cases
	if c := g.command; c != nil && c.single {
		return g.single(&cases[c.i])
	}
	var sel []reflect.SelectCase
	for i := range cases {
		c := g.selectCase(&cases[i])
		if one := g.command; one != nil && one.wait && i != one.i && cases[i].Obj == cases[one.i].Obj && cases[i].Op == cases[one.i].Op {
			c.Chan = reflect.Zero(c.Chan.Type()) // Nil: which of the two is taken is a coin's decision.
		}
		sel = append(sel, c)
	}
	dir := reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(g.dead)}
	if n.Op == Select && n.HasDefault {
		dir = reflect.SelectCase{Dir: reflect.SelectDefault}
	}
	i, _, ok := reflect.Select(append(sel, dir))
	switch {
	case i < len(cases):
		return cases[i].next(ok)
	case n.HasDefault && n.Op == Select:
		return n.Else
	}
	runtime.Goexit()
	return 0
}

func (c *Case) next(ok bool) int {
	if c.Op == Recv && !ok {
		return c.Else
	}
	return c.Next
}

func (g *routine) selectCase(c *Case) reflect.SelectCase {
	switch c.Op {
	case Foreign:
		return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(g.foreign)}
	case Ended:
		return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(g.held[c.Obj].ctx.Done())}
	case Send:
		return reflect.SelectCase{Dir: reflect.SelectSend, Chan: reflect.ValueOf(g.held[c.Obj].ch), Send: reflect.ValueOf(1)}
	}
	return reflect.SelectCase{Dir: reflect.SelectRecv, Chan: reflect.ValueOf(g.held[c.Obj].ch)}
}

// single does one case, which must be ready, as the schedule says.
func (g *routine) single(c *Case) int {
	if c.Op == Foreign {
		return c.Next // The outside world is the schedule's.
	}
	i, _, ok := reflect.Select([]reflect.SelectCase{g.selectCase(c), {Dir: reflect.SelectDefault}})
	if i == 0 {
		return c.next(ok)
	}
	g.gate.fail("g%d: case %s is not ready", g.number, c.Op)
	runtime.Goexit()
	return 0
}

// parks reports whether goroutine g, at a node, would wait there: it has no
// default and none of its cases is ready. Nobody else is moving.
func (g *routine) parks(n *Node) bool {
	if n.Op == Select && n.HasDefault {
		return false
	}
	for _, c := range (&machine{Program: &Program{Bodies: []Body{{Nodes: []Node{*n}}}}}).nodes(0)[0].cases {
		switch o := g.held[c.Obj]; c.Op {
		case Ended:
			if o.ctx.Err() != nil {
				return false
			}
		case Send:
			if o.ch != nil && (o.closed.Load() || len(o.ch) < cap(o.ch)) {
				return false
			}
		case Recv:
			if o.ch != nil && (o.closed.Load() || len(o.ch) > 0) {
				return false
			}
		}
	}
	return true
}
