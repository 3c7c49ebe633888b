package explore

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// effort reads ASYNCLINT_EXPLORE: how many times the usual number of random
// programs to look at, and, after a colon, the seed of the first.
func effort() (times int, first uint64) {
	n, from, _ := strings.Cut(os.Getenv("ASYNCLINT_EXPLORE"), ":")
	first, _ = strconv.ParseUint(from, 10, 64)
	times, _ = strconv.Atoi(n)
	return max(1, times), first
}

// atRunTime skips a test that runs random programs on real goroutines where the
// race detector would complain of them: a send and a close at the same time are
// what they are about.
func atRunTime(t *testing.T) {
	t.Helper()
	if raceDetector {
		t.Skip("the programs have races")
	}
}

// finite reports whether every trace of a program ends, and the search saw all.
func finite(p *Program) bool {
	m, _ := compile(p, 1, Options{Trips: 32})
	g := search(m, 20_000, false)
	if g.full || g.partial {
		return false
	}
	w := work{machine: m}
	for _, s := range g.states {
		w.load(s)
		for k := range w.n() {
			if w.rec(k)[recPhase] == spinning {
				return false
			}
		}
	}
	before := make([]int, len(g.states)) // how many moves lead there
	after := make([][]int32, len(g.states))
	for _, e := range g.edges {
		before[e.to]++
		after[e.from] = append(after[e.from], e.to)
	}
	seen := 0
	for todo := []int32{0}; len(todo) > 0 && before[todo[0]] == 0; seen++ {
		at := todo[0]
		todo = todo[1:]
		for _, to := range after[at] {
			if before[to]--; before[to] == 0 {
				todo = append(todo, to)
			}
		}
	}
	return seen == len(g.states)
}

// outcomes lists how the traces of a program end, as interp.left tells it.
func outcomes(m *machine) (all map[string]bool, ok bool) {
	g := search(m, 20_000, true)
	if g.full || g.partial {
		return nil, false
	}
	all = map[string]bool{}
	for _, e := range g.ends {
		at := g.byOp[e.op]
		all[fmt.Sprintf("%s at %d.%d", SendOnClosed+PanicKind(e.why-panicSend), at[0], at[1])] = true
	}
	goes := make([]bool, len(g.states))
	for _, e := range g.edges {
		goes[e.from] = true
	}
	for _, e := range g.ends {
		goes[e.state] = true
	}
	w := work{machine: m}
	for i, s := range g.states {
		if goes[i] {
			continue
		}
		w.load(s)
		var at []string
		for k := range w.n() {
			at = append(at, fmt.Sprintf("%d.%d", w.bodyOf(k), w.nodeOf(k)))
		}
		slices.Sort(at)
		all[strings.Join(at, " ")] = true
	}
	return all, true
}

var conforming = shape{finite: true, kinds: allKinds}

// surprises runs p on real goroutines and returns how it ended in a way that the
// explorer excludes, or an empty string.
func surprises(p *Program, o Options, runs int, tell func(want, seen map[string]bool)) string {
	m, why := compile(p, 1, o)
	if m == nil {
		return why
	}
	want, ok := outcomes(m)
	if !ok {
		return ""
	}
	seen := map[string]bool{}
	for seed := range runs {
		r := newInterp(p, uint64(seed))
		r.start()
		r.quiet()
		how := r.left()
		r.drain()
		if misused(how) {
			continue
		}
		seen[how] = true
		if !want[how] {
			return fmt.Sprintf("run %d ended with %q", seed, how)
		}
	}
	if tell != nil {
		tell(want, seen)
	}
	return ""
}

// misused reports whether a run ended because the runtime saw an Add while a Wait
// was on its way. It does so by chance, and it is not modelled.
func misused(how string) bool {
	return strings.Contains(how, "WaitGroup misuse") || strings.Contains(how, "WaitGroup is reused")
}

// TestConformance: whatever happens at run time is among what the explorer finds.
func TestConformance(t *testing.T) {
	atRunTime(t)
	possible, happened, n := 0, 0, 0
	randomPrograms(t, 150, conforming, func(seed uint64, p *Program) {
		if !finite(p) {
			return
		}
		if how := surprises(p, Options{Trips: 32}, 20, func(want, seen map[string]bool) {
			n++
			possible += len(want)
			happened += len(seen)
		}); how != "" {
			t.Error(how)
		}
	})
	t.Logf("%d goroutines left", runtime.NumGoroutine())
	t.Logf("%d programs, %d of %d outcomes seen", n, happened, possible)
}

