package effects

import (
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

// solve computes the summaries of all functions: callees first, and functions
// that call each other together, until none of them changes.
func (r *Result) solve(fns []*ssa.Function) {
	callees := r.calleesOf(fns)
	for _, group := range components(fns, callees) {
		r.solveTogether(group, callees)
	}
}

// solveTogether goes round a component until nothing changes. After the first
// round only callers of what changed are looked at again.
func (r *Result) solveTogether(group []*ssa.Function, callees map[*ssa.Function][]*ssa.Function) {
	changed := group
	for round := 0; len(changed) > 0; round++ {
		if round == maxRounds {
			for _, fn := range group {
				r.incomplete[fn] = true
			}
			return
		}
		last := make(map[*ssa.Function]bool, len(changed))
		for _, fn := range changed {
			last[fn] = true
		}
		changed = nil
		for _, fn := range group {
			if round > 0 && !slices.ContainsFunc(callees[fn], func(callee *ssa.Function) bool { return last[callee] }) {
				continue
			}
			if r.update(fn) {
				changed = append(changed, fn)
				last[fn] = true // for its callers that come later in this round
			}
		}
	}
}

// update summarises fn anew and reports whether that changed anything.
func (r *Result) update(fn *ssa.Function) bool {
	locks := r.simulate(fn) // scan asks what is held where
	events, incomplete := r.scan(fn)
	changed := !slices.EqualFunc(events, r.local[fn], same) || incomplete != r.incomplete[fn]
	if changed {
		r.local[fn], r.incomplete[fn] = events, incomplete
	}
	return locks || changed
}

// calleesOf maps each function to those that it calls or passes on.
func (r *Result) calleesOf(fns []*ssa.Function) map[*ssa.Function][]*ssa.Function {
	callees := make(map[*ssa.Function][]*ssa.Function, len(fns))
	for _, fn := range fns {
		var out []*ssa.Function
		add := func(callee *ssa.Function) {
			if callee != nil && !slices.Contains(out, callee) {
				out = append(out, callee)
			}
		}
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(ssa.CallInstruction)
				if !ok {
					continue
				}
				add(r.Calls.Callee(call.Common()).Fn)
				for _, arg := range call.Common().Args {
					add(calls.FuncOf(arg).Fn)
				}
			}
		}
		callees[fn] = out
	}
	return callees
}

// components splits a call graph into its strongly connected components,
// callees first (Tarjan, "Depth-first search and linear graph algorithms",
// SIAM J. Comput. 1972). golang.org/x/tools keeps its own implementations
// internal, and a graph library for 40 lines would be the larger burden.
func components(fns []*ssa.Function, callees map[*ssa.Function][]*ssa.Function) [][]*ssa.Function {
	type node struct {
		index, low int
		on         bool // on the stack
	}
	nodes := make(map[*ssa.Function]*node, len(fns))
	var out [][]*ssa.Function
	var stack []*ssa.Function
	var visit func(fn *ssa.Function) *node
	visit = func(fn *ssa.Function) *node {
		n := &node{index: len(nodes), low: len(nodes), on: true}
		nodes[fn] = n
		stack = append(stack, fn)
		for _, callee := range callees[fn] {
			if _, ours := callees[callee]; !ours {
				continue
			}
			if m, seen := nodes[callee]; !seen {
				n.low = min(n.low, visit(callee).low)
			} else if m.on {
				n.low = min(n.low, m.index)
			}
		}
		if n.low != n.index {
			return n
		}
		first := len(stack) - 1
		for stack[first] != fn {
			first--
		}
		c := slices.Clone(stack[first:])
		slices.Reverse(c) // what was reached last calls least
		for _, f := range c {
			nodes[f].on = false
		}
		stack = stack[:first]
		out = append(out, c)
		return n
	}
	for _, fn := range fns {
		if nodes[fn] == nil {
			visit(fn)
		}
	}
	return out
}
