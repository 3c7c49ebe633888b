package effect_test

import (
	"bytes"
	"encoding/gob"
	"math/rand/v2"
	"reflect"
	"testing"

	"github.com/asynclint/asynclint/passes/effect"
)

// random returns an event out of a small world, so that equal ones occur.
func random(rng *rand.Rand) effect.Event {
	e := effect.Event{
		Kind:  effect.Kind(1 + rng.IntN(int(effect.Vary))),
		On:    effect.BlockKind(rng.IntN(3)),
		Read:  rng.IntN(2) == 0,
		State: rng.IntN(4) == 0,
	}
	if rng.IntN(3) > 0 {
		e.Place = effect.Place{Root: effect.Param, Index: rng.IntN(2), Path: []string{"", ".mu", ".a.mu"}[rng.IntN(3)]}
	}
	if rng.IntN(3) == 0 {
		e.Class = []string{"p.T.mu", "p.U.mu"}[rng.IntN(2)]
		e.Held = []string{"p.V.mu"}[:rng.IntN(2)]
		e.Freed = []effect.Place{{Root: effect.Param, Path: ".mu"}}[:rng.IntN(2)]
		e.If = []effect.Guard{{Param: 1, Is: true}}[:rng.IntN(2)]
	}
	for range rng.IntN(3) {
		e.Via = append(e.Via, effect.Step{Func: "p.f", At: effect.Position{File: "f.go", Line: rng.IntN(3), Col: 1}})
	}
	return e
}

// TestNew: a summary is the same whatever the order of its events, has each
// once, and keeps the shortest chain.
func TestNew(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for range 500 {
		var events []effect.Event
		for range rng.IntN(20) {
			events = append(events, random(rng))
		}
		s := effect.New(events, false)
		rng.Shuffle(len(events), func(i, j int) { events[i], events[j] = events[j], events[i] })
		if again := effect.New(events, false); !reflect.DeepEqual(s, again) {
			t.Fatalf("two orders, two summaries:\n%v\n%v", s, again)
		}
		for i, e := range s.Events {
			for _, f := range s.Events[i+1:] {
				if e.Same(f) {
					t.Fatalf("%v is there twice", e)
				}
			}
			for _, f := range events {
				if e.Same(f) && len(f.Via) < len(e.Via) {
					t.Fatalf("%v has a chain of %d steps, and %d would do", e, len(e.Via), len(f.Via))
				}
			}
		}
	}
}

// TestCompare: the order is total on what events say.
func TestCompare(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for range 5000 {
		a, b := random(rng), random(rng)
		if a.Compare(b) != -b.Compare(a) {
			t.Fatalf("%v and %v each come first", a, b)
		}
		a.Via, b.Via = nil, nil
		if (a.Compare(b) == 0) != a.Same(b) {
			t.Fatalf("%v and %v: Compare says %d, Same says %t", a, b, a.Compare(b), a.Same(b))
		}
	}
}

// TestEncoding: a summary survives encoding, in the same bytes each time, and
// one of another version says nothing.
func TestEncoding(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		s := effect.New([]effect.Event{random(rng), random(rng), random(rng)}, rng.IntN(2) == 0)
		var first []byte
		for range 3 {
			var buf bytes.Buffer
			if err := gob.NewEncoder(&buf).Encode(s); err != nil {
				t.Fatal(err)
			}
			if first == nil {
				first = bytes.Clone(buf.Bytes())
			} else if !bytes.Equal(first, buf.Bytes()) {
				t.Fatal("two encodings differ")
			}
			back := new(effect.AsyncSummary)
			if err := gob.NewDecoder(&buf).Decode(back); err != nil {
				t.Fatal(err)
			}
			if back.String() != s.String() || len(back.Known()) != len(s.Known()) {
				t.Fatalf("%v came back as %v", s, back)
			}
			back.V++
			if back.Known() != nil {
				t.Fatal("a summary of another version is believed")
			}
		}
	}
	var none *effect.AsyncSummary
	if none.Known() != nil || none.Has(effect.Acquire, effect.Place{}) {
		t.Error("no summary says something")
	}
}

// TestBudget: a summary is cut at MaxEvents, and says so.
func TestBudget(t *testing.T) {
	var events []effect.Event
	for i := range effect.MaxEvents + 1 {
		events = append(events, effect.Event{Kind: effect.Acquire, Place: effect.Place{Root: effect.Param, Index: i}})
	}
	if s := effect.New(events, false); len(s.Events) != effect.MaxEvents || !s.Incomplete {
		t.Errorf("%d events, incomplete is %t", len(s.Events), s.Incomplete)
	}
}
