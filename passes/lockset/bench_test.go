package lockset_test

import (
	"fmt"
	"go/types"
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// A server of the kind that costs most: each method locks, some only under a
// condition, and calls others that lock in their turn.
const heavy = `
type S struct {
	mu   sync.Mutex
	subs sync.RWMutex
	all  map[string]*S
	next *S
	on   bool
	n    int
}

func (s *S) note(n int) {}
`

const method = `
func (s *S) m%d(c bool, names []string) (n int, ok bool) {
	s.mu.Lock()
	if s.next == nil {
		s.mu.Unlock()
		return 0, false
	}
	if c {
		s.subs.RLock()
	}
	for _, name := range names {
		t := s.all[name]
		if t == nil || !t.on {
			continue
		}
		t.mu.Lock()
		t.note(n)
		if t.n > n {
			n = t.n
			t.note(1)
		}
		t.mu.Unlock()
	}
	if c {
		s.note(2)
		s.subs.RUnlock()
	}
	next := s.next
	s.mu.Unlock()
	next.subs.Lock()
	defer next.subs.Unlock()
	switch n {
	case 0:
		next.note(0)
	case 1:
		next.note(1)
	default:
		next.note(n)
	}
	return n, true
}
`

// below are the locks that note takes, by a dozen names.
func below(call ssa.CallInstruction) []lockset.Event {
	common := call.Common()
	if fn := common.StaticCallee(); fn == nil || fn.Name() != "note" {
		return nil
	}
	var out []lockset.Event
	for i := range 12 {
		p := place.Of(common.Args[0]).Under(fmt.Sprintf(".l%d.mu", i))
		out = append(out, lockset.Event{Kind: effect.Acquire, Lock: p, Class: fmt.Sprintf("p.L%d.mu", i)})
	}
	return out
}

// heavyMethods returns the methods to simulate, and what their calls do.
func heavyMethods(tb testing.TB, n int) ([]*ssa.Function, lockset.Env) {
	var src strings.Builder
	src.WriteString(heavy)
	for i := range n {
		fmt.Fprintf(&src, method, i)
	}
	pkg := load(tb, src.String())
	set := pkg.Prog.MethodSets.MethodSet(types.NewPointer(pkg.Type("S").Type()))
	var fns []*ssa.Function
	events := make(map[ssa.CallInstruction][]lockset.Event)
	for sel := range set.Methods() {
		fn := pkg.Prog.MethodValue(sel)
		if !strings.HasPrefix(fn.Name(), "m") {
			continue
		}
		fns = append(fns, fn)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if call, ok := instr.(ssa.CallInstruction); ok {
					events[call] = below(call)
				}
			}
		}
	}
	return fns, lockset.Env{Calls: func(call ssa.CallInstruction) ([]lockset.Event, bool) { return events[call], true }}
}

// BenchmarkRun measures the simulation of one lock-heavy function.
//
//	go test ./passes/lockset -run NONE -bench Run -benchmem
func BenchmarkRun(b *testing.B) {
	fns, env := heavyMethods(b, 1)
	b.ReportAllocs()
	for b.Loop() {
		lockset.Run(fns[0], env)
	}
}

// TestAllocations guards what most of the CPU time goes with: the number of
// allocations, which does not depend on the machine. There were 1621 when
// states were spelt to be compared, and events copied for each path.
func TestAllocations(t *testing.T) {
	fns, env := heavyMethods(t, 1)
	const most = 500
	if n := testing.AllocsPerRun(10, func() { lockset.Run(fns[0], env) }); n > most {
		t.Errorf("the simulation of a function takes %v allocations, want at most %d", n, most)
	}
}
