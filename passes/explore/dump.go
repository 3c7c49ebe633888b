package explore

import (
	"fmt"
	"strings"
)

var kindNames = [...]string{
	Chan: "chan", Mutex: "mutex", RWMutex: "rwmutex", WaitGroup: "waitgroup",
	Cond: "cond", Once: "once", Context: "context",
}

var opNames = [...]string{
	Pause: "pause", End: "end", Abort: "abort", Spawn: "spawn", Choose: "choose",
	Branch: "branch", Forget: "forget", ForgetSymbol: "forgetsymbol", Start: "start",
	Test: "test", Make: "make", Send: "send", Recv: "recv", Close: "close", Lock: "lock",
	Unlock: "unlock", RLock: "rlock", RUnlock: "runlock", TryLock: "trylock",
	TryRLock: "tryrlock", Add: "add", Wait: "wait", CondWait: "condwait",
	Signal: "signal", Broadcast: "broadcast", Enter: "enter", Leave: "leave",
	Cancel: "cancel", Ended: "ended", Select: "select", Foreign: "foreign",
}

func name(names []string, i int) string {
	if i > 0 && i < len(names) {
		return names[i]
	}
	return fmt.Sprintf("?%d", i)
}

func (k ObjectKind) String() string { return name(kindNames[:], int(k)) }

func (op Op) String() string { return name(opNames[:], int(op)) }

// String renders the program, one line per object, variable and node. It holds
// whatever the program is, valid or not. A node that goes on to the next line
// does not say so.
func (p *Program) String() string {
	var b strings.Builder
	if p.Main {
		b.WriteString("main\n")
	}
	for _, o := range p.Objects {
		fmt.Fprintf(&b, "%s %s%s\n", o.Kind, o.Name, p.attributes(o))
	}
	for _, v := range p.Literals {
		fmt.Fprintf(&b, "literal %s%s\n", v.Name, p.owner(v))
	}
	for _, v := range p.Symbols {
		fmt.Fprintf(&b, "symbol %s%s", v.Name, p.owner(v))
		for _, value := range v.Values {
			fmt.Fprintf(&b, " %d", value)
		}
		b.WriteByte('\n')
	}
	for _, body := range p.Bodies {
		fmt.Fprintf(&b, "body %s\n", body.Name)
		for i, n := range body.Nodes {
			fmt.Fprintf(&b, "%3d %s\n", i, p.node(i, n))
		}
	}
	return b.String()
}

func (p *Program) attributes(o Object) string {
	switch {
	case o.Kind == Chan && o.Nil:
		return " nil"
	case o.Kind == Chan && o.CapUnknown:
		return " ?"
	case o.Kind == Chan:
		return " " + p.count(o.Cap)
	case o.Kind == Cond:
		return " " + p.objectName(o.Lock)
	case o.Kind == Context:
		s := ""
		if o.External {
			s = " external"
		}
		if o.Parent != None {
			s += " " + p.objectName(o.Parent)
		}
		return s
	}
	return ""
}

func (p *Program) owner(v Var) string {
	if v.Owner == None {
		return ""
	}
	return " of " + p.bodyName(v.Owner)
}

// node renders a node that stands at index i of its body.
func (p *Program) node(i int, n Node) string {
	s := n.Op.String()
	switch n.Op {
	case Pause, End, Abort, Choose:
	case Spawn:
		s += " " + p.bodyName(n.Body)
	case Branch, Forget:
		s += " " + varName(p.Literals, n.Lit)
	case ForgetSymbol:
		s += " " + varName(p.Symbols, n.Count.Symbol)
	case Start:
		s += fmt.Sprintf(" #%d %s", n.Counter, p.count(n.Count))
	case Test:
		s += fmt.Sprintf(" #%d", n.Counter)
	case Add:
		s += " " + p.objectName(n.Obj) + " " + p.count(n.Count)
	case Select:
		for _, c := range n.Cases {
			s += " {" + c.Op.String()
			if c.Op != Foreign {
				s += " " + p.objectName(c.Obj)
			}
			s += fmt.Sprintf(" -> %d", c.Next)
			if c.Op == Recv && c.Else != c.Next {
				s += fmt.Sprintf(" else %d", c.Else)
			}
			s += "}"
		}
		if n.HasDefault {
			s += fmt.Sprintf(" default %d", n.Else)
		}
		return s
	default:
		s += " " + p.objectName(n.Obj)
	}
	if n.Op != End && n.Op != Abort && n.Next != i+1 {
		s += fmt.Sprintf(" -> %d", n.Next)
	}
	if n.Op.hasElse() && (n.Op != Recv || n.Else != n.Next) {
		s += fmt.Sprintf(" else %d", n.Else)
	}
	return s
}

// hasElse reports whether a node of this kind, not a Select, goes on to Else at
// times.
func (op Op) hasElse() bool {
	switch op {
	case Choose, Branch, Test, Recv, TryLock, TryRLock, Enter:
		return true
	}
	return false
}

func (p *Program) count(c Count) string {
	switch {
	case !c.Symbolic:
		return fmt.Sprint(c.N)
	case c.N == 0:
		return varName(p.Symbols, c.Symbol)
	}
	return fmt.Sprintf("%s%+d", varName(p.Symbols, c.Symbol), c.N)
}

func (p *Program) objectName(i int) string {
	if i >= 0 && i < len(p.Objects) {
		return p.Objects[i].Name
	}
	return fmt.Sprintf("?%d", i)
}

func (p *Program) bodyName(i int) string {
	if i >= 0 && i < len(p.Bodies) {
		return p.Bodies[i].Name
	}
	return fmt.Sprintf("?%d", i)
}

func varName(vars []Var, i int) string {
	if i >= 0 && i < len(vars) {
		return vars[i].Name
	}
	return fmt.Sprintf("?%d", i)
}
