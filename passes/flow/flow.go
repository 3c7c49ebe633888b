// Package flow runs forward dataflow over the blocks of an ssa.Function.
//
// It adapts ssa to honnef.co/go/tools/analysis/dfa/dense, which does the
// fixpoint: monotone transfer over a semilattice of finite height (the laws
// are in dfa.Semilattice; CheckLaws in this package's tests is how each
// lattice of ours is held to them).
package flow

import (
	"iter"

	"golang.org/x/tools/go/ssa"
	"honnef.co/go/tools/analysis/dfa"
	"honnef.co/go/tools/analysis/dfa/dense"
)

// graph is an ssa.Function as dense wants it: blocks by index, edges as in
// the control-flow graph. Two edges between the same blocks (both arms of an
// if) count once: dense looks facts up by the pair of blocks.
type graph struct{ fn *ssa.Function }

func (g graph) Nodes() iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, b := range g.fn.Blocks {
			if !yield(b.Index) {
				return
			}
		}
	}
}

func (g graph) NumNodes() int { return len(g.fn.Blocks) }

func (g graph) Out(n int) iter.Seq[int] {
	return func(yield func(int) bool) {
		succs := g.fn.Blocks[n].Succs
		for i, s := range succs {
			if i > 0 && s == succs[0] {
				continue
			}
			if !yield(s.Index) {
				return
			}
		}
	}
}

// Result holds what is known on entry to each block.
type Result[Fact any] struct {
	in func(block int) Fact
}

// In returns the fact on entry to b: the merge over all edges that lead there.
func (r Result[Fact]) In(b *ssa.BasicBlock) Fact { return r.in(b.Index) }

// Forward solves a forward analysis of fn. The entry block starts with entry;
// transfer gets a block, one of its successors and the fact on entry to the
// block, and returns the fact on that edge. transfer must not change its
// argument.
func Forward[L dfa.Semilattice[Fact], Fact any](fn *ssa.Function, entry Fact, transfer func(from, to *ssa.BasicBlock, in Fact) Fact) Result[Fact] {
	a := dense.Forward[L](graph{fn}, map[int]Fact{0: entry}, func(from, to int, in Fact) Fact {
		return transfer(fn.Blocks[from], fn.Blocks[to], in)
	})
	return Result[Fact]{a.In}
}

// Must is the lattice of facts that hold on every path: sets under
// intersection. The identity of the merge, "every fact", is Must{All: true}:
// it is what an edge that is never taken contributes.
type Must[K comparable] struct {
	All bool
	Set map[K]bool
}

// MustLattice is the semilattice of Must.
type MustLattice[K comparable] struct{}

func (MustLattice[K]) Ident() Must[K] { return Must[K]{All: true} }

func (MustLattice[K]) Equals(a, b Must[K]) bool {
	if a.All || b.All {
		return a.All == b.All
	}
	if len(a.Set) != len(b.Set) {
		return false
	}
	for k := range a.Set {
		if !b.Set[k] {
			return false
		}
	}
	return true
}

func (MustLattice[K]) Merge(a, b Must[K]) Must[K] {
	if a.All {
		return b
	}
	if b.All {
		return a
	}
	both := make(map[K]bool)
	for k := range a.Set {
		if b.Set[k] {
			both[k] = true
		}
	}
	return Must[K]{Set: both}
}

// Has reports whether k holds on every path.
func (m Must[K]) Has(k K) bool { return m.All || m.Set[k] }

// With returns m and k.
func (m Must[K]) With(k K) Must[K] {
	if m.Has(k) {
		return m
	}
	out := map[K]bool{k: true}
	for k := range m.Set {
		out[k] = true
	}
	return Must[K]{Set: out}
}

// Without returns m without the facts that drop selects. Without of "every
// fact" stays every fact: no path leads there.
func (m Must[K]) Without(drop func(K) bool) Must[K] {
	if m.All {
		return m
	}
	out := make(map[K]bool)
	for k := range m.Set {
		if !drop(k) {
			out[k] = true
		}
	}
	return Must[K]{Set: out}
}
