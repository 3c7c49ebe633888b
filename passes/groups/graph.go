package groups

import (
	"cmp"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// A node is a function that sees the group at a place.
type node struct {
	fn *ssa.Function
	at place.Place
}

// kind is how an edge runs its target.
type kind uint8

const (
	sync  kind = iota // before the call returns
	apart             // in a goroutine that is no task of the group
	task              // as a task of the group
)

// An edge is a call that runs another node, or adds a task to the group, or both.
type edge struct {
	call  ssa.CallInstruction
	kind  kind
	to    int // index of the node, -1 if it is not known
	body  *ssa.Function
	waits bool // for a slot
	times int  // how often it runs in one run of its function
}

// maxNodes bounds the graph: a group that more functions than this know is not
// followed.
const maxNodes = 400

// A builder collects what can be reached with one group.
type builder struct {
	r     *effects.Result
	at    place.Place
	nodes []node
	count []int // how often each node runs, while the group lives
	edges [][]edge
}

// enter adds a node that runs the given number of times.
func (b *builder) enter(n node, count int) {
	if i := b.index(n); i >= 0 {
		b.count[i] = max(b.count[i], count)
	}
}

// index returns the index of a node, which it adds with its edges if it is
// new; -1 if the graph is full.
func (b *builder) index(n node) int {
	if i := slices.Index(b.nodes, n); i >= 0 {
		return i
	}
	if len(b.nodes) == maxNodes {
		return -1
	}
	i := len(b.nodes)
	b.nodes = append(b.nodes, n)
	b.count = append(b.count, 0)
	b.edges = append(b.edges, nil)
	var edges []edge
	loops := flow.Loops(n.fn)
	for _, block := range n.fn.Blocks {
		for _, instr := range block.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				edges = append(edges, b.call(n, call, trips(loops, n, block))...)
			}
		}
	}
	b.edges[i] = edges
	return i
}

// call returns the edges of one call.
func (b *builder) call(n node, call ssa.CallInstruction, times int) []edge {
	common := call.Common()
	row := calls.Row(common)
	if row.Name == goName || row.Name == tryName {
		if _, recv := calls.Args(common); recv == nil || place.Of(recv) != n.at {
			return nil
		}
		_, elsewhere := call.(*ssa.Go) // go g.Go(f) waits in a goroutine that holds no slot
		return []edge{b.task(n, call, calls.FuncOf(calls.Arg(common, 0)), row.Name == goName && !elsewhere, times)}
	}
	if i, ok := row.Calls(); ok {
		return b.runs(n, call, calls.FuncOf(calls.Arg(common, i)), sync, times)
	}
	if s, ok := calls.SpawnAt(call); ok {
		return b.runs(n, call, s.Body, apart, times)
	}
	if row.Name != "" {
		return nil
	}
	edges := b.wrapper(n, call, times)
	for _, arg := range common.Args {
		if f := calls.FuncOf(arg); f.Fn != nil && flow.InRangeFunc(f.Fn) {
			edges = append(edges, b.runs(n, call, f, sync, Many)...)
		}
	}
	if callee := calls.Callee(common); callee.Fn != nil && len(callee.Fn.Blocks) > 0 {
		return append(edges, b.runs(n, call, callee, sync, times)...)
	}
	if len(edges) == 0 && foreign(b.r, call, n.at) {
		edges = append(edges, edge{call: call, kind: task, to: -1, waits: true, times: times})
	}
	return edges
}

// wrapper returns the edge of a call of a function that hands its func
// argument to Go of this group.
func (b *builder) wrapper(n node, call ssa.CallInstruction, times int) []edge {
	var body calls.Func
	var waits bool
	for _, l := range b.r.At(call) {
		switch {
		case l.Kind == effect.Spawn && (l.What == goName || l.What == tryName) && l.At.Path == "":
			if body.Fn != nil {
				return nil // two of them: which is whose is not known
			}
			body = calls.FuncOf(l.At.Root)
		case l.Kind == effect.GroupGo && l.At != n.at:
			return nil // of another group, too
		case l.Kind == effect.GroupGo:
			waits = true
		}
	}
	if body.Fn == nil || !waits {
		return nil
	}
	return []edge{b.task(n, call, body, true, times)}
}

// task is an edge to the body of a task.
func (b *builder) task(n node, call ssa.CallInstruction, body calls.Func, waits bool, times int) edge {
	e := edge{call: call, kind: task, to: -1, body: body.Fn, waits: waits, times: times}
	if at, ok := down(n.at, n.fn, body, nil); ok {
		e.to = b.index(node{body.Fn, at})
	}
	return e
}

// runs returns the edge to a function that call runs, if it sees the group.
func (b *builder) runs(n node, call ssa.CallInstruction, f calls.Func, kind kind, times int) []edge {
	common := call.Common()
	if calls.Row(common).Name != "" {
		common = nil // f is an argument of the call: its own are not known
	}
	at, ok := down(n.at, n.fn, f, common)
	if !ok {
		return nil
	}
	to := b.index(node{f.Fn, at})
	if to < 0 {
		return nil
	}
	return []edge{{call: call, kind: kind, to: to, times: times}}
}

// down returns the place that p, as the function from sees it, is to f; common
// is the call of f, nil if f's arguments are not known.
func down(p place.Place, from *ssa.Function, f calls.Func, common *ssa.CallCommon) (place.Place, bool) {
	if f.Fn == nil || len(f.Fn.Blocks) == 0 {
		return p, false
	}
	if owner := p.Owner(); owner == nil || f.Fn != owner && within(f.Fn, owner) {
		return p, true
	}
	for i, param := range f.Fn.Params {
		var arg ssa.Value
		switch {
		case common != nil:
			arg = f.Argument(common, i)
		case i == 0:
			arg = f.Recv
		}
		if arg == nil {
			continue
		}
		if rest, ok := below(p, place.Of(arg)); ok {
			return place.Place{Root: param, Path: rest}, true
		}
	}
	return p, false
}

