package classes

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// This file is where the builder notes what is made and done.

// makes notes a Make.
func (b *builder) makes(m Make, n node) {
	if n != none {
		b.made = append(b.made, making{m, n})
	}
}

// op notes an Op.
func (b *builder) op(op Op) {
	n := b.value(op.On)
	if n == none {
		if c, ok := op.On.(*ssa.Const); ok && c.Value == nil && op.Kind != Look && op.Kind != Compare {
			b.nilOps = append(b.nilOps, op)
		}
		return
	}
	if watched(pointee(op.On.Type())) != 0 {
		n = b.content(n)
	}
	b.done = append(b.done, op)
	b.at = append(b.at, n)
}

func pointee(t types.Type) types.Type {
	if p, ok := t.Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}
