package automata

import (
	"go/constant"
	"go/token"
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"
)

// prepare finds what terms depend on: the bounds of loops, the memory that the
// scope writes, the channels whose values tell what their senders do next.
func (s *scope) prepare(w *walker) {
	s.symbols = make(map[string]bool)
	s.written = make(map[any]bool)
	s.correlated = make(map[*object]bool)
	s.trackedSlots = make(map[ref]bool)
	s.reach = make(map[*ssa.Function][][]uint8)
	sends := make(map[*object][]dep)
	for _, f := range s.frames {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				switch instr := instr.(type) {
				case *ssa.Store:
					s.writes(instr.Addr)
				case *ssa.Send:
					if c, ok := s.eval(f, instr.Chan).(channel); ok {
						sends[c.obj] = append(sends[c.obj], dep{f, instr.X})
					}
				case *ssa.Select:
					for _, st := range instr.States {
						if st.Send == nil {
							continue
						}
						if c, ok := s.eval(f, st.Chan).(channel); ok {
							sends[c.obj] = append(sends[c.obj], dep{f, st.Send})
						}
					}
				}
			}
		}
	}
	for _, o := range s.objects {
		if o.kind == variable {
			s.track(o)
		}
		for _, send := range sends[o] {
			if tells(send.in.fn, send.v) {
				s.correlated[o] = true
			}
		}
	}
	empty := &state{facts: map[fact]term{}}
	for _, f := range s.frames {
		for _, b := range f.fn.Blocks {
			if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok {
				if phi, bound := induction(br.Cond); phi != nil {
					s.symbol(w, empty, f, bound)
				}
			}
		}
	}
}

func (s *scope) writes(addr ssa.Value) {
	switch addr := addr.(type) {
	case *ssa.FieldAddr:
		if f := fieldOf(addr); f != nil {
			s.written[f] = true
		}
	case *ssa.IndexAddr:
		s.written[elementOf(addr)] = true
	case *ssa.Global:
		s.written[addr] = true
	}
}

// symbol notes that a loop counts up to a value.
func (s *scope) symbol(w *walker, st *state, f *frame, bound ssa.Value) {
	if phi, ok := bound.(*ssa.Phi); ok {
		for _, e := range phi.Edges {
			if _, again := e.(*ssa.Phi); !again {
				s.symbol(w, st, f, e)
			}
		}
		return
	}
	if t := w.term(st, f, bound); !t.known() && !t.tainted {
		s.symbols[t.key] = true
	}
}

// induction returns the phi that a condition compares, and the other side, if
// the phi goes up or down from a constant in steps of a constant.
func induction(cond ssa.Value) (*ssa.Phi, ssa.Value) {
	cmp, ok := cond.(*ssa.BinOp)
	if !ok {
		return nil, nil
	}
	switch cmp.Op {
	case token.LSS, token.LEQ, token.GTR, token.GEQ, token.NEQ:
	default:
		return nil, nil
	}
	if phi := counter(cmp.X); phi != nil {
		return phi, cmp.Y
	}
	if phi := counter(cmp.Y); phi != nil {
		return phi, cmp.X
	}
	return nil, nil
}

// counter returns the phi of a value that counts.
func counter(v ssa.Value) *ssa.Phi {
	if step, ok := v.(*ssa.BinOp); ok && (step.Op == token.ADD || step.Op == token.SUB) {
		v = step.X
	}
	phi, ok := v.(*ssa.Phi)
	if !ok || len(phi.Edges) < 2 {
		return nil
	}
	steps := 0
	for _, e := range phi.Edges {
		step, ok := e.(*ssa.BinOp)
		if !ok {
			continue // where it starts: any value
		}
		_, by := step.Y.(*ssa.Const)
		if step.X == ssa.Value(phi) && by && (step.Op == token.ADD || step.Op == token.SUB) {
			steps++
		}
	}
	if steps == 0 {
		return nil
	}
	return phi
}

// counts reports whether a phi is the counter of a loop with a known bound,
// so that it may be followed to the end.
func (s *scope) counts(w *walker, f *frame, phi *ssa.Phi) bool {
	for _, use := range *phi.Referrers() {
		cmps := []ssa.Instruction{use}
		if step, ok := use.(*ssa.BinOp); ok && step.Op != token.LSS {
			cmps = append(cmps, *step.Referrers()...)
		}
		for _, c := range cmps {
			cmp, ok := c.(*ssa.BinOp)
			if !ok {
				continue
			}
			if p, bound := induction(cmp); p == phi {
				t := w.term(&state{facts: map[fact]term{}}, f, bound)
				if t.c != nil && t.c.Kind() == constant.Int {
					if i, ok := constant.Int64Val(t.c); ok && i <= maxTrips {
						return true
					}
				}
			}
		}
	}
	return false
}

// track decides of which parts of a variable the assignments are followed along
// the way: there are several, or one that comes late, all in one goroutine.
func (s *scope) track(o *object) {
	if o.many {
		return
	}
	for _, st := range s.stores[o] {
		at := ref{o, st.path}
		if o.left(st.path) || !simple(st.instr.Val.Type()) {
			continue
		}
		n := 0
		outside := slices.ContainsFunc(s.stores[o], func(other store) bool {
			if other.path == st.path {
				n++
				return other.in.body() != o.in.body()
			}
			return within(st.path, other.path) || within(other.path, st.path)
		})
		if !outside && (n > 1 || !s.first(st, at)) {
			s.trackedSlots[at] = true
		}
	}
}

