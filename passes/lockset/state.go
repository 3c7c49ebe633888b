package lockset

import (
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/place"
)

// A Held is a lock that a path holds.
type Held struct {
	Lock  place.Place
	Read  bool
	Class string
	Site  ssa.Instruction // the Lock call, or the call that left it held
	Via   []effect.Step   // how the call came to hold it; nil for a Lock call here
	// Stale is set when the value that the place hangs off was computed anew,
	// as in the next round of a loop: the lock is still held, but the place
	// now names another one.
	Stale bool
	// Unsure is set when it was not known before whether the lock was held:
	// this may be the function's own lock or its caller's, given back.
	Unsure bool
	// Carried is set when the lock was held into the next round of the loop in
	// which it was taken.
	Carried bool
}

// Direct reports whether the function locked it by a Lock call of its own.
func (h Held) Direct() bool { return h.Via == nil }

// ClassMode is the class with the way it is held, as effect.Event.Held has it:
// "p.T.mu" for exclusive, "p.T.mu shared" for a read lock.
func (h Held) ClassMode() string {
	if h.Read {
		return h.Class + Shared
	}
	return h.Class
}

// Shared ends the class of a lock that is held by RLock; see ClassMode.
const Shared = " shared"

// maxLiterals bounds the branch decisions that a path remembers, of those that
// could matter again. Conditional locking is decided by one boolean, two at
// most.
const maxLiterals = 6

// A literal is a branch decision: the condition spelt key is val.
type literal struct {
	key string
	val bool
	src ssa.Value // the value the branch tested; computing it again voids the literal
}

// state is what a path knows. It is copied on write: slices are never
// changed in place.
type state struct {
	held     []Held
	free     []place.Place // locked and unlocked again by this function: known to be unlocked
	gone     []mode        // locks of the caller that this function unlocked
	unknown  []place.Place // nothing is known of these
	defers   []*ssa.Defer  // pending, in order
	literals []literal
	dead     bool // the path ends here: it waits for itself
}

type mode struct {
	lock place.Place
	read bool
	site ssa.Instruction
}

// holds returns the held entry for a place, last first; -1 if there is none.
func (s *state) holds(p place.Place) int {
	for i := len(s.held) - 1; i >= 0; i-- {
		if h := s.held[i]; h.Lock == p && !h.Stale {
			return i
		}
	}
	return -1
}

// holdsElement returns the held entry that names some element of the
// collection that p names some element of, last first; -1 if there is none.
func (s *state) holdsElement(p place.Place) int {
	g := place.Generic(p)
	for i := len(s.held) - 1; i >= 0; i-- {
		if h := place.Generic(s.held[i].Lock); h == g && strings.Contains(h.Path, "[]") {
			return i
		}
	}
	return -1
}

func (s *state) isGone(p place.Place) int {
	return slices.IndexFunc(s.gone, func(m mode) bool { return m.lock == p })
}

func without[T any](s []T, i int) []T { return slices.Concat(s[:i], s[i+1:]) }

// except returns s without what drop selects: s itself, if that is nothing.
func except[T any](s []T, drop func(T) bool) []T {
	if !slices.ContainsFunc(s, drop) {
		return s
	}
	return slices.DeleteFunc(slices.Clone(s), drop)
}

// with appends without sharing the backing array: states are branched.
func with[T any](s []T, v T) []T { return append(slices.Clip(s), v) }

// dropPlace returns s without p.
func dropPlace(s []place.Place, p place.Place) []place.Place {
	if i := slices.Index(s, p); i >= 0 {
		return without(s, i)
	}
	return s
}

// forget makes p unknown.
func (s *state) forget(p place.Place) {
	s.held = except(s.held, func(h Held) bool { return h.Lock == p })
	s.gone = except(s.gone, func(m mode) bool { return m.lock == p })
	s.free = dropPlace(s.free, p)
	if !slices.Contains(s.unknown, p) {
		s.unknown = with(s.unknown, p)
	}
}

// forgetBelow gives up all locks at p and in the object there: an unknown
// function got it.
func (s *state) forgetBelow(p place.Place) {
	for _, h := range s.held {
		if h.Lock.Root == p.Root && (h.Lock.Path == p.Path || strings.HasPrefix(h.Lock.Path, p.Path+".")) {
			s.forget(h.Lock)
		}
	}
}

