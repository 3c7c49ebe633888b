package flow_test

import (
	"strings"
	"testing"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/flow"
)

// In each function, what is called yes… is reached and what is called no… is not.
const reached = `package p

const debug, release = false, true

func yes()
func no()
func open() bool

func f() {
	if debug {
		no()
	}
	yes()
	if release {
		yes()
	} else {
		no()
	}
	if !debug && open() {
		yes()
	}
}

func g() {
	defer func() { recover() }()
	for open() {
		if debug {
			no()
			break
		}
		yes()
	}
	yes()
}
`

func TestReached(t *testing.T) {
	for _, fn := range build(t, reached) {
		name := fn.Name()
		live := flow.Reached(fn)
		called := make(map[string]bool)
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				call, ok := instr.(*ssa.Call)
				if !ok || call.Call.StaticCallee() == nil {
					continue
				}
				callee := call.Call.StaticCallee().Name()
				called[callee] = true
				if want := !strings.HasPrefix(callee, "no"); live[b.Index] != want {
					t.Errorf("%s: %s is reached: %v, want %v", name, callee, live[b.Index], want)
				}
			}
		}
		if len(called) == 0 {
			t.Errorf("%s calls nothing: this shows nothing", name)
		}
	}
}
