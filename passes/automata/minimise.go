package automata

import (
	"fmt"

	"github.com/asynclint/asynclint/passes/explore"
)

// minimise drops the nodes of a body that nothing depends on: pauses, choices
// between the same, loops that do nothing and end at last.
func minimise(body *explore.Body) {
	nodes := body.Nodes
	alias := make([]int, len(nodes))
	for i := range alias {
		alias[i] = i
	}
	resolve := func(i int) int {
		for hops := 0; alias[i] != i && hops <= len(nodes); hops++ {
			i = alias[i]
		}
		return i
	}
	for again := true; again; {
		again = false
		same := make(map[string]int)
		for i := range nodes {
			if alias[i] != i {
				continue
			}
			n := &nodes[i]
			next, other := resolve(n.Next), resolve(n.Else)
			to := i
			switch n.Op {
			case explore.Pause:
				to = next
			case explore.Choose:
				switch {
				case next == other, other == i:
					to = next
				case next == i:
					to = other
				}
			case explore.Branch:
				if next == other {
					to = next
				}
			}
			if to == i {
				key := shape(n, resolve)
				if first, ok := same[key]; ok {
					to = first
				} else {
					same[key] = i
				}
			}
			if to != i && resolve(to) != i {
				alias[i] = to
				again = true
			}
		}
	}
	body.Nodes = compact(nodes, resolve)
}

// shape is equal for nodes that do the same and go on to the same.
func shape(n *explore.Node, resolve func(int) int) string {
	s := fmt.Sprint(n.Op, n.Obj, n.HasDefault, n.Body, n.Lit, n.Count, n.Pos, next(n, resolve))
	for _, c := range n.Cases {
		s += fmt.Sprint(";", c.Op, c.Obj, resolve(c.Next), resolve(c.Else), c.Pos)
	}
	return s
}

func next(n *explore.Node, resolve func(int) int) [2]int {
	if n.Op == explore.End || n.Op == explore.Abort {
		return [2]int{}
	}
	return [2]int{resolve(n.Next), resolve(n.Else)}
}

// compact numbers the nodes that can be reached anew, the entry first.
func compact(nodes []explore.Node, resolve func(int) int) []explore.Node {
	number := make(map[int]int)
	var order []int
	visit := func(i int) int {
		i = resolve(i)
		n, ok := number[i]
		if !ok {
			n = len(order)
			number[i] = n
			order = append(order, i)
		}
		return n
	}
	visit(0)
	var out []explore.Node
	for k := 0; k < len(order); k++ {
		n := nodes[order[k]]
		switch n.Op {
		case explore.End, explore.Abort:
			n.Next, n.Else = 0, 0
		case explore.Select:
			cases := make([]explore.Case, len(n.Cases))
			for i, c := range n.Cases {
				c.Next, c.Else = visit(c.Next), visit(c.Else)
				cases[i] = c
			}
			n.Cases = cases
			if n.HasDefault {
				n.Else = visit(n.Else)
			}
		case explore.Choose, explore.Branch, explore.Recv, explore.TryLock, explore.TryRLock, explore.Enter:
			n.Next, n.Else = visit(n.Next), visit(n.Else)
		default:
			n.Next = visit(n.Next)
		}
		out = append(out, n)
	}
	return out
}
