package classes

import "slices"

// A node stands for what some expressions may evaluate to. Nodes are merged, by
// union-find, wherever one may become the other: at the end a node is a class.
//
// What a pointer points to, and the elements of a slice, a map or a channel, are
// one node more, its content: that of a map are its keys, too. Merging two nodes
// merges what they contain, so that *p and *q are one when p and q are. This is
// Steensgaard's analysis (POPL 1996). The refusal of inclusion constraints
// (Andersen's) is on purpose: they are cubic, and tell apart what a claim such as
// "nobody sends" is better off not to tell apart.
type node int32

// none is the content of a node that nobody has asked for.
const none node = -1

// graph is the set of nodes.
//
// Its laws, which the test holds it to: union is idempotent, commutative and
// associative; content is a function of classes (find(a) == find(b) implies
// find(content(a)) == find(content(b))); outside only grows.
type graph struct {
	parent   []node
	size     []int32
	contents []node
	outside  []Outside
	deep     []bool // the contents are open to everything, too
	nilled   []bool // nil is assigned
}

func (g *graph) fresh() node {
	n := node(len(g.parent))
	g.parent = append(g.parent, n)
	g.size = append(g.size, 1)
	g.contents = append(g.contents, none)
	g.outside = append(g.outside, 0)
	g.deep = append(g.deep, false)
	g.nilled = append(g.nilled, false)
	return n
}

// find returns what stands for n and all that it was merged with. It shortens
// paths on its way; once the graph is settled there is none to shorten, so that
// checks that run at once can ask.
func (g *graph) find(n node) node {
	for g.parent[n] != n {
		if next := g.parent[g.parent[n]]; next != g.parent[n] {
			g.parent[n] = next
		}
		n = g.parent[n]
	}
	return n
}

// content is what n points to or holds.
func (g *graph) content(n node) node {
	n = g.find(n)
	if g.contents[n] == none {
		c := g.fresh()
		g.contents[n] = c
	}
	return g.find(g.contents[n])
}

// union merges two nodes. A type that contains itself (type T chan T) makes
// cycles, so this is a loop over what is still to be merged.
func (g *graph) union(a, b node) {
	for work := [][2]node{{a, b}}; len(work) > 0; {
		pair := work[len(work)-1]
		work = work[:len(work)-1]
		into, from := g.find(pair[0]), g.find(pair[1])
		if into == from {
			continue
		}
		if g.size[into] < g.size[from] {
			into, from = from, into
		}
		g.parent[from] = into
		g.size[into] += g.size[from]
		g.outside[into] |= g.outside[from]
		g.deep[into] = g.deep[into] || g.deep[from]
		g.nilled[into] = g.nilled[into] || g.nilled[from]
		switch {
		case g.contents[from] == none:
		case g.contents[into] == none:
			g.contents[into] = g.contents[from]
		default:
			work = append(work, [2]node{g.contents[into], g.contents[from]})
		}
	}
}

// open says that code elsewhere may do something to n.
func (g *graph) open(n node, to Outside) { g.outside[g.find(n)] |= to }

// give hands n to code of which nothing is known, with all that it holds.
func (g *graph) give(n node) {
	n = g.find(n)
	g.outside[n] |= everything
	g.deep[n] = true
}

// settle carries give on to what is held, once all merging is done, and leaves no
// path that is longer than one step.
func (g *graph) settle() {
	for n := range slices.Clone(g.parent) {
		at := g.find(node(n))
		for g.deep[at] && g.contents[at] != none {
			inner := g.find(g.contents[at])
			if g.deep[inner] {
				break
			}
			g.outside[inner] |= everything
			g.deep[inner] = true
			at = inner
		}
	}
	for n := range g.parent {
		g.parent[n] = g.find(node(n))
	}
}
