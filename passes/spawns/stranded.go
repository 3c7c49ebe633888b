package spawns

import (
	"go/types"
	"slices"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/flow"
	"github.com/asynclint/asynclint/passes/place"
)

// Stranded is an operation on a channel that may be left without anybody at
// the other end: all who are there are loops of goroutines, and each of them
// may have ended for a reason of its own.
type Stranded struct {
	Op    classes.Op
	Peers []Peer
	// Cases are the other cases of the select that Op is in: none of them can
	// happen then either.
	Cases []classes.Op
}

// A Peer is the other end of a stranded operation.
type Peer struct {
	Op   classes.Op
	Site *Site
	Stay Stay
	Exit Exit // one that has nothing to do with the channel
}

// maxRoom bounds the buffers that are thought to fill up once nobody receives.
// Whoever fills a larger one has time to notice the end in other ways.
const maxRoom = 8

// MayStrand returns the stranded operations of the package, in the order of its
// channel classes.
func (r *Result) MayStrand() []Stranded {
	r.compute()
	var out []Stranded
	for _, class := range r.Classes.All() {
		if class.Kind != classes.Chan || class.Local() {
			continue
		}
		if !class.Open(classes.Recv) {
			out = append(out, r.stranded(class, class.Of(classes.Send), class.Of(classes.Recv, classes.Range))...)
		}
		if !class.Open(classes.Send) && !class.Open(classes.Close) && !class.Has(classes.Close) {
			out = append(out, r.stranded(class, class.Of(classes.Recv), class.Of(classes.Send))...)
		}
	}
	return out
}

// stranded returns those of some ops of a class that its peers, the ops at the
// other end, may leave behind.
func (r *Result) stranded(class *classes.Class, ops, others []classes.Op) []Stranded {
	if len(ops) == 0 || len(others) == 0 {
		return nil
	}
	room, known := class.MustCap()
	if !known || room > maxRoom {
		return nil
	}
	var peers []Peer
	for _, op := range others {
		p, ok := r.peer(class, op)
		if !ok {
			return nil
		}
		peers = append(peers, p)
	}
	var out []Stranded
	for _, op := range ops {
		if !op.MayBlock() || r.inTest(op.Func()) || r.beside(op, peers) || r.guarded(op) || r.inTurn(op, peers) {
			continue
		}
		if room > 0 && (op.Kind != classes.Send || !r.repeats(op.Instr, op.On, maxDepth)) {
			continue
		}
		cases, stuck := r.noneElse(op, peers)
		if !stuck {
			continue
		}
		out = append(out, Stranded{Op: op, Peers: peers, Cases: cases})
	}
	return out
}

// peer returns the goroutine in whose loop an op is, and a reason for which
// that goroutine may end; false if there is none.
func (r *Result) peer(class *classes.Class, op classes.Op) (Peer, bool) {
	found := false
	var out Peer
	for _, site := range r.sites {
		for _, stay := range site.Life.Stays {
			// A single operation is done or given up, once: that counts for those
			// who send. Those who receive once may well be told to by the sender.
			if stay.Fn != op.Func() || !stay.has(op.Instr) && (op.Kind != classes.Send || stay.Op != op.Instr) {
				continue
			}
			// Only for the process, or again and again: it is not missed.
			if site.Where.Start == Process || site.Where.Start == Test || site.Where.Unbounded {
				return Peer{}, false
			}
			exit, ok := r.foreignExit(class, stay)
			if !ok || r.joinedBefore(exit) || r.never(exit) {
				return Peer{}, false
			}
			if !found {
				out, found = Peer{op, site, stay, exit}, true
			}
		}
	}
	return out, found
}

// has reports whether an instruction is in the loop of a stay.
func (s Stay) has(instr ssa.Instruction) bool {
	return s.IsLoop() && s.Loop.Has(instr.Block())
}

// foreignExit returns an exit of a loop that somebody causes who need not know
// of the channel: by another channel, a context, or an error.
func (r *Result) foreignExit(class *classes.Class, stay Stay) (Exit, bool) {
	for _, exit := range stay.Exits {
		if exit.Ends {
			continue
		}
		foreign := len(exit.Causes) > 0
		told := false
		for _, c := range exit.Causes {
			switch c.Kind {
			case Received, Closed, Sent:
				if c.Chan == nil {
					continue
				}
				other := r.Classes.Of(c.Chan)
				foreign = foreign && other != class
				told = true
			case Done, Error:
				told = true
			case Data, Default:
			default:
				foreign = false
			}
		}
		if foreign && told {
			return exit, true
		}
	}
	return Exit{}, false
}

