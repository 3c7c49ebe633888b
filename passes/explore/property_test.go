package explore

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// findings lists what a result claims, with the bodies' names instead of their
// indexes.
func findings(p *Program, r *Result) string {
	var all []string
	for _, s := range r.Stuck {
		all = append(all, fmt.Sprintf("%s.%d stuck %v", p.Bodies[s.Body].Name, s.Node, s.Always))
	}
	for _, s := range r.Panics {
		all = append(all, fmt.Sprintf("%s.%d.%d %s %v", p.Bodies[s.Body].Name, s.Node, s.Case, s.Kind, s.Always))
	}
	for b, facts := range r.Facts {
		for i, f := range facts {
			if f != (Fact{}) {
				all = append(all, fmt.Sprintf("%s.%d %v", p.Bodies[b].Name, i, f))
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

// randomPrograms calls f for n random programs, or more (see effort), until f
// fails.
func randomPrograms(t *testing.T, n int, s shape, f func(seed uint64, p *Program)) {
	times, first := effort()
	for seed := first; seed < first+uint64(n*times); seed++ {
		p := random(newDice(seed), s)
		if err := p.Validate(); err != nil {
			t.Fatalf("seed %d: %v\n%s", seed, err, p)
		}
		f(seed, p)
		if t.Failed() {
			t.Fatalf("seed %d\n%s", seed, p)
		}
	}
}

const programs = 300

// TestReduction: what is claimed does not depend on the reduction.
func TestReduction(t *testing.T) {
	with, without, gaveUp, partial, stuck, panics := 0, 0, 0, 0, 0, 0
	randomPrograms(t, programs, shape{kinds: allKinds}, func(_ uint64, p *Program) {
		a, b := Explore(p, Options{}), Explore(p, Options{noReduction: true})
		switch {
		case b.GaveUp != "":
			gaveUp++
			return
		case a.Partial || b.Partial:
			partial++
			return
		}
		m, _ := compile(p, 1, Options{Trips: 32})
		with += len(search(m, 1e6, true).states)
		without += b.States
		stuck += len(a.Stuck)
		panics += len(a.Panics)
		if a, b := findings(p, a), findings(p, b); a != b {
			t.Errorf("with reduction\n%s\nwithout\n%s", a, b)
		}
	})
	t.Logf("%d states with reduction, %d without; %d given up, %d partial; %d stuck, %d panics", with, without, gaveUp, partial, stuck, panics)
}

// TestDeterministic: the same program has the same result, to the last step.
func TestDeterministic(t *testing.T) {
	randomPrograms(t, 100, shape{kinds: allKinds}, func(_ uint64, p *Program) {
		if a, b := Explore(p, Options{}), Explore(p, Options{}); !reflect.DeepEqual(a, b) {
			t.Errorf("%+v\n%+v", a, b)
		}
	})
}

// TestNames: the indexes of bodies do not matter, but for the root's.
func TestNames(t *testing.T) {
	randomPrograms(t, 150, shape{kinds: allKinds}, func(seed uint64, p *Program) {
		a := Explore(p, Options{})
		q := renamed(p, newDice(seed).Perm(len(p.Bodies)-1))
		b := Explore(q, Options{})
		if a.GaveUp != b.GaveUp || a.Partial != b.Partial || a.Partial {
			return // The order of search decides what is cut off.
		}
		if a, b := findings(p, a), findings(q, b); a != b {
			t.Errorf("%s\nwith other indexes\n%s", a, b)
		}
	})
}

// renamed returns p with body i+1 moved to perm[i]+1.
func renamed(p *Program, perm []int) *Program {
	to := func(b int) int {
		if b <= 0 {
			return b
		}
		return perm[b-1] + 1
	}
	q := *p
	q.Bodies = make([]Body, len(p.Bodies))
	for b, body := range p.Bodies {
		body.Nodes = slices.Clone(body.Nodes)
		for i := range body.Nodes {
			body.Nodes[i].Body = to(body.Nodes[i].Body)
		}
		q.Bodies[to(b)] = body
	}
	q.Literals = slices.Clone(p.Literals)
	for i := range q.Literals {
		q.Literals[i].Owner = to(q.Literals[i].Owner)
	}
	return &q
}

// TestTraces: a trace is the shortest, it ends where it says, and its choices
// are those that matter.
func TestTraces(t *testing.T) {
	randomPrograms(t, 150, shape{kinds: allKinds}, func(_ uint64, p *Program) {
		r := Explore(p, Options{})
		for _, s := range r.Stuck {
			n := 0
			for _, step := range s.Trace {
				if step.Matters {
					n++
				}
			}
			if n != s.Choices {
				t.Errorf("%d choices, %d of which matter", s.Choices, n)
			}
			if !r.Facts[s.Body][s.Node].MayStick || !r.Facts[s.Body][s.Node].MayReach {
				t.Errorf("stuck at %d.%d: %+v", s.Body, s.Node, r.Facts[s.Body][s.Node])
			}
		}
	})
}
