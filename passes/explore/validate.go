package explore

import (
	"fmt"
	"slices"
)

// Validate reports the first thing that keeps p from being run: an index out of
// range, an operation on an object of another kind. Explore gives such a
// program up.
func (p *Program) Validate() error {
	if len(p.Bodies) == 0 {
		return fmt.Errorf("no body")
	}
	made := p.made()
	for i, o := range p.Objects {
		if o.Kind == Cond && (made[i] || in(o.Lock, len(made)) && made[o.Lock]) {
			return fmt.Errorf("object %d (%s): a cond and its lock must not be made anew", i, o.Name)
		}
	}
	for i, o := range p.Objects {
		if err := p.validObject(o, made); err != nil {
			return fmt.Errorf("object %d (%s): %w", i, o.Name, err)
		}
	}
	if err := p.acyclic(); err != nil {
		return err
	}
	for i, v := range slices.Concat(p.Literals, p.Symbols) {
		if v.Owner != None && !in(v.Owner, len(p.Bodies)) {
			return fmt.Errorf("variable %d (%s): no body %d", i, v.Name, v.Owner)
		}
		if !slices.IsSorted(v.Values) || len(v.Values) > 0 && (v.Values[0] < 0 || slices.Max(v.Values) > maxCount) {
			return fmt.Errorf("variable %d (%s): values %v", i, v.Name, v.Values)
		}
	}
	if err := p.validForgets(); err != nil {
		return err
	}
	for b, body := range p.Bodies {
		if len(body.Nodes) == 0 {
			return fmt.Errorf("body %d (%s): no node", b, body.Name)
		}
		for i, n := range body.Nodes {
			if err := p.validNode(b, n); err != nil {
				return fmt.Errorf("body %d (%s), node %d (%s): %w", b, body.Name, i, n.Op, err)
			}
		}
	}
	return nil
}

func in(i, n int) bool { return i >= 0 && i < n }

// made returns the objects that a Make node makes.
func (p *Program) made() []bool {
	made := make([]bool, len(p.Objects))
	for _, body := range p.Bodies {
		for _, n := range body.Nodes {
			if n.Op == Make && in(n.Obj, len(made)) {
				made[n.Obj] = true
			}
		}
	}
	return made
}

func (p *Program) validObject(o Object, made []bool) error {
	switch o.Kind {
	case Chan:
		if o.Nil || o.CapUnknown {
			return nil
		}
		if o.Cap.Symbolic && in(o.Cap.Symbol, len(p.Symbols)) && p.Symbols[o.Cap.Symbol].Owner != None {
			return fmt.Errorf("a capacity must not belong to a body")
		}
		return p.validCount(None, o.Cap)
	case Cond:
		if !in(o.Lock, len(p.Objects)) || p.Objects[o.Lock].Kind != Mutex && p.Objects[o.Lock].Kind != RWMutex {
			return fmt.Errorf("no lock %d", o.Lock)
		}
	case Context:
		if o.Parent == None {
			return nil
		}
		if !in(o.Parent, len(p.Objects)) || p.Objects[o.Parent].Kind != Context {
			return fmt.Errorf("no parent %d", o.Parent)
		}
		if made[o.Parent] {
			return fmt.Errorf("the parent of a context must not be made anew")
		}
	case Mutex, RWMutex, WaitGroup, Once:
	default:
		return fmt.Errorf("no kind %d", o.Kind)
	}
	return nil
}

// acyclic reports a context that is its own ancestor.
func (p *Program) acyclic() error {
	for i := range p.Objects {
		at := i
		for range p.Objects {
			if p.Objects[at].Kind != Context || p.Objects[at].Parent == None {
				break
			}
			if at = p.Objects[at].Parent; at == i {
				return fmt.Errorf("object %d (%s) is its own ancestor", i, p.Objects[i].Name)
			}
		}
	}
	return nil
}

// validCount checks a count that is read in a body.
func (p *Program) validCount(body int, c Count) error {
	if !c.Symbolic {
		return nil
	}
	return p.validVar(p.Symbols, "symbol", body, c.Symbol)
}

func (p *Program) validVar(vars []Var, what string, body, i int) error {
	if !in(i, len(vars)) {
		return fmt.Errorf("no %s %d", what, i)
	}
	if owner := vars[i].Owner; owner != None && body != None && owner != body {
		return fmt.Errorf("%s %s belongs to another body", what, vars[i].Name)
	}
	return nil
}