// triggers returns the operations that make an exit happen, false if not all of
// them are known.
func (r *Result) triggers(exit Exit) (all []ssa.Instruction, known bool) {
	for _, c := range exit.Causes {
		switch c.Kind {
		case Received, Closed:
			if c.Chan == nil {
				continue
			}
			class := r.Classes.Of(c.Chan)
			if class == nil || class.Open(classes.Close) || class.Open(classes.Send) {
				return nil, false
			}
			for _, op := range class.Of(classes.Close, classes.Send) {
				all = append(all, op.Instr)
			}
		case Done, Error:
			return nil, false
		}
	}
	return all, true
}

// never reports whether an exit is known not to happen: nobody calls the
// functions that would cause it.
func (r *Result) never(exit Exit) bool {
	all, known := r.triggers(exit)
	return known && !slices.ContainsFunc(all, func(at ssa.Instruction) bool { return r.mayRun(at.Parent()) })
}

// mayRun reports whether somebody may call a function.
func (r *Result) mayRun(fn *ssa.Function) bool {
	use := r.users[fn]
	if use.kept || len(use.calls) > 0 || fn.Parent() != nil || fn.Object() == nil {
		return true
	}
	if fn.Signature.Recv() == nil && (fn.Name() == "main" || fn.Name() == "init") {
		return true
	}
	return fn.Object().Exported() && r.pass.Pkg.Name() != "main" || r.implements(fn)
}

// implements reports whether a method may be called by way of an interface: a
// value of its type is converted to one, somewhere in the package.
func (r *Result) implements(fn *ssa.Function) bool {
	recv := fn.Signature.Recv()
	if recv == nil {
		return false
	}
	name := typeName(recv.Type())
	for _, f := range r.Effects.Calls.SSA().Funcs {
		for _, b := range f.Blocks {
			for _, instr := range b.Instrs {
				if mk, ok := instr.(*ssa.MakeInterface); ok && typeName(mk.X.Type()) == name {
					return true
				}
			}
		}
	}
	return false
}

// joinedBefore reports whether those who cause an exit have waited for others
// before: the senders may be among these.
func (r *Result) joinedBefore(exit Exit) bool {
	all, known := r.triggers(exit)
	return known && len(all) > 0 && !slices.ContainsFunc(all, func(at ssa.Instruction) bool { return !waitsBefore(at) })
}

// inTurn reports whether all callers of the function that an op is in end the
// peers themselves, later: they do one after the other.
func (r *Result) inTurn(op classes.Op, peers []Peer) bool {
	use := r.users[op.Func()]
	obj := op.Func().Object()
	if use.kept || len(use.calls) == 0 || obj == nil || r.implements(op.Func()) {
		return false
	}
	if recv := op.Func().Signature.Recv(); obj.Exported() && r.pass.Pkg.Name() != "main" && (recv == nil || typeName(recv.Type()).Exported()) {
		return false
	}
	for _, call := range use.calls {
		if _, apart := call.(*ssa.Go); apart {
			return false
		}
		for _, p := range peers {
			all, known := r.triggers(p.Exit)
			if !known || slices.ContainsFunc(all, func(at ssa.Instruction) bool { return !r.causes(call.Parent(), at.Parent()) }) {
				return false
			}
		}
	}
	return true
}

// causes reports whether fn calls or defers a function that runs trigger.
func (r *Result) causes(fn, trigger *ssa.Function) bool {
	return fn == trigger || r.runs(fn, trigger, make(map[*ssa.Function]bool))
}

// waitsBefore reports whether a function waits for something before it gets to
// an instruction.
func waitsBefore(at ssa.Instruction) bool {
	fn := at.Parent()
	for _, b := range fn.Blocks {
		if b != at.Block() && !b.Dominates(at.Block()) {
			continue
		}
		for _, instr := range b.Instrs {
			if instr == at {
				break
			}
			switch instr := instr.(type) {
			case *ssa.UnOp:
				if _, blocks := opExits(instr); blocks {
					return true
				}
			case *ssa.Call:
				if calls.Row(instr.Common()).Joins {
					return true
				}
			}
		}
	}
	return false
}

