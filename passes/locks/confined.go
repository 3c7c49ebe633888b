package locks

import (
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// confined finds out which functions run in one goroutine of which there is
// only one: main, what only main calls, and a goroutine that main starts once.
// Two orders of locks in one such goroutine come one after the other.
type confined struct {
	uses map[*ssa.Function][]ssa.Instruction // calls; a nil entry for any other use
	done map[*ssa.Function]ssa.Node
}

func newConfined(fns []*ssa.Function) *confined {
	c := &confined{make(map[*ssa.Function][]ssa.Instruction), make(map[*ssa.Function]ssa.Node)}
	use := func(fn *ssa.Function, v ssa.Value, instr ssa.Instruction) {
		call, ok := instr.(ssa.CallInstruction)
		if !ok || call.Common().IsInvoke() || call.Common().Value != v {
			instr = nil
		}
		c.uses[fn] = append(c.uses[fn], instr)
	}
	var operands []*ssa.Value
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				operands = instr.Operands(operands[:0])
				for _, op := range operands {
					switch v := (*op).(type) {
					case *ssa.Function:
						if _, makes := instr.(*ssa.MakeClosure); !makes {
							use(v, v, instr)
						}
					case *ssa.MakeClosure:
						use(v.Fn.(*ssa.Function), v, instr)
					}
				}
			}
		}
	}
	return c
}

// goroutine identifies the one goroutine that fn runs in: by main, or by the
// go statement that starts it. It is nil if there may be more than one.
func (c *confined) goroutine(fn *ssa.Function) ssa.Node {
	if g, ok := c.done[fn]; ok {
		return g
	}
	c.done[fn] = nil // recursion: give up
	c.done[fn] = c.find(fn)
	return c.done[fn]
}

func (c *confined) find(fn *ssa.Function) ssa.Node {
	if isMain(fn) {
		return fn
	}
	var all ssa.Node
	for _, use := range c.uses[fn] {
		var g ssa.Node
		switch use := use.(type) {
		case *ssa.Call, *ssa.Defer:
			g = c.goroutine(use.Parent())
		case *ssa.Go:
			if c.runsOnce(use.Parent(), 8) && len(flow.Around(use.Block())) == 0 {
				g = use
			}
		}
		if g == nil || all != nil && g != all {
			return nil
		}
		all = g
	}
	return all
}

// runsOnce reports whether a function runs at most once: it is main, or has one
// call, outside of loops, in a function that runs once.
func (c *confined) runsOnce(fn *ssa.Function, depth int) bool {
	if isMain(fn) {
		return true
	}
	uses := c.uses[fn]
	return depth > 0 && len(uses) == 1 && uses[0] != nil && len(flow.Around(uses[0].Block())) == 0 && c.runsOnce(uses[0].Parent(), depth-1)
}

func isMain(fn *ssa.Function) bool {
	return fn.Parent() == nil && fn.Signature.Recv() == nil && fn.Name() == "main" && fn.Pkg != nil && fn.Pkg.Pkg.Name() == "main"
}
