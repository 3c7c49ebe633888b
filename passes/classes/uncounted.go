package classes

import (
	"go/constant"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

// An Uncounted is a WaitGroup that is added to and that nobody counts down.
type Uncounted struct {
	Waits []Op // which never return once an Add has run
	Adds  []Op
}

// MustStayUp returns the WaitGroups in fields and package variables whose
// counter, once it is above zero, stays there: nobody ever calls Done, and
// what is added is a positive constant. Of those in variables of functions the
// explorer knows more (package automata).
//
// Where a function both adds and waits, it means to wait for ever: that is how a
// program stays up.
func (r *Result) MustStayUp() []Uncounted {
	var all []Uncounted
	for _, c := range r.All() {
		if c.Kind != WaitGroup || c.Local() || !c.MustLack(Done) {
			continue
		}
		u := Uncounted{Adds: c.Of(Add)}
		known := len(u.Adds) > 0
		adders := make(map[*ssa.Function]bool)
		for _, add := range u.Adds {
			known = known && addsUp(add)
			adders[add.Func()] = true
		}
		if !known {
			continue
		}
		for _, wait := range c.Of(Wait) {
			if wait.MayBlock() && !adders[wait.Func()] {
				u.Waits = append(u.Waits, wait)
			}
		}
		if len(u.Waits) > 0 {
			all = append(all, u)
		}
	}
	return all
}

// addsUp reports whether an Add is a call with a positive constant.
func addsUp(add Op) bool {
	call, ok := add.Instr.(ssa.CallInstruction)
	if !ok || add.Value {
		return false
	}
	n, ok := calls.Arg(call.Common(), 0).(*ssa.Const)
	return ok && n.Value != nil && constant.Sign(n.Value) > 0
}