// beside reports whether an op is done by the very goroutine of a peer, or by
// a function that starts that goroutine: it may know how long it lasts.
func (r *Result) beside(op classes.Op, peers []Peer) bool {
	for _, p := range peers {
		if op.Func() == p.Stay.Fn || r.runs(p.Stay.Fn, op.Func(), make(map[*ssa.Function]bool)) ||
			op.Func() == p.Site.In || r.runs(op.Func(), p.Site.In, make(map[*ssa.Function]bool)) {
			return true
		}
	}
	return false
}

// runs reports whether fn calls callee, itself or by way of others.
func (r *Result) runs(fn, callee *ssa.Function, seen map[*ssa.Function]bool) bool {
	if seen[fn] {
		return false
	}
	seen[fn] = true
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			call, ok := instr.(ssa.CallInstruction)
			if !ok {
				continue
			}
			if _, isGo := call.(*ssa.Go); isGo {
				continue
			}
			f := r.Effects.Calls.Callee(call.Common()).Fn
			if f == callee && f != nil || f != nil && r.runs(f, callee, seen) {
				return true
			}
		}
	}
	return false
}

// guarded reports whether an op is done under a lock and a condition: whoever
// ends the peer may say so under the same lock.
func (r *Result) guarded(op classes.Op) bool {
	sim := r.Effects.Lockset(op.Func())
	if sim == nil || len(sim.MustHold(op.Instr)) == 0 {
		return false
	}
	for b := op.Instr.Block(); b.Idom() != nil; b = b.Idom() {
		if _, ok := b.Idom().Instrs[len(b.Idom().Instrs)-1].(*ssa.If); ok && len(b.Preds) == 1 {
			return true
		}
	}
	return false
}

// repeats reports whether an operation is run again and again for the same
// object: by a loop without a bound around it, or around a call of its function,
// and the object is not one of the round.
func (r *Result) repeats(at ssa.Instruction, on ssa.Value, depth int) bool {
	root := place.Of(on).Root
	def, _ := root.(ssa.Instruction)
	for _, l := range flow.Around(at.Block()) {
		if !bounded(l) && (def == nil || def.Parent() != at.Parent() || !l.Has(def.Block())) {
			return true
		}
	}
	param, ok := root.(*ssa.Parameter)
	if !ok || depth == 0 {
		return false
	}
	index := slices.Index(param.Parent().Params, param)
	return slices.ContainsFunc(r.users[at.Parent()].calls, func(call ssa.CallInstruction) bool {
		if _, isCall := call.(*ssa.Call); !isCall || param.Parent() != at.Parent() {
			return false
		}
		arg := r.Effects.Calls.Callee(call.Common()).Argument(call.Common(), index)
		return arg != nil && r.repeats(call, arg, depth-1)
	})
}

// noneElse returns the other cases of the select that an op is in, and whether
// none of them can happen once the peers have ended: each waits for a channel
// that is never closed, and that only the peers send to, or that somebody
// sends to for one of them.
func (r *Result) noneElse(op classes.Op, peers []Peer) ([]classes.Op, bool) {
	sel := op.Select()
	if sel == nil {
		return nil, true
	}
	var others []classes.Op
	for i, state := range sel.States {
		if i == op.Case {
			continue
		}
		if state.Dir != types.RecvOnly || effects.DoneOf(state.Chan) != nil || ofTime(state.Chan) {
			return nil, false
		}
		class := r.Classes.Of(state.Chan)
		if class == nil || class.Open(classes.Close) || class.Open(classes.Send) || class.Has(classes.Close) || len(class.Of(classes.Send)) == 0 {
			return nil, false
		}
		for _, send := range class.Of(classes.Send) {
			inPeer := slices.ContainsFunc(peers, func(p Peer) bool { return p.Stay.Fn == send.Func() })
			if !inPeer {
				return nil, false
			}
		}
		for _, o := range r.Classes.OpsAt(sel) {
			if o.Case == i {
				others = append(others, o)
			}
		}
	}
	return others, true
}

// ChanName spells a channel as its field or variable is called.
func ChanName(ch ssa.Value) string {
	p := place.Of(ch)
	if p.Path != "" {
		return p.Path[1:]
	}
	return p.Root.Name()
}
