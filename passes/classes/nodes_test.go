package classes

import (
	"math/rand/v2"
	"testing"
)

// random makes a graph by random operations; the same seed makes the same.
func random(seed uint64, unions func(g *graph, pairs [][2]node)) *graph {
	rnd := rand.New(rand.NewPCG(seed, 1))
	g := new(graph)
	for range 30 {
		g.fresh()
	}
	pick := func() node { return node(rnd.IntN(30)) }
	for range 15 {
		holder := pick()
		g.union(g.content(holder), pick())
	}
	for range 5 {
		g.open(pick(), Outside(1+rnd.IntN(7)))
	}
	g.give(pick())
	var pairs [][2]node
	for range 12 {
		pairs = append(pairs, [2]node{pick(), pick()})
	}
	unions(g, pairs)
	g.settle()
	return g
}

// partition is which nodes are one, and what is open.
func partition(g *graph) (classes [30]node, outside [30]Outside) {
	first := make(map[node]node)
	for n := range node(30) {
		root := g.find(n)
		if _, ok := first[root]; !ok {
			first[root] = n
		}
		classes[n], outside[n] = first[root], g.outside[root]
	}
	return classes, outside
}

// TestUnionLaws: the order and the direction of unions do not matter, and
// doing them twice changes nothing.
func TestUnionLaws(t *testing.T) {
	for seed := range uint64(500) {
		want, wantOut := partition(random(seed, func(g *graph, pairs [][2]node) {
			for _, p := range pairs {
				g.union(p[0], p[1])
			}
		}))
		got, gotOut := partition(random(seed, func(g *graph, pairs [][2]node) {
			for i := len(pairs) - 1; i >= 0; i-- {
				g.union(pairs[i][1], pairs[i][0])
			}
			for _, p := range pairs {
				g.union(p[0], p[1])
			}
		}))
		if got != want || gotOut != wantOut {
			t.Fatalf("seed %d: unions in another order: %v %v, want %v %v", seed, got, gotOut, want, wantOut)
		}
	}
}

// TestContentLaw: nodes that are one hold what is one, and what a node that was
// given away holds is open.
func TestContentLaw(t *testing.T) {
	for seed := range uint64(500) {
		g := random(seed, func(g *graph, pairs [][2]node) {
			for _, p := range pairs {
				g.union(p[0], p[1])
			}
		})
		for a := range node(30) {
			for b := range node(30) {
				if g.find(a) == g.find(b) && g.contents[g.find(a)] != none && g.content(a) != g.content(b) {
					t.Fatalf("seed %d: %d and %d are one, their contents are not", seed, a, b)
				}
			}
			if at := g.find(a); g.deep[at] && g.contents[at] != none && g.outside[g.content(at)] != everything {
				t.Fatalf("seed %d: what %d holds is not open", seed, a)
			}
		}
	}
}
