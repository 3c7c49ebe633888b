package lockset

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// knowing returns a state that knows some free places and some decisions,
// drawn from a small stock so that two of them have something in common.
func knowing(rnd *rand.Rand, roots []ssa.Value) *state {
	s := &state{}
	for _, root := range roots {
		for _, path := range []string{".mu", ".aux"} {
			if rnd.IntN(2) == 0 {
				s.free = append(s.free, place.Place{Root: root, Path: path})
			}
		}
	}
	for range rnd.IntN(2 * maxLiterals) {
		s.decide(literal{key: fmt.Sprintf("c%d", rnd.IntN(5)), val: rnd.IntN(2) == 0})
	}
	return s
}

func roots() []ssa.Value {
	return []ssa.Value{&ssa.Global{}, &ssa.Global{}, &ssa.Global{}}
}

func clone(s *state) *state {
	c := *s
	c.free, c.literals = slices.Clone(s.free), slices.Clone(s.literals)
	return &c
}

// sameKnowledge compares what two states know, in any order.
func sameKnowledge(s, t *state) bool {
	return within(s, t) && within(t, s)
}

// within reports whether t knows all that s knows.
func within(s, t *state) bool {
	for _, p := range s.free {
		if !slices.Contains(t.free, p) {
			return false
		}
	}
	for _, l := range s.literals {
		if !slices.Contains(t.literals, l) {
			return false
		}
	}
	return true
}

func merged(s, t *state) *state {
	m := clone(s)
	m.merge(t)
	return m
}

// TestMergeLaws: merge is the meet of a lattice, so that the order in which
// paths are followed does not matter, and a loop comes to an end.
func TestMergeLaws(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 2))
	all := roots()
	for range 2000 {
		a, b, c := knowing(rnd, all), knowing(rnd, all), knowing(rnd, all)
		if m := clone(a); m.merge(clone(a)) || !sameKnowledge(m, a) {
			t.Fatalf("not idempotent: %v", a)
		}
		ab := merged(a, b)
		if !within(ab, a) || !within(ab, b) {
			t.Fatalf("the merge of %v and %v knows more than both: %v", a, b, ab)
		}
		if !sameKnowledge(ab, merged(b, a)) {
			t.Fatalf("not commutative: %v, %v", a, b)
		}
		if !sameKnowledge(merged(ab, c), merged(a, merged(b, c))) {
			t.Fatalf("not associative: %v, %v, %v", a, b, c)
		}
		m := clone(a)
		if changed := m.merge(b); changed == sameKnowledge(m, a) {
			t.Fatalf("merge of %v into %v says changed = %t", b, a, changed)
		}
		if m.merge(b) {
			t.Fatalf("a second merge of %v changes something", b)
		}
	}
}

// TestCopyOnWrite: states are branched by copying the struct, so no operation
// may write into a slice that another state shares.
func TestCopyOnWrite(t *testing.T) {
	rnd := rand.New(rand.NewPCG(3, 4))
	all := roots()
	for range 500 {
		s := knowing(rnd, all)
		for _, root := range all {
			if rnd.IntN(2) == 0 {
				s.held = append(s.held, Held{Lock: place.Place{Root: root, Path: ".mu"}})
			}
		}
		before, held := clone(s), slices.Clone(s.held)
		for range 4 {
			c := *s
			p := place.Place{Root: all[rnd.IntN(len(all))], Path: ".mu"}
			c.forget(p)
			c.decide(literal{key: "c1", val: true})
			c.recomputed(p.Root, newNames())
			c.replaced(place.Place{Root: p.Root})
			c.merge(knowing(rnd, all))
		}
		if !slices.Equal(s.free, before.free) || !slices.Equal(s.literals, before.literals) ||
			!slices.EqualFunc(s.held, held, func(a, b Held) bool { return a.Lock == b.Lock && a.Stale == b.Stale }) {
			t.Fatalf("%v was changed by an operation on a copy", before)
		}
	}
}

// TestUnname: a reassigned field makes stale what hangs off it, nothing else,
// and rounds of a loop do not pile up.
func TestUnname(t *testing.T) {
	x := roots()[0]
	lock := func(path string) Held { return Held{Lock: place.Place{Root: x, Path: path}} }
	s := &state{held: []Held{lock(".cur.mu"), lock(".curious.mu"), lock(".mu")}}
	s.replaced(place.Place{Root: x, Path: ".cur"})
	for i, want := range []bool{true, false, false} {
		if s.held[i].Stale != want {
			t.Errorf("after x.cur = y, %s is stale: %t, want %t", s.held[i].Lock.Path, s.held[i].Stale, want)
		}
	}
	for range 20 {
		s.held = with(s.held, lock(".cur.mu"))
		s.replaced(place.Place{Root: x, Path: ".cur"})
	}
	if len(s.held) != 3 {
		t.Errorf("%d locks are held after 20 rounds, want 3", len(s.held))
	}
}

// TestKnown: x == a decides x == b for other constants, and nothing else.
func TestKnown(t *testing.T) {
	s := &state{}
	s.decide(literal{key: "==#1;|const 1", val: true})
	s.decide(literal{key: "==#2;|const 1", val: false})
	for _, c := range []struct {
		key     string
		val, ok bool
	}{
		{"==#1;|const 1", true, true},
		{"==#1;|const 2", false, true},
		{"==#1;|#3;", false, false},
		{"==#2;|const 1", false, true},
		{"==#2;|const 2", false, false},
		{"#1;", false, false},
	} {
		if val, ok := s.known(c.key); val != c.val || ok != c.ok {
			t.Errorf("known(%q) = %t, %t, want %t, %t", c.key, val, ok, c.val, c.ok)
		}
	}
}

func TestDecideIsBounded(t *testing.T) {
	s := &state{}
	for i := range 3 * maxLiterals {
		s.decide(literal{key: fmt.Sprint(i), val: true})
		s.decide(literal{key: fmt.Sprint(i), val: false})
	}
	if len(s.literals) != maxLiterals {
		t.Errorf("%d decisions are kept, want %d", len(s.literals), maxLiterals)
	}
	if val, ok := s.known(fmt.Sprint(3*maxLiterals - 1)); val || !ok {
		t.Errorf("the last decision is lost")
	}
}