func (s *scope) tracked(r ref) bool { return s.trackedSlots[r] }

// simple reports whether values of a type are followed: what conditions ask.
func simple(t types.Type) bool {
	switch t := t.Underlying().(type) {
	case *types.Basic:
		return t.Info()&(types.IsBoolean|types.IsInteger) != 0
	case *types.Interface, *types.Pointer:
		return true
	}
	return false
}

// first reports whether an assignment to a part of a variable comes before
// anything can read it.
func (s *scope) first(st store, at ref) bool {
	if at.path == whole {
		return s.assigned([]store{st}, at.obj)
	}
	// As in a composite literal.
	return st.in == at.obj.in && st.instr.Block() == at.obj.made.Block()
}

// tells reports whether a value that a function sends may tell the receiver
// what the function does next: it is a constant, or a branch depends on it.
func tells(fn *ssa.Function, sent ssa.Value) bool {
	base := make(map[ssa.Value]bool)
	constant := false
	var collect func(v ssa.Value, hops int)
	collect = func(v ssa.Value, hops int) {
		if hops == 0 || base[v] {
			return
		}
		base[v] = true
		switch v := v.(type) {
		case *ssa.Const:
			// nil, struct{}{} and the like are no message.
			constant = constant || v.Value != nil
		case *ssa.MakeInterface:
			collect(v.X, hops-1)
		case *ssa.ChangeType:
			collect(v.X, hops-1)
		case *ssa.ChangeInterface:
			collect(v.X, hops-1)
		case *ssa.Convert:
			collect(v.X, hops-1)
		case *ssa.Phi:
			for _, e := range v.Edges {
				collect(e, hops-1)
			}
		case *ssa.UnOp:
			if v.Op == token.MUL {
				collect(v.X, hops-1)
			}
		case *ssa.Alloc:
			for _, use := range *v.Referrers() {
				switch use := use.(type) {
				case *ssa.Store:
					if use.Addr == ssa.Value(v) {
						collect(use.Val, hops-1)
					}
				case *ssa.FieldAddr:
					for _, use := range *use.Referrers() {
						if st, ok := use.(*ssa.Store); ok {
							collect(st.Val, hops-1)
						}
					}
				}
			}
		}
	}
	collect(sent, 8)
	if final(fn, sent) {
		return false
	}
	if constant {
		return true
	}
	var asks func(v ssa.Value, hops int) bool
	asks = func(v ssa.Value, hops int) bool {
		if base[v] {
			if _, isConst := v.(*ssa.Const); !isConst {
				return true
			}
		}
		instr, ok := v.(ssa.Instruction)
		if !ok || hops == 0 {
			return false
		}
		for _, op := range instr.Operands(nil) {
			if *op != nil && asks(*op, hops-1) {
				return true
			}
		}
		return false
	}
	for _, b := range fn.Blocks {
		if br, ok := b.Instrs[len(b.Instrs)-1].(*ssa.If); ok && asks(br.Cond, 6) {
			return true
		}
	}
	return false
}

// final reports whether a function that sends a value does nothing of interest
// to others afterwards.
func final(fn *ssa.Function, sent ssa.Value) bool {
	for _, use := range sendsOf(fn, sent) {
		seen := map[*ssa.BasicBlock]bool{}
		var quiet func(b *ssa.BasicBlock, i int) bool
		quiet = func(b *ssa.BasicBlock, i int) bool {
			for ; i < len(b.Instrs); i++ {
				switch instr := b.Instrs[i].(type) {
				case *ssa.Send, *ssa.Select, *ssa.Go:
					return false
				case *ssa.UnOp:
					if instr.Op == token.ARROW {
						return false
					}
				}
			}
			for _, next := range b.Succs {
				if !seen[next] {
					seen[next] = true
					if !quiet(next, 0) {
						return false
					}
				}
			}
			return true
		}
		for i, instr := range use.Block().Instrs {
			if instr == use && !quiet(use.Block(), i+1) {
				return false
			}
		}
	}
	return true
}

func sendsOf(fn *ssa.Function, sent ssa.Value) []ssa.Instruction {
	var all []ssa.Instruction
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			switch instr := instr.(type) {
			case *ssa.Send:
				if instr.X == sent {
					all = append(all, instr)
				}
			case *ssa.Select:
				for _, st := range instr.States {
					if st.Send == sent {
						all = append(all, instr)
					}
				}
			}
		}
	}
	return all
}

// reachable reports whether control can get from one block to another.
func (s *scope) reachable(from, to *ssa.BasicBlock) bool {
	fn := from.Parent()
	table := s.reach[fn]
	if table == nil {
		table = make([][]uint8, len(fn.Blocks))
		s.reach[fn] = table
	}
	row := table[from.Index]
	if row == nil {
		row = make([]uint8, len(fn.Blocks))
		work := []*ssa.BasicBlock{from}
		for len(work) > 0 {
			b := work[len(work)-1]
			work = work[:len(work)-1]
			for _, next := range b.Succs {
				if row[next.Index] == 0 {
					row[next.Index] = 1
					work = append(work, next)
				}
			}
		}
		table[from.Index] = row
	}
	return row[to.Index] == 1
}