// kinds lists the kinds of objects that an operation is on.
func (op Op) kinds() []ObjectKind {
	switch op {
	case Send, Recv, Close:
		return []ObjectKind{Chan}
	case Lock, Unlock, TryLock:
		return []ObjectKind{Mutex, RWMutex}
	case RLock, RUnlock, TryRLock:
		return []ObjectKind{RWMutex}
	case Add, Wait:
		return []ObjectKind{WaitGroup}
	case CondWait, Signal, Broadcast:
		return []ObjectKind{Cond}
	case Enter, Leave:
		return []ObjectKind{Once}
	case Cancel, Ended:
		return []ObjectKind{Context}
	case Make:
		return []ObjectKind{Chan, Mutex, RWMutex, WaitGroup, Cond, Once, Context}
	}
	return nil
}

func (p *Program) validOperand(op Op, obj int) error {
	kinds := op.kinds()
	if kinds == nil {
		return nil
	}
	if !in(obj, len(p.Objects)) {
		return fmt.Errorf("no object %d", obj)
	}
	if o := p.Objects[obj]; !slices.Contains(kinds, o.Kind) || op == Make && (o.Nil || o.External) {
		return fmt.Errorf("not an operation on %s", o.Name)
	}
	return nil
}

func (p *Program) validNode(body int, n Node) error {
	nodes := len(p.Bodies[body].Nodes)
	if n.Op == 0 || n.Op >= Foreign {
		return fmt.Errorf("no operation %d", n.Op)
	}
	if err := p.validOperand(n.Op, n.Obj); err != nil {
		return err
	}
	switch n.Op {
	case End, Abort:
		return nil
	case Select:
		if n.HasDefault && !in(n.Else, nodes) {
			return fmt.Errorf("no node %d", n.Else)
		}
		for _, c := range n.Cases {
			switch c.Op {
			case Send, Recv, Ended, Foreign:
			default:
				return fmt.Errorf("%s is no case of a select", c.Op)
			}
			if err := p.validOperand(c.Op, c.Obj); err != nil {
				return err
			}
			if !in(c.Next, nodes) || c.Op == Recv && !in(c.Else, nodes) {
				return fmt.Errorf("no node %d or %d", c.Next, c.Else)
			}
		}
		return nil
	case Spawn:
		if !in(n.Body, len(p.Bodies)) || n.Body == 0 && p.Main {
			return fmt.Errorf("no body %d to start", n.Body)
		}
	case Branch, Forget:
		if err := p.validVar(p.Literals, "literal", body, n.Lit); err != nil {
			return err
		}
	case ForgetSymbol:
		if !n.Count.Symbolic {
			return fmt.Errorf("no symbol")
		}
		if err := p.validCount(body, n.Count); err != nil {
			return err
		}
	case Start, Test, Add:
		if err := p.validCount(body, n.Count); err != nil {
			return err
		}
		if n.Op == Test && n.Count != (Count{}) {
			return fmt.Errorf("a test has no count")
		}
		if n.Op != Add && !in(n.Counter, p.Bodies[body].Counters) {
			return fmt.Errorf("no counter %d", n.Counter)
		}
	}
	if !in(n.Next, nodes) || n.Op.hasElse() && !in(n.Else, nodes) {
		return fmt.Errorf("no node %d or %d", n.Next, n.Else)
	}
	return nil
}

// validForgets reports a variable that one body forgets while another reads it:
// which value the other would have is not said.
func (p *Program) validForgets() error {
	lits, syms := map[int][]int{}, map[int][]int{} // bodies that read, by variable
	for b, body := range p.Bodies {
		for _, n := range body.Nodes {
			switch n.Op {
			case Branch, Forget:
				lits[n.Lit] = append(lits[n.Lit], b)
			case Start, Add, ForgetSymbol:
				if n.Count.Symbolic {
					syms[n.Count.Symbol] = append(syms[n.Count.Symbol], b)
				}
			}
		}
	}
	shared := func(bodies []int) bool { return slices.Min(bodies) != slices.Max(bodies) }
	for b, body := range p.Bodies {
		for i, n := range body.Nodes {
			if n.Op == Forget && shared(lits[n.Lit]) || n.Op == ForgetSymbol && n.Count.Symbolic && shared(syms[n.Count.Symbol]) {
				return fmt.Errorf("body %d (%s), node %d forgets what another body reads", b, body.Name, i)
			}
		}
	}
	return nil
}