// below returns the path that leads from base to p.
func below(p, base place.Place) (string, bool) {
	rest, ok := strings.CutPrefix(p.Path, base.Path)
	return rest, ok && p.Root == base.Root && (rest == "" || strings.HasPrefix(rest, "."))
}

// tasks solves the graph.
func (b *builder) tasks() []Task {
	b.multiply()
	var all []Task
	for i, n := range b.nodes {
		for _, e := range b.edges[i] {
			if e.kind != task {
				continue
			}
			t := Task{Site: e.call, Waits: e.waits, Body: e.body, Count: saturate(max(b.count[i], 1), e.times)}
			if e.to >= 0 {
				t.Adds = b.adds(e.to)
			}
			if chain := b.chain(n.fn, e); len(t.Adds) > 0 {
				t.Count = max(t.Count, chain)
			}
			all = append(all, t)
		}
	}
	return all
}

// adds returns the calls that wait for a slot in the goroutine that runs node
// i: its own, and those in what it calls.
func (b *builder) adds(i int) []ssa.CallInstruction {
	var all []ssa.CallInstruction
	seen := make([]bool, len(b.nodes))
	var visit func(i int)
	visit = func(i int) {
		if seen[i] {
			return
		}
		seen[i] = true
		for _, e := range b.edges[i] {
			if e.kind == task && e.waits && !slices.Contains(all, e.call) {
				all = append(all, e.call)
			}
			if e.kind == sync {
				visit(e.to)
			}
		}
	}
	visit(i)
	slices.SortStableFunc(all, func(a, b ssa.CallInstruction) int { return cmp.Compare(a.Pos(), b.Pos()) })
	return all
}

// chain counts the tasks that wait among those that fn starts on one path
// with e, one after the other.
func (b *builder) chain(fn *ssa.Function, e edge) int {
	total := 0
	for i, n := range b.nodes {
		if n.fn != fn {
			continue
		}
		for _, f := range b.edges[i] {
			if f.kind == task && f.to >= 0 && len(b.adds(f.to)) > 0 && (f.call == e.call || ordered(e.call, f.call)) {
				total += f.times
			}
		}
		break
	}
	return min(total, Many)
}

// ordered reports whether each run of fn that executes the later of two calls
// has executed the other.
func ordered(a, b ssa.CallInstruction) bool {
	return a.Block().Dominates(b.Block()) || b.Block().Dominates(a.Block())
}

// multiply spreads the counts along the edges. Where a function can start
// itself again in more than one way, as in a loop, there is no bound.
func (b *builder) multiply() {
	reach := b.reachable()
	for i := range b.nodes {
		var back []edge
		for _, e := range b.edges[i] {
			if e.to >= 0 && reach[e.to][i] {
				back = append(back, e)
			}
		}
		if fansOut(back) {
			b.count[i] = Many
		}
	}
	// A cycle that is not Many multiplies by one, so this is at most one round
	// for each node on the longest path.
	for range b.nodes {
		changed := false
		for i := range b.nodes {
			for _, e := range b.edges[i] {
				if n := saturate(b.count[i], e.times); e.to >= 0 && n > b.count[e.to] {
					b.count[e.to], changed = n, true
				}
			}
		}
		if !changed {
			return
		}
	}
}

// fansOut reports whether one run may take more than one of the edges.
func fansOut(edges []edge) bool {
	for i, e := range edges {
		if e.times > 1 {
			return true
		}
		for _, f := range edges[:i] {
			if e.call != f.call && (leads(e.call.Block(), f.call.Block()) || leads(f.call.Block(), e.call.Block())) {
				return true
			}
		}
	}
	return false
}

// leads reports whether control can get from a to b.
func leads(a, b *ssa.BasicBlock) bool {
	seen := make([]bool, len(a.Parent().Blocks))
	var walk func(x *ssa.BasicBlock) bool
	walk = func(x *ssa.BasicBlock) bool {
		if x == b {
			return true
		}
		if seen[x.Index] {
			return false
		}
		seen[x.Index] = true
		return slices.ContainsFunc(x.Succs, walk)
	}
	return walk(a)
}

// reachable returns the transitive closure of the edges.
func (b *builder) reachable() [][]bool {
	reach := make([][]bool, len(b.nodes))
	for i := range reach {
		reach[i] = make([]bool, len(b.nodes))
		var visit func(j int)
		visit = func(j int) {
			if !reach[i][j] {
				reach[i][j] = true
				for _, e := range b.edges[j] {
					if e.to >= 0 {
						visit(e.to)
					}
				}
			}
		}
		visit(i)
	}
	return reach
}

func saturate(a, b int) int { return min(a*b, Many) }

// trips returns how often a block runs in one run of its function: the product
// of its loops, but for those in which the group itself is made or waited for.
func trips(loops []flow.Loop, n node, b *ssa.BasicBlock) int {
	total := 1
	for _, l := range loops {
		if !l.Has(b) || perIteration(l, n) {
			continue
		}
		total = saturate(total, bound(l))
	}
	return total
}

// perIteration reports whether each iteration of a loop begins without tasks:
// with a new group, or after Wait.
func perIteration(l flow.Loop, n node) bool {
	if def, ok := n.at.Root.(ssa.Instruction); ok && n.at.Owner() == n.fn && l.Has(def.Block()) {
		return true
	}
	for call, row := range rows(n.fn) {
		if _, recv := calls.Args(call.Common()); row == waitFor && l.Has(call.Block()) && recv != nil && place.Of(recv) == n.at {
			return true
		}
	}
	return false
}
