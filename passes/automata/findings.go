package automata

import (
	"go/token"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/explore"
)

// A Site is an instruction in the context of its calls.
type Site struct {
	Instr   ssa.Instruction
	in      *frame
	negated bool // of a branch: the program asks for the opposite condition
}

// Pos is the position of the instruction. Of a deferred call it is that of the
// defer statement.
func (s Site) Pos() token.Pos {
	if s.Instr == nil {
		return token.NoPos
	}
	return s.Instr.Pos()
}

// A Step is something that a goroutine of the scope does.
type Step struct {
	Site
	// Goroutine is its number, in the order of their start; 0 is the root. It is
	// -1 where a context ends from outside.
	Goroutine int
	Op        explore.Op
	Case      int  // the case taken of a Select, -1 for none
	Else      bool // see explore.Step
	// Decides says that it is a condition that may be either way, and Matters
	// that the other way would avoid the end of the trace.
	Decides, Matters bool
	On               Object // of Op, if it has one
	// Peer is the receiver's side of a rendezvous.
	Peer *Step
	// Started is the goroutine that the step starts, or -1.
	Started int
}

// An Object is something of the scope that goroutines synchronize by.
type Object struct {
	Kind explore.ObjectKind
	// Made is the instruction that makes it, nil for the nil channel. It is the
	// variable that a WaitGroup or mutex is, or is a part of.
	Made ssa.Instruction
	Path string // of the part
}

// Stuck is an operation at which a goroutine can get stuck.
type Stuck struct {
	Root *ssa.Function
	At   Site
	Op   explore.Op
	On   []Object // what it waits for: several of a select
	// Goroutine is the number of the stuck goroutine in Trace, and Start the
	// instruction that started it, nil for the root.
	Goroutine int
	Start     ssa.Instruction
	Trace     []Step
	// Others are those that are stuck, too, after Trace.
	Others []Other
	// RootEnds says that the root returns, in the run of Trace.
	RootEnds bool
	Always   bool // no run goes well
	// Capacity, if not 0, is that with which none of this happens: a channel
	// with a buffer for all sends.
	Capacity int
}

// Other is where another goroutine is, in the end.
type Other struct {
	Goroutine int
	At        Site
	Op        explore.Op
	On        []Object
}

// Panic is an operation that can panic.
type Panic struct {
	Root      *ssa.Function
	Kind      explore.PanicKind
	At        Site
	On        Object
	Goroutine int
	Trace     []Step
	Start     ssa.Instruction // of the goroutine that panics, nil for the root
	// Always means that no run goes well.
	Always bool
}

// run explores the program of a scope and keeps what it shows.
func (r *Result) run(s *scope) (states int, reason string) {
	w, reason := s.program(few)
	if reason != "" || len(w.things) == 0 {
		return 0, reason
	}
	stuck, panics, states, reason := w.run()
	if reason != "" || len(stuck)+len(panics) == 0 {
		return states, reason
	}
	if w.guessed {
		again, reason := s.program(several)
		if reason != "" {
			return states, reason
		}
		stuckAgain, panicsAgain, more, reason := again.run()
		states += more
		if reason != "" {
			return states, reason
		}
		stuck = slices.DeleteFunc(stuck, func(st Stuck) bool {
			return !slices.ContainsFunc(stuckAgain, func(other Stuck) bool { return other.At.Instr == st.At.Instr })
		})
		panics = slices.DeleteFunc(panics, func(p Panic) bool {
			return !slices.ContainsFunc(panicsAgain, func(other Panic) bool { return other.At.Instr == p.At.Instr })
		})
	}
	for i := range stuck {
		if states < statesPerScope {
			states += w.larger(&stuck[i])
		}
	}
	r.stuck = append(r.stuck, stuck...)
	r.panics = append(r.panics, panics...)
	return states, ""
}

