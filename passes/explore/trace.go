package explore

import "slices"

// A told trace.
type told struct {
	steps     []Step
	rest      []Where
	goroutine int
	choices   int
	wrong     bool // it needs more trips of a loop than the loop has
}

// trace runs the program again along the way to a finding, with names for the
// goroutines. shows says from which states the finding can yet be had.
func (v *verdict) trace(f finding, shows []bool) (t told) {
	var way []int32
	for s := f.state; s != None; s = v.parents[s].state {
		way = append(way, s)
	}
	w := work{machine: v.machine}
	matters := false
	w.record = func(s Step) {
		s.Matters, matters = matters, false
		t.steps = append(t.steps, s)
	}
	w.start()
	w.canonical()
	for i := len(way) - 2; i >= 0; i-- {
		m := v.parents[way[i]].move
		if m.kind == decide && v.matters(way[i+1], m, shows) {
			t.choices++
			matters = true
		}
		w.apply(m)
		w.canonical()
	}
	t.goroutine = w.ids[f.g]
	for g := range w.n() {
		if g != f.g {
			op := w.at(g).op
			sticks := op != None && v.sticks(int(f.state), op, &w, g)
			t.rest = append(t.rest, Where{w.ids[g], w.bodyOf(g), w.nodeOf(g), sticks})
		}
	}
	slices.SortFunc(t.rest, func(a, b Where) int { return a.Goroutine - b.Goroutine })
	if f.end != nil {
		w.apply(f.end.move)
	}
	t.wrong = v.tooMany(t.steps)
	return t
}

// matters reports whether a decision in state i could have been another one that
// rules out what shows tells of.
func (v *verdict) matters(i int32, m move, shows []bool) bool {
	w, next := work{machine: v.machine}, work{machine: v.machine}
	w.load(v.states[i])
	if w.at(m.g).Op == Test {
		return false // The number of trips is known, only not counted.
	}
	for _, other := range w.moves(m.g, nil) {
		if other == m {
			continue
		}
		next.copyFrom(&w)
		if next.apply(other); next.end != goesOn {
			return true
		}
		next.canonical()
		if at, ok := v.index[string(next.key(nil))]; !ok || !shows[at] {
			return true
		}
	}
	return false
}

// tooMany reports whether a loop of too many trips to be counted had more than
// it has.
func (v *verdict) tooMany(steps []Step) bool {
	type loop struct{ goroutine, counter int }
	left := map[loop]int{}
	for _, s := range steps {
		if s.Goroutine == None {
			continue
		}
		at := loop{s.Goroutine, v.bodies[s.Body][s.Node].Counter}
		switch {
		case s.Op == Start && !s.Decides:
			left[at] = s.Value
		case s.Op == Test && !s.Else:
			if left[at]--; left[at] < 0 {
				return true
			}
		}
	}
	return false
}

// shows tells for each state whether a trace from there leads to a state like
// that of the finding.
func (v *verdict) shows(f finding) []bool {
	shows := make([]bool, len(v.states))
	if f.end != nil {
		for _, e := range v.ends {
			if e.op == f.op && e.why == f.end.why && e.move.c == f.end.move.c {
				shows[e.state] = true
			}
		}
	} else {
		at := work{machine: v.machine}
		for i := range v.states {
			if v.doomed[i] || v.may(i, f.op) {
				continue
			}
			at.load(v.states[i])
			for k := range at.n() {
				if at.at(k).op == f.op && v.sticks(i, f.op, &at, k) {
					shows[i] = true
				}
			}
		}
	}
	for changed := true; changed; {
		changed = false
		for i := len(v.edges) - 1; i >= 0; i-- {
			if e := &v.edges[i]; shows[e.to] && !shows[e.from] {
				shows[e.from], changed = true, true
			}
		}
	}
	return shows
}

// always reports whether every trace comes to the end that shows tells of; for a
// goroutine that is stuck, every trace in which the process lives on.
func (v *verdict) always(shows []bool, panics bool) bool {
	for i := range shows {
		if !shows[i] && (panics || !v.doomed[i]) {
			return false
		}
	}
	return !v.partial
}
