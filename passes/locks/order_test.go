package locks

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/asynclint/asynclint/passes/lockset"
)

const shared = lockset.Shared

func TestCrosses(t *testing.T) {
	edge := func(from, to string, gates ...string) OrderEdge { return OrderEdge{From: from, To: to, Gates: gates} }
	for _, test := range []struct {
		name string
		a, b OrderEdge
		want bool
	}{
		{"opposite", edge("a", "b"), edge("b", "a"), true},
		{"same", edge("a", "b"), edge("a", "b"), false},
		{"others", edge("a", "b"), edge("b", "c"), false},
		{"both read a", edge("a"+shared, "b"), edge("b", "a"+shared), false},
		{"both read b", edge("a", "b"+shared), edge("b"+shared, "a"), false},
		{"both read both", edge("a"+shared, "b"+shared), edge("b"+shared, "a"+shared), false},
		{"each reads one", edge("a"+shared, "b"), edge("b"+shared, "a"), true},
		{"one reads both", edge("a"+shared, "b"+shared), edge("b", "a"), true},
		{"a gate", edge("a", "b", "g"), edge("b", "a", "f", "g"), false},
		{"other gates", edge("a", "b", "g"), edge("b", "a", "f"), true},
		{"a gate on one side", edge("a", "b", "g"), edge("b", "a"), true},
		{"a gate for two readers", edge("a", "b", "g"+shared), edge("b", "a", "g"+shared), true},
		{"a gate for a reader", edge("a", "b", "g"+shared), edge("b", "a", "g"), false},
	} {
		if got := crosses(test.a, test.b); got != test.want {
			t.Errorf("%s: got %t", test.name, got)
		}
	}
}

// TestCrossesLaws: who meets whom does not depend on who asks, no order meets
// itself, and neither a further gate nor a read lock makes two meet.
func TestCrossesLaws(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	mode := func(class string) string { return class + []string{"", shared}[random.IntN(2)] }
	edge := func() OrderEdge {
		classes := []string{"a", "b", "c"}
		random.Shuffle(len(classes), func(i, j int) { classes[i], classes[j] = classes[j], classes[i] })
		e := OrderEdge{From: mode(classes[0]), To: mode(classes[1])}
		for _, g := range []string{"f", "g", "h"} {
			if random.IntN(4) == 0 {
				e.Gates = append(e.Gates, mode(g))
			}
		}
		return e
	}
	met := 0
	for range 20_000 {
		a, b := edge(), edge()
		meet := crosses(a, b)
		if meet {
			met++
		}
		if crosses(b, a) != meet {
			t.Fatalf("crosses(%v, %v) = %t, but not the other way round", a, b, meet)
		}
		if crosses(a, a) {
			t.Fatalf("%v meets itself", a)
		}
		gated := a
		gated.Gates = append(slices.Clone(a.Gates), mode("f"))
		if !meet && crosses(gated, b) {
			t.Fatalf("%v and %v meet because of a gate", gated, b)
		}
		reads := a
		reads.From = bare(a.From) + shared
		if !meet && crosses(reads, b) {
			t.Fatalf("%v and %v meet because of a read lock", reads, b)
		}
	}
	if met == 0 {
		t.Fatal("no two ever met: the test tests nothing")
	}
}