// run explores a program.
func (w *walker) run() (stuck []Stuck, panics []Panic, states int, reason string) {
	res := explore.Explore(w.prog, explore.Options{States: statesPerScope})
	if res.GaveUp != "" {
		return nil, nil, res.States, "explorer: " + res.GaveUp
	}
	w.found = res
	sticks := func(o explore.Where) bool {
		return slices.ContainsFunc(res.Stuck, func(s explore.Stuck) bool { return s.Body == o.Body && s.Node == o.Node })
	}
	for _, st := range res.Stuck {
		if st.Choices <= maxChoices && !w.byCallback(st.Body, st.Trace) {
			stuck = append(stuck, w.stuck(st, sticks))
		}
	}
	for _, p := range res.Panics {
		if p.Kind != explore.SendOnClosed && p.Kind != explore.CloseOfClosed {
			continue
		}
		if p.Choices <= maxChoices && !w.byCallback(p.Body, p.Trace) {
			panics = append(panics, w.panics(p))
		}
	}
	return stuck, panics, res.States, ""
}

func (w *walker) panics(p explore.Panic) Panic {
	n := w.prog.Bodies[p.Body].Nodes[p.Node]
	obj := n.Obj
	if p.Case >= 0 && p.Case < len(n.Cases) {
		obj = n.Cases[p.Case].Obj
	}
	return Panic{
		Root: w.s.top.fn, Kind: p.Kind, At: w.sites[n.Pos], On: w.objectOf(obj),
		Goroutine: p.Goroutine, Trace: w.trace(p.Trace), Start: w.start(p.Goroutine, p.Trace), Always: p.Always && !w.partly,
	}
}

// byCallback reports whether a function that unknown code has is stuck, or has
// a part in it: nobody knows whether and when it is called.
func (w *walker) byCallback(body int, trace []explore.Step) bool {
	if w.isCallback(body) {
		return true
	}
	return slices.ContainsFunc(trace, func(s explore.Step) bool {
		return s.Goroutine >= 0 && w.isCallback(s.Body) || s.Peer != nil && w.isCallback(s.Peer.Body)
	})
}

func (w *walker) isCallback(body int) bool {
	return body < len(w.queue) && w.queue[body] != nil && w.queue[body].role == callback
}

func (w *walker) stuck(st explore.Stuck, sticks func(explore.Where) bool) Stuck {
	n := w.prog.Bodies[st.Body].Nodes[st.Node]
	out := Stuck{
		Root: w.s.top.fn, At: w.sites[n.Pos], Op: n.Op, On: w.objects(n),
		Goroutine: st.Goroutine, Start: w.start(st.Goroutine, st.Trace),
		Trace: w.trace(st.Trace), RootEnds: st.Goroutine != 0, Always: st.Always && !w.partly,
	}
	for _, other := range st.Rest {
		if other.Goroutine == st.Goroutine || w.isCallback(other.Body) {
			continue
		}
		m := w.prog.Bodies[other.Body].Nodes[other.Node]
		if !sticks(other) {
			continue // it may still go on
		}
		if other.Goroutine == 0 {
			out.RootEnds = false
		}
		out.Others = append(out.Others, Other{other.Goroutine, w.sites[m.Pos], m.Op, w.objects(m)})
	}
	return out
}

// start returns the instruction that starts a goroutine, nil for the root.
func (w *walker) start(goroutine int, trace []explore.Step) ssa.Instruction {
	for _, s := range trace {
		if s.Op == explore.Spawn && s.Started == goroutine {
			return w.sites[s.Pos].Instr
		}
	}
	return nil
}

func (w *walker) objects(n explore.Node) []Object {
	if n.Op != explore.Select {
		return []Object{w.objectOf(n.Obj)}
	}
	var all []Object
	for _, c := range n.Cases {
		if c.Op != explore.Foreign {
			all = append(all, w.objectOf(c.Obj))
		}
	}
	return all
}

func (w *walker) objectOf(i int) Object {
	if i < 0 || i >= len(w.prog.Objects) {
		return Object{}
	}
	o := w.prog.Objects[i]
	th := w.things[o.Tag]
	if th.obj == nil {
		return Object{Kind: o.Kind}
	}
	return Object{Kind: o.Kind, Made: th.obj.made, Path: th.path}
}

