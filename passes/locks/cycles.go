package locks

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/lockset"
)

// A Cycle is two or three orders in which goroutines, one on each, wait for
// each other in a ring: each holds what the one before it wants. Mine is of
// this package, the others of this one or of those that it imports.
type Cycle struct {
	Mine   Edge
	Others []Other // the next first
}

// Other is an order in a cycle.
type Other struct {
	OrderEdge
	Mine *Edge // set where it is of this package, too
}

// MayCycles returns the lock orders that make a ring with others, of which at
// least one is in this package: pairs, and then threes of which no two make a
// pair; each set of classes once, in a fixed order. Longer rings are not
// looked for: the more orders, the less likely that all can happen at once.
func (r *Result) MayCycles() []Cycle {
	mine := r.Edges()
	if len(mine) == 0 {
		return nil
	}
	from := make(map[string][]Other) // by what is held
	add := func(o Other) { from[bare(o.From)] = append(from[bare(o.From)], o) }
	for i := range mine {
		add(Other{mine[i].OrderEdge, &mine[i]})
	}
	facts := r.pass.AllPackageFacts() // in no order
	slices.SortFunc(facts, func(a, b analysis.PackageFact) int { return cmp.Compare(a.Package.Path(), b.Package.Path()) })
	for _, f := range facts {
		if o, ok := f.Fact.(*AsyncOrder); ok && f.Package != r.pass.Pkg && o.V == effect.Version {
			for _, e := range o.Edges {
				add(Other{OrderEdge: e})
			}
		}
	}
	var out []Cycle
	seen := make(map[string]bool)
	ring := func(e *Edge, others ...Other) {
		all := append([]Other{{e.OrderEdge, e}}, others...)
		classes := make([]string, 0, len(all))
		for _, o := range all {
			classes = append(classes, bare(o.From))
		}
		slices.Sort(classes)
		key := strings.Join(classes, " ")
		if seen[key] || len(slices.Compact(classes)) < len(all) || !waits(all) {
			return
		}
		if len(all) > 2 && (seen[classes[0]+" "+classes[1]] || seen[classes[0]+" "+classes[2]] || seen[classes[1]+" "+classes[2]]) {
			return // two of them do it alone
		}
		seen[key] = true
		out = append(out, Cycle{*e, others})
	}
	for i := range mine {
		for _, o := range from[bare(mine[i].To)] {
			ring(&mine[i], o)
		}
	}
	for i := range mine {
		for _, o := range from[bare(mine[i].To)] {
			for _, p := range from[bare(o.To)] {
				ring(&mine[i], o, p)
			}
		}
	}
	return out
}

// waits reports whether goroutines, one on each order, can all hold their lock
// and wait for the next one's.
func waits(ring []Other) bool {
	for i, a := range ring {
		if !blocks(a.OrderEdge, ring[(i+1)%len(ring)].OrderEdge) {
			return false
		}
		for _, b := range ring[:i] {
			if gated(a.holds(), b.holds()) || a.Mine != nil && b.Mine != nil && a.Mine.Sole != nil && a.Mine.Sole == b.Mine.Sole {
				return false
			}
		}
	}
	return true
}

// holds returns all that is held where To is wanted.
func (e OrderEdge) holds() []string { return append(slices.Clip(e.Gates), e.From) }

// crosses reports whether two goroutines, one on each edge, can hold one lock
// each and wait for the other.
func crosses(a, b OrderEdge) bool { return waits([]Other{{OrderEdge: a}, {OrderEdge: b}}) }

// blocks reports whether a wants the lock that b holds, and cannot have it as
// well, as one reader beside another can.
func blocks(a, b OrderEdge) bool {
	return bare(a.To) == bare(b.From) && (a.To == bare(a.To) || b.From == bare(b.From))
}

func bare(class string) string { return strings.TrimSuffix(class, lockset.Shared) }

// gated reports whether a lock is held on both sides that lets only one of
// them in at a time: two readers get in together.
func gated(a, b []string) bool {
	return slices.ContainsFunc(a, func(g string) bool {
		return slices.Contains(b, bare(g)) || g == bare(g) && slices.Contains(b, g+lockset.Shared)
	})
}