// recomputed notes that v got a new value: what hangs off the old one cannot
// be named any more, and decisions on it are void.
func (s *state) recomputed(v ssa.Value, names *names) {
	off := func(p place.Place) bool { return p.Root == v }
	s.unname(off)
	s.free = except(s.free, off)
	s.unknown = except(s.unknown, off)
	if len(s.literals) > 0 {
		token := names.known(v)
		s.literals = except(s.literals, func(l literal) bool {
			return l.src == v || token != "" && strings.Contains(l.key, token)
		})
	}
}

// replaced notes that another object was assigned to the variable or field at
// p: what hangs off the old one cannot be named any more.
func (s *state) replaced(p place.Place) {
	off := func(q place.Place) bool {
		rest, ok := strings.CutPrefix(q.Path, p.Path)
		return ok && q.Root == p.Root && rest != "" && (rest[0] == '.' || rest[0] == '[')
	}
	s.unname(off)
	s.free = except(s.free, off)
}

// unname marks what is held of some places as stale. A loop that locks one
// object after the other gets one stale entry, not one for each round: what
// the simulation needs to know is that some are held.
func (s *state) unname(off func(place.Place) bool) {
	if !slices.ContainsFunc(s.held, func(h Held) bool { return off(h.Lock) && !h.Stale }) {
		return
	}
	var held []Held
	for _, h := range s.held {
		if h.Stale = h.Stale || off(h.Lock); h.Stale && slices.ContainsFunc(held, func(o Held) bool {
			return o.Stale && o.Site == h.Site && o.Lock == h.Lock && o.Read == h.Read
		}) {
			continue
		}
		held = append(held, h)
	}
	s.held = held
}

// assigned notes a store: decisions that read the variable or field are void.
func (s *state) assigned(target string) {
	if target == "" || len(s.literals) == 0 {
		return
	}
	s.literals = except(s.literals, func(l literal) bool { return strings.Contains(l.key, target) })
}

// decide records the outcome of a branch; the oldest decision makes room.
func (s *state) decide(l literal) {
	s.literals = except(s.literals, func(o literal) bool { return o.key == l.key })
	if len(s.literals) >= maxLiterals {
		s.literals = s.literals[1:]
	}
	s.literals = with(s.literals, l)
}

// known returns the outcome of a condition that was decided before on this
// path. x == a being true also decides x == b for another constant b.
func (s *state) known(key string) (val, ok bool) {
	for _, l := range s.literals {
		if l.key == key {
			return l.val, true
		}
		if l.val && distinctConst(l.key, key) {
			return false, true
		}
	}
	return false, false
}

// distinctConst reports whether two keys compare one value with two different
// constants.
func distinctConst(a, b string) bool {
	if !strings.HasPrefix(a, "==") || !strings.HasPrefix(b, "==") {
		return false // most keys
	}
	av, ac, ok1 := comparison(a)
	bv, bc, ok2 := comparison(b)
	return ok1 && ok2 && av == bv && ac != bc
}

// comparison takes apart the key of a comparison with a constant. Its shape is
// made by names.equal: "==value|constant".
func comparison(key string) (value, constant string, ok bool) {
	key, ok = strings.CutPrefix(key, "==")
	if !ok {
		return "", "", false
	}
	value, constant, ok = strings.Cut(key, "|")
	return value, constant, ok && strings.HasPrefix(constant, "const ")
}

// agrees reports whether two states agree on the locks: those merge.
func (s *state) agrees(t *state) bool {
	return slices.EqualFunc(s.held, t.held, func(x, y Held) bool {
		return sameHeld(x, y) && x.Unsure == y.Unsure && x.Carried == y.Carried
	}) &&
		slices.EqualFunc(s.gone, t.gone, func(x, y mode) bool { return x.lock == y.lock && x.read == y.read }) &&
		slices.Equal(s.unknown, t.unknown) && slices.Equal(s.defers, t.defers)
}

// merge joins t into s, which agrees on the locks: what else they disagree on
// is dropped. It reports whether s changed.
func (s *state) merge(t *state) bool {
	free := except(s.free, func(p place.Place) bool { return !slices.Contains(t.free, p) })
	literals := except(s.literals, func(l literal) bool {
		return !slices.ContainsFunc(t.literals, func(m literal) bool { return m.key == l.key && m.val == l.val })
	})
	changed := len(free) != len(s.free) || len(literals) != len(s.literals)
	s.free, s.literals = free, literals
	return changed
}