func (w *walker) trace(steps []explore.Step) []Step {
	out := make([]Step, 0, len(steps))
	for _, s := range steps {
		out = append(out, w.stepOf(s))
	}
	return out
}

func (w *walker) stepOf(s explore.Step) Step {
	out := Step{Goroutine: s.Goroutine, Op: s.Op, Case: s.Case, Else: s.Else, Decides: s.Decides, Matters: s.Matters, Started: -1}
	if s.Goroutine < 0 {
		out.On = w.objectOf(s.Obj)
		return out
	}
	n := w.prog.Bodies[s.Body].Nodes[s.Node]
	out.Site = w.sites[n.Pos]
	if out.negated {
		out.Else = !out.Else
	}
	if s.Op >= explore.Send && s.Op != explore.Foreign {
		out.On = w.objectOf(s.Obj)
	}
	if s.Op == explore.Spawn {
		out.Started = s.Started
	}
	if s.Peer != nil {
		peer := w.stepOf(*s.Peer)
		out.Peer = &peer
	}
	return out
}

// larger tries the capacities up to 3 for the channel on which a send is
// stuck: does nothing get stuck then?
func (w *walker) larger(st *Stuck) (states int) {
	if st.Op != explore.Send || len(st.On) != 1 || !w.s.fewSends(st.On[0].Made) {
		return 0
	}
	for i, o := range w.prog.Objects {
		th := w.things[o.Tag]
		if o.Kind != explore.Chan || o.Nil || th.obj == nil || th.obj.made != st.On[0].Made {
			continue
		}
		old := o.Cap
		for capacity := old.N + 1; capacity <= 3 && st.Capacity == 0; capacity++ {
			w.prog.Objects[i].Cap = explore.Const(capacity)
			res := explore.Explore(w.prog, explore.Options{States: statesPerRetake})
			states += res.States
			if res.GaveUp == "" && !res.Partial && w.better(st, i, res) {
				st.Capacity = capacity
			}
		}
		w.prog.Objects[i].Cap = old
	}
	return states
}

// better reports whether a change of a channel left nobody stuck at it, freed
// the root if that was stuck with the send, and did no other harm.
func (w *walker) better(send *Stuck, channel int, res *explore.Result) bool {
	if len(res.Panics) > 0 {
		return false
	}
	return !slices.ContainsFunc(res.Stuck, func(st explore.Stuck) bool {
		n := w.prog.Bodies[st.Body].Nodes[st.Node]
		if n.Op != explore.Select && n.Obj == channel {
			return true
		}
		if slices.ContainsFunc(send.Others, func(o Other) bool { return o.Goroutine == 0 && o.At.Instr == w.sites[n.Pos].Instr }) {
			return true
		}
		return !slices.ContainsFunc(w.found.Stuck, func(old explore.Stuck) bool { return old.Body == st.Body && old.Node == st.Node })
	})
}

// fewSends reports whether each place that sends on a channel does so once.
func (s *scope) fewSends(made ssa.Instruction) bool {
	mine := func(f *frame, ch ssa.Value) bool {
		c, ok := s.eval(f, ch).(channel)
		return ok && c.obj.made == made
	}
	for _, f := range s.frames {
		for _, b := range f.fn.Blocks {
			for _, instr := range b.Instrs {
				sends := false
				switch instr := instr.(type) {
				case *ssa.Send:
					sends = mine(f, instr.Chan)
				case *ssa.Select:
					sends = slices.ContainsFunc(instr.States, func(st *ssa.SelectState) bool { return st.Send != nil && mine(f, st.Chan) })
				}
				if sends && (f.looped || s.inCycle(f, instr)) {
					return false
				}
			}
		}
	}
	return true
}

// OnChannel reports whether an operation waits for a channel.
func OnChannel(op explore.Op) bool {
	switch op {
	case explore.Send, explore.Recv, explore.Select:
		return true
	}
	return false
}
