package flow_test

import (
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// In each function, one pair of calls is asked about: a and b, past stop.
const order = `package p

func a()
func b()
func stop()
func open() bool

func f() {
	a()
	if open() {
		stop()
	}
	b()
}

func g() {
	for open() {
		b()
		a()
		stop()
	}
}
`

// TestOrder: what precedes, what reaches, and what is in the way.
func TestOrder(t *testing.T) {
	for _, test := range []struct {
		precedes, back, reaches, past, again bool
	}{
		{precedes: true, back: false, reaches: true, past: true, again: false}, // f
		{precedes: false, back: true, reaches: true, past: false, again: true}, // g
	} {
		fn := build(t, order)[0]
		if test.again {
			fn = build(t, order)[1]
		}
		at := make(map[string]ssa.Instruction)
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				if call, ok := instr.(*ssa.Call); ok {
					at[call.Call.StaticCallee().Name()] = instr
				}
			}
		}
		a, b, stop := at["a"], at["b"], at["stop"]
		for what, got := range map[string][2]bool{
			"a precedes b":           {flow.Precedes(a, b), test.precedes},
			"b precedes a":           {flow.Precedes(b, a), test.back},
			"a precedes a":           {flow.Precedes(a, a), false},
			"a reaches b":            {flow.Reaches(a, b, nil), test.reaches},
			"a reaches b, past stop": {flow.Reaches(a, b, stop), test.past},
			"a reaches a":            {flow.Reaches(a, a, nil), test.again},
		} {
			if got[0] != got[1] {
				t.Errorf("%s: %s is %v, want %v", fn.Name(), what, got[0], got[1])
			}
		}
	}
}

const selects = `package p

func a()
func b()

func f(x, y chan int) {
	select {
	case <-x:
		a()
	case y <- 1:
		b()
	}
}

func g(x, y chan int) {
	select {
	case <-x:
		a()
	case <-y:
		b()
	default:
	}
}
`

// TestSelects: the branches of a select, and back from these to its cases.
func TestSelects(t *testing.T) {
	for _, fn := range build(t, selects) {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				sel, ok := instr.(*ssa.Select)
				if !ok {
					continue
				}
				for i, callee := range []string{"a", "b"} {
					branches := flow.CaseBranches(sel, i)
					if len(branches) != 1 {
						t.Fatalf("%s: case %d has %d branches", fn.Name(), i, len(branches))
					}
					back, k, ok := flow.Selected(branches[0].Cond.(*ssa.BinOp))
					if !ok || back != sel || k != i {
						t.Errorf("the branch of case %d asks for %v %d %v", i, back, k, ok)
					}
					body := branches[0].Block().Succs[0]
					if call, ok := body.Instrs[0].(*ssa.Call); !ok || call.Call.StaticCallee().Name() != callee {
						t.Errorf("case %d leads to %v", i, body.Instrs[0])
					}
				}
			}
		}
	}
}
