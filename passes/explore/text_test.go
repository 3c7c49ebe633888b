package explore

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// parse reads a program in the notation of Program.String, with labels instead
// of indexes of nodes ("again: recv c -> again else over"), comments after //,
// and an End added to each body. "done g" is "add g -1".
func parse(t testing.TB, text string) *Program {
	t.Helper()
	p := &parser{t: t, p: &Program{}}
	var lines []string
	for line := range strings.Lines(text) {
		line, _, _ = strings.Cut(line, "//")
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	for _, line := range lines { // Bodies and variables may be named before they are declared.
		if f := strings.Fields(line); f[0] == "body" {
			p.p.Body(f[1])
		}
	}
	body := None
	var labels map[string]int
	var patch []func()
	flush := func() {
		if body != None {
			p.p.Add(body, Node{Op: End})
			p.labels = labels
			for _, f := range patch {
				f()
			}
		}
		labels, patch = map[string]int{}, nil
	}
	for _, line := range lines {
		f := strings.Fields(line)
		switch {
		case f[0] == "body":
			flush()
			body++
		case body == None:
			p.declare(f)
		default:
			for strings.HasSuffix(f[0], ":") {
				labels[strings.TrimSuffix(f[0], ":")] = len(p.p.Bodies[body].Nodes)
				line = strings.TrimSpace(strings.TrimPrefix(line, f[0]))
				f = f[1:]
			}
			patch = append(patch, p.node(body, line))
		}
	}
	flush()
	if err := p.p.Validate(); err != nil {
		t.Fatalf("%v in\n%s", err, p.p)
	}
	return p.p
}

type parser struct {
	t      testing.TB
	p      *Program
	labels map[string]int
}

func (p *parser) declare(f []string) {
	arg := func(i int) string {
		if i < len(f) {
			return f[i]
		}
		return ""
	}
	switch f[0] {
	case "main":
		p.p.Main = true
	case "chan":
		switch arg(2) {
		case "?":
			p.p.ChanUnknown(f[1])
		case "nil":
			p.p.NilChan(f[1])
		case "":
			p.p.Chan(f[1], Const(0))
		default:
			p.p.Chan(f[1], p.count(f[2]))
		}
	case "mutex":
		p.p.Mutex(f[1])
	case "rwmutex":
		p.p.RWMutex(f[1])
	case "waitgroup":
		p.p.WaitGroup(f[1])
	case "once":
		p.p.Once(f[1])
	case "cond":
		p.p.Cond(f[1], p.object(f[2]))
	case "context":
		parent, external := None, slices.Contains(f[2:], "external")
		for _, name := range f[2:] {
			if name != "external" {
				parent = p.object(name)
			}
		}
		p.p.Context(f[1], parent, external)
	case "literal", "symbol":
		owner := None
		rest := f[2:]
		if len(rest) > 1 && rest[0] == "of" {
			owner = p.body(rest[1])
			rest = rest[2:]
		}
		if f[0] == "literal" {
			p.p.Literal(f[1], owner)
			return
		}
		s := p.p.Symbol(f[1], owner)
		for _, v := range rest {
			n, _ := strconv.Atoi(v)
			p.p.Symbols[s].Values = append(p.p.Symbols[s].Values, n)
		}
	default:
		p.t.Fatalf("what is %q?", f)
	}
}

func find[T any](p *parser, all []T, name func(T) string, want string) int {
	i := slices.IndexFunc(all, func(x T) bool { return name(x) == want })
	if i < 0 {
		p.t.Helper()
		p.t.Fatalf("no %q", want)
	}
	return i
}

func (p *parser) object(name string) int {
	return find(p, p.p.Objects, func(o Object) string { return o.Name }, name)
}

func (p *parser) body(name string) int {
	return find(p, p.p.Bodies, func(b Body) string { return b.Name }, name)
}

func (p *parser) literal(name string) int {
	return find(p, p.p.Literals, func(v Var) string { return v.Name }, name)
}

func (p *parser) symbol(name string) int {
	return find(p, p.p.Symbols, func(v Var) string { return v.Name }, name)
}

func (p *parser) count(s string) Count {
	if n, err := strconv.Atoi(s); err == nil {
		return Const(n)
	}
	i := strings.LastIndexAny(s, "+-")
	if i < 0 {
		return Sym(p.symbol(s), 0)
	}
	n, _ := strconv.Atoi(s[i:])
	return Sym(p.symbol(s[:i]), n)
}

func (p *parser) op(name string) Op {
	return Op(find(p, opNames[:], func(s string) string { return s }, name))
}

// node adds a node, and returns what sets its edges once the labels are known.
func (p *parser) node(body int, line string) func() {
	b := &p.p.Bodies[body]
	i := len(b.Nodes)
	var n Node
	if strings.HasPrefix(line, "select") {
		patch := p.selects(&n, body, i, line)
		p.p.Add(body, n)
		return patch
	}
	f := strings.Fields(line)
	next, els := "", ""
	for len(f) > 2 {
		if f[len(f)-2] == "->" {
			next = f[len(f)-1]
		} else if f[len(f)-2] == "else" {
			els = f[len(f)-1]
		} else {
			break
		}
		f = f[:len(f)-2]
	}
	if f[0] == "done" {
		f = []string{"add", f[1], "-1"}
	}
	n.Op = p.op(f[0])
	switch n.Op {
	case Spawn:
		n.Body = p.body(f[1])
	case Branch, Forget:
		n.Lit = p.literal(f[1])
	case ForgetSymbol:
		n.Count = Sym(p.symbol(f[1]), 0)
	case Start, Test:
		n.Counter, _ = strconv.Atoi(strings.TrimPrefix(f[1], "#"))
		if n.Op == Start {
			n.Count = p.count(f[2])
		}
	case Add:
		n.Obj, n.Count = p.object(f[1]), p.count(f[2])
	default:
		if n.Op.kinds() != nil {
			n.Obj = p.object(f[1])
		}
	}
	p.p.Add(body, n)
	return func() {
		n := &p.p.Bodies[body].Nodes[i]
		n.Next = p.label(next, i+1)
		n.Else = p.label(els, n.Next)
		if n.Op == End || n.Op == Abort {
			n.Next, n.Else = 0, 0
		}
	}
}

func (p *parser) label(s string, otherwise int) int {
	if s == "" {
		return otherwise
	}
	i, ok := p.labels[s]
	if !ok {
		p.t.Fatalf("no label %s", s)
	}
	return i
}

func (p *parser) selects(n *Node, body, i int, line string) func() {
	n.Op = Select
	type to struct{ next, els string }
	var tos []to
	line = strings.TrimPrefix(line, "select")
	for {
		_, rest, ok := strings.Cut(line, "{")
		if !ok {
			break
		}
		in, rest, _ := strings.Cut(rest, "}")
		line = rest
		f := strings.Fields(in)
		c := Case{Op: p.op(f[0])}
		f = f[1:]
		if c.Op != Foreign {
			c.Obj = p.object(f[0])
			f = f[1:]
		}
		var t to
		for ; len(f) > 1; f = f[2:] {
			if f[0] == "->" {
				t.next = f[1]
			} else {
				t.els = f[1]
			}
		}
		n.Cases = append(n.Cases, c)
		tos = append(tos, t)
	}
	f := strings.Fields(line)
	n.HasDefault = len(f) > 0
	return func() {
		n := &p.p.Bodies[body].Nodes[i]
		for k, t := range tos {
			n.Cases[k].Next = p.label(t.next, i+1)
			n.Cases[k].Else = p.label(t.els, n.Cases[k].Next)
		}
		if n.HasDefault {
			n.Else = i + 1
			if len(f) > 1 {
				n.Else = p.label(f[1], 0)
			}
		}
	}
}

// brief tells a result in a line: what is stuck ("!" if always, with the number
// of choices it rests on) and what panics.
func brief(p *Program, r *Result) string {
	if r.GaveUp != "" {
		return "gave up: " + r.GaveUp
	}
	var all []string
	where := func(body, node int, always bool, choices int) string {
		n := p.Bodies[body].Nodes[node]
		s := p.Bodies[body].Name + " " + strings.TrimSpace(strings.SplitN(p.node(node, n), " ->", 2)[0])
		s, _, _ = strings.Cut(s, " else")
		if always {
			s += "!"
		}
		if choices > 0 {
			s += fmt.Sprintf("/%d", choices)
		}
		return s
	}
	for _, s := range r.Stuck {
		all = append(all, where(s.Body, s.Node, s.Always, s.Choices))
	}
	for _, s := range r.Panics {
		all = append(all, s.Kind.String()+": "+where(s.Body, s.Node, s.Always, s.Choices))
	}
	if r.Partial {
		all = append(all, "partial")
	}
	return strings.Join(all, "; ")
}

// tale tells a trace, a line a step.
func tale(p *Program, steps []Step) string {
	var b strings.Builder
	for _, s := range steps {
		fmt.Fprintln(&b, stepText(p, s))
	}
	return b.String()
}

func stepText(p *Program, s Step) string {
	if s.Goroutine == None {
		return "outside: " + p.Objects[s.Obj].Name + " ends"
	}
	text := fmt.Sprintf("g%d %s.%d %s", s.Goroutine, p.Bodies[s.Body].Name, s.Node, s.Op)
	switch {
	case s.Op == Spawn:
		text += fmt.Sprintf(" g%d", s.Started)
	case s.Op >= Make && s.Op != Foreign && s.Op != Select:
		text += " " + p.Objects[s.Obj].Name
	}
	if s.Else {
		text += " else"
	}
	if s.Waits {
		text += " waits"
	}
	if s.Decides {
		text += " decides"
		if s.Op != Branch && s.Op != Choose && s.Op != Test {
			text += fmt.Sprintf(" %s=%d", p.Symbols[s.Symbol].Name, s.Value)
		}
	}
	if s.Matters {
		text += " (matters)"
	}
	if s.Peer != nil {
		text += " with " + stepText(p, *s.Peer)
	}
	return text
}

func (m mutation) String() string {
	return [...]string{"right", "defaultAlways", "readersFirst", "lostBroadcast", "closeDrops"}[m]
}