// TestReplay: what the explorer claims can be had at run time, by its trace.
func TestReplay(t *testing.T) {
	atRunTime(t)
	stuck, panics := 0, 0
	randomPrograms(t, 150, conforming, func(seed uint64, p *Program) {
		if !finite(p) {
			return
		}
		r := Explore(p, Options{})
		for _, s := range r.Stuck {
			stuck++
			for again := range uint64(2) {
				if how := notStuck(p, s, seed+again); how != "" {
					t.Errorf("g%d stuck at %d.%d: %s, after\n%s%v", s.Goroutine, s.Body, s.Node, how, tale(p, s.Trace), s.Rest)
				}
			}
		}
		for _, s := range r.Panics {
			panics++
			run := replay(p, s.Trace, seed)
			how := run.left()
			run.drain()
			if want := fmt.Sprintf("%s at %d.%d", s.Kind, s.Body, s.Node); how != want {
				t.Errorf("%s: %s, %s, after\n%s", want, how, run.gate.failure, tale(p, s.Trace))
			}
		}
	})
	t.Logf("%d stuck, %d panics", stuck, panics)
}

// notStuck replays the trace of a claim and returns what speaks against it.
func notStuck(p *Program, s Stuck, seed uint64) string {
	r := replay(p, s.Trace, seed)
	defer r.drain()
	if f := r.gate.failure; f != "" {
		return f
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if misused(r.outcome) {
		return ""
	}
	if r.outcome != "" {
		return r.outcome
	}
	for _, g := range r.routines {
		if g.number == s.Goroutine {
			if g.ended.Load() || int(g.node.Load()) != s.Node {
				return fmt.Sprintf("it is at %d, ended: %v", g.node.Load(), g.ended.Load())
			}
			return ""
		}
	}
	return "it was not started"
}

// real returns the programs of TestRules that can be run on real goroutines.
func real(t *testing.T) (all []*Program) {
	for _, rule := range slices.Concat(channelRules, lockRules, waitRules, valueRules, boundRules) {
		p := parse(t, rule.text)
		aborts := slices.ContainsFunc(p.Bodies, func(b Body) bool {
			return slices.ContainsFunc(b.Nodes, func(n Node) bool { return n.Op == Abort || n.Op == Enter })
		})
		if !p.Main && !aborts && finite(p) {
			all = append(all, p)
		}
	}
	return all
}

// TestRulesAtRunTime: the programs of TestRules do what they are said to do.
func TestRulesAtRunTime(t *testing.T) {
	atRunTime(t)
	for _, p := range real(t) {
		if how := refuted(p, Options{}); how != "" {
			t.Errorf("%s\n%s", how, p)
		}
	}
}

// refuted runs p on real goroutines and returns what speaks against what the
// explorer says of it.
func refuted(p *Program, o Options) string {
	for _, s := range Explore(p, o).Stuck {
		if how := notStuck(p, s, 1); how != "" {
			return fmt.Sprintf("stuck at %d.%d: %s, after\n%s", s.Body, s.Node, how, tale(p, s.Trace))
		}
	}
	return surprises(p, Options{Trips: 32, wrong: o.wrong}, 20, nil)
}

// TestMutations: the tests of this file find errors in the semantics, be it by
// an outcome that is excluded, or by a claim that can not be had.
func TestMutations(t *testing.T) {
	atRunTime(t)
	all := real(t)
	for _, wrong := range []mutation{defaultAlways, readersFirst, lostBroadcast, closeDrops} {
		found := 0
		for _, p := range all {
			if refuted(p, Options{wrong: wrong}) != "" {
				found++
			}
		}
		for seed := range uint64(30) {
			p := random(newDice(seed), conforming)
			if finite(p) && findings(p, Explore(p, Options{})) != findings(p, Explore(p, Options{wrong: wrong})) && refuted(p, Options{wrong: wrong}) != "" {
				found++
			}
		}
		t.Logf("%s: %d programs", wrong, found)
		if found == 0 {
			t.Errorf("%s is not found", wrong)
		}
	}
}

// FuzzConformance runs what the fuzzer makes up, as TestConformance and
// TestReplay do. Which code runs is up to the scheduler, so that minimizing is in
// vain: go test -fuzz . -fuzzminimizetime 1x.
func FuzzConformance(f *testing.F) {
	f.Add([]byte("a"))
	f.Add([]byte("0123456789012345678901234567890123456789"))
	f.Fuzz(func(t *testing.T, data []byte) {
		atRunTime(t)
		p := random(&fuzzDice{data}, conforming)
		if !finite(p) {
			t.Skip()
		}
		if how := refuted(p, Options{}); how != "" {
			t.Errorf("%s\n%s", how, p)
		}
	})
}

// A fuzzDice throws what the fuzzer says.
type fuzzDice struct{ data []byte }

func (d *fuzzDice) IntN(n int) int {
	if len(d.data) == 0 {
		return 0
	}
	v := int(d.data[0]) % n
	d.data = d.data[1:]
	return v
}
