package classes

import (
	"go/types"

	"golang.org/x/tools/go/ssa"
)

// collect turns nodes into classes, once all merging is done.
func (r *Result) collect() {
	b := r.b
	r.classes = make(map[node]*Class)
	r.ops = make(map[ssa.Instruction][]Op)
	class := func(n node) *Class {
		n = b.find(n)
		c := r.classes[n]
		if c == nil {
			c = &Class{outside: b.outside[n], nilled: b.nilled[n]}
			r.classes[n] = c
			r.all = append(r.all, c)
		}
		return c
	}
	for i, op := range b.done {
		c := class(b.at[i])
		op.Class = c
		c.note(op.On.Type())
		c.Ops = append(c.Ops, op)
		r.ops[op.Instr] = append(r.ops[op.Instr], op)
	}
	for _, m := range b.made {
		c := class(m.node)
		if v, ok := m.Instr.(ssa.Value); ok {
			c.note(v.Type())
		}
		c.Makes = append(c.Makes, m.Make)
	}
	r.name()
}

// note takes kind and element from a type.
func (c *Class) note(t types.Type) {
	if k := watched(pointee(t)); k != 0 {
		c.Kind = k
	} else if ch := chanOf(t); ch != nil && c.Elem == nil {
		c.Kind, c.Elem = Chan, ch.Elem()
	}
}

// name finds the variables that classes are kept in, in source order.
func (r *Result) name() {
	b := r.b
	seen := make(map[*types.Var]bool)
	field := func(t types.Type, i int) {
		f := b.fieldVar(t, i)
		if f == nil || seen[f] {
			return
		}
		seen[f] = true
		if n, ok := b.fields[f]; ok {
			if c := r.holding(n); c != nil {
				c.Fields = append(c.Fields, f)
			}
		}
	}
	globals := make(map[*ssa.Global]bool)
	var space [16]*ssa.Value
	for _, fn := range b.ssa.Funcs {
		for _, block := range fn.Blocks {
			for _, instr := range block.Instrs {
				switch i := instr.(type) {
				case *ssa.FieldAddr:
					field(i.X.Type(), i.Field)
				case *ssa.Field:
					field(i.X.Type(), i.Field)
				case *ssa.Alloc:
					if n, ok := b.values[i]; ok && b.contents[b.find(n)] != none {
						if c := r.holding(b.content(n)); c != nil {
							c.Locals = append(c.Locals, i)
							if watched(pointee(i.Type())) != 0 {
								c.Makes = append(c.Makes, Make{Instr: i})
							}
						}
					}
				}
				for _, operand := range instr.Operands(space[:0]) {
					g, ok := (*operand).(*ssa.Global)
					if !ok || globals[g] {
						continue
					}
					globals[g] = true
					if n, ok := b.values[g]; ok {
						if c := r.holding(b.content(n)); c != nil {
							c.Globals = append(c.Globals, g)
						}
					}
				}
			}
		}
	}
}

// holding is the class of a node, or of what it holds: a slice, map or pointer.
func (r *Result) holding(n node) *Class {
	for range 4 {
		n = r.b.find(n)
		if c := r.classes[n]; c != nil {
			return c
		}
		if n = r.b.contents[n]; n == none {
			break
		}
	}
	return nil
}
