package automata

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

// call follows a call, a go statement or a defer.
func (s *scope) call(f *frame, instr ssa.CallInstruction) {
	common := instr.Common()
	if b, ok := common.Value.(*ssa.Builtin); ok {
		switch b.Name() {
		case "append", "copy":
			s.escapeAll(f, common.Args)
		}
		return
	}
	if d, ok := instr.(*ssa.Defer); ok && d.DeferStack != nil {
		s.gaveUp = "defer in a range over a function"
		return
	}
	if s.modelled(f, instr) {
		return
	}
	if !common.IsInvoke() {
		if _, cancels := s.eval(f, common.Value).(cancelOf); cancels {
			return
		}
	}
	row := calls.Row(common)
	if i, ok := row.Calls(); ok {
		// The function calls its argument before it returns.
		args, _ := calls.Args(common)
		for j, a := range args {
			c, isFunc := s.eval(f, a).(*closure)
			if j != i || !isFunc || row.Apart || !s.into(f, instr, c, nil, repeated) {
				s.escape(s.eval(f, a))
			}
		}
		return
	}
	c, args := s.callee(f, common)
	if c == nil {
		s.escape(s.eval(f, common.Value))
		s.escapeAll(f, common.Args)
		return
	}
	how := inlined
	if _, ok := instr.(*ssa.Go); ok {
		how = goroutine
	}
	if !s.into(f, instr, c, args, how) {
		s.escape(c)
		for _, a := range args {
			s.escape(a)
		}
	}
}

func (s *scope) escapeAll(f *frame, args []ssa.Value) {
	for _, a := range args {
		s.escape(s.eval(f, a))
	}
}

// callee resolves a call and its arguments, the receiver first.
func (s *scope) callee(f *frame, common *ssa.CallCommon) (*closure, []value) {
	var args []value
	var c *closure
	if common.IsInvoke() {
		b, ok := s.eval(f, common.Value).(boxed)
		if !ok {
			return nil, nil
		}
		fn := method(common, b.typ)
		if fn == nil {
			return nil, nil
		}
		c, _ = s.function(fn).(*closure)
		args = append(args, b.v)
	} else {
		c, _ = s.eval(f, common.Value).(*closure)
		if c != nil && c.recv != nil {
			args = append(args, c.recv)
		}
	}
	if c == nil {
		return nil, nil
	}
	for _, a := range common.Args {
		args = append(args, s.eval(f, a))
	}
	return c, args
}

// method returns the declared method that an interface call runs on a value
// of type t, nil if it is a promoted one.
func method(common *ssa.CallCommon, t types.Type) *ssa.Function {
	obj, index, _ := types.LookupFieldOrMethod(t, false, common.Method.Pkg(), common.Method.Name())
	fn, ok := obj.(*types.Func)
	if !ok || len(index) != 1 {
		return nil
	}
	// A method of T in the method set of *T gets a copy of what the pointer
	// points to.
	_, byPtr := fn.Signature().Recv().Type().Underlying().(*types.Pointer)
	if _, ptr := t.Underlying().(*types.Pointer); ptr != byPtr {
		return nil
	}
	return common.Value.Parent().Prog.FuncValue(fn.Origin())
}

// into enters the function that an instruction calls or starts. It reports
// false if the function is not followed: it has no source here, or it is too
// deep.
func (s *scope) into(f *frame, site ssa.Instruction, c *closure, args []value, how role) bool {
	if c.fn.Blocks == nil || c.fn.Recover != nil && recovers(c.fn) {
		return false
	}
	if !s.worth(c, args, how) {
		return false
	}
	depth := f.depth + 1
	if depth > maxDepth {
		return false
	}
	for up := f; up != nil; up = up.up {
		if up.fn == c.fn {
			return false
		}
	}
	kid := f.kids[site]
	if kid == nil || kid.fn != c.fn {
		kid = &frame{
			fn: c.fn, up: f, site: site, role: how, depth: depth,
			looped: f.looped || how == repeated || s.inCycle(f, site),
			kids:   make(map[ssa.Instruction]*frame),
		}
		f.kids[site] = kid
		s.changed = true
	}
	kid.args, kid.free, kid.of = args, c.free, c
	s.enter(kid)
	return true
}

// worth reports whether there is a reason to follow a call: something that
// goroutines synchronize by goes in, or may come out.
func (s *scope) worth(c *closure, args []value, how role) bool {
	if s.hot(c) {
		return true
	}
	for _, a := range args {
		if s.hot(a) {
			return true
		}
	}
	if how != inlined {
		return false
	}
	for r := range c.fn.Signature.Results().Variables() {
		if carries(r.Type(), s.pkg) {
			return true
		}
	}
	return false
}

// recovers reports whether a function may go on after a panic.
func recovers(fn *ssa.Function) bool {
	for _, b := range fn.Blocks {
		for _, instr := range b.Instrs {
			if call, ok := instr.(ssa.CallInstruction); ok {
				if b, ok := call.Common().Value.(*ssa.Builtin); ok && b.Name() == "recover" {
					return true
				}
			}
		}
	}
	return false
}

// enterCallback enters a function that unknown code has.
func (s *scope) enterCallback(c *closure) {
	if !s.hot(c) {
		return
	}
	if c.as == nil {
		c.as = &frame{fn: c.fn, up: c.made, site: c.where, role: callback, looped: true, kids: make(map[ssa.Instruction]*frame)}
	}
	c.as.free, c.as.of = c.free, c
	c.as.args = nil
	if c.recv != nil {
		c.as.args = []value{c.recv}
	}
	s.enter(c.as)
}

// modelled handles the calls that this pass knows: of methods of
// synchronization primitives, and of contexts. It reports whether call is one,
// and leaves nothing to do.
func (s *scope) modelled(f *frame, call ssa.CallInstruction) bool {
	common := call.Common()
	args, recv := calls.Args(common)
	if common.IsInvoke() {
		switch s.eval(f, common.Value).(type) {
		case contextOf, background:
			return true
		}
	}
	name := modelName(common)
	switch {
	case strings.HasPrefix(name, "context.With"):
		return true // who holds a context cannot end it
	case name == "sync.NewCond":
		return true
	}
	if recv == nil {
		return false
	}
	r, ok := unbox(s.eval(f, recv)).(ref)
	if !ok {
		return false
	}
	switch methods[name] {
	case 0:
		return false
	case lost:
		r.obj.escape(r.path)
	case starts:
		if c, ok := s.eval(f, args[0]).(*closure); !ok || !s.into(f, call, c, boundTo(c), goroutine) {
			s.escape(s.eval(f, args[0]))
		}
	case onceDo:
		if c, ok := s.eval(f, args[0]).(*closure); !ok || !s.into(f, call, c, boundTo(c), inlined) {
			s.escape(s.eval(f, args[0]))
		}
	}
	return true
}

// boundTo returns the arguments of a call of a closure without parameters.
func boundTo(c *closure) []value {
	if c.recv == nil {
		return nil
	}
	return []value{c.recv}
}

// modelName is fullName for what is modelled, which is in few packages, and ""
// for all else: to spell a name takes longer than all the rest of a call.
func modelName(common *ssa.CallCommon) string {
	fn := calls.Object(common)
	if fn == nil || fn.Pkg() == nil {
		return ""
	}
	switch fn.Pkg().Path() {
	case "context", "sync", "os/signal", "golang.org/x/sync/errgroup":
		return fn.FullName()
	}
	return ""
}

// fullName is the name of the function that a call names, as knowledge has it.
func fullName(common *ssa.CallCommon) string {
	if fn := calls.Object(common); fn != nil {
		return fn.FullName()
	}
	return ""
}

// act is what a method of a primitive does.
type act uint8

const (
	lock act = iota + 1
	unlock
	rlock
	runlock
	trylock
	tryrlock
	add
	done
	wait
	condWait
	signal
	broadcast
	starts
	onceDo
	lost // not modelled
)

var methods = map[string]act{
	"(*sync.Mutex).Lock":                           lock,
	"(*sync.Mutex).Unlock":                         unlock,
	"(*sync.Mutex).TryLock":                        trylock,
	"(*sync.RWMutex).Lock":                         lock,
	"(*sync.RWMutex).Unlock":                       unlock,
	"(*sync.RWMutex).RLock":                        rlock,
	"(*sync.RWMutex).RUnlock":                      runlock,
	"(*sync.RWMutex).TryLock":                      trylock,
	"(*sync.RWMutex).TryRLock":                     tryrlock,
	"(*sync.RWMutex).RLocker":                      lost,
	"(sync.Locker).Lock":                           lock,
	"(sync.Locker).Unlock":                         unlock,
	"(*sync.WaitGroup).Add":                        add,
	"(*sync.WaitGroup).Done":                       done,
	"(*sync.WaitGroup).Wait":                       wait,
	"(*sync.WaitGroup).Go":                         starts,
	"(*sync.Once).Do":                              onceDo,
	"(*golang.org/x/sync/errgroup.Group).Go":       starts,
	"(*golang.org/x/sync/errgroup.Group).TryGo":    lost,
	"(*golang.org/x/sync/errgroup.Group).Wait":     wait,
	"(*golang.org/x/sync/errgroup.Group).SetLimit": lost,
}

// result returns what a call returns.
func (s *scope) result(f *frame, call *ssa.Call, index int) value {
	common := &call.Call
	if common.IsInvoke() {
		if common.Method.Name() == "Done" {
			if c, ok := s.eval(f, common.Value).(contextOf); ok {
				return doneOf(c)
			}
		}
	}
	switch name := modelName(common); name {
	case "context.Background", "context.TODO", "context.WithoutCancel":
		return background{}
	case "context.WithValue":
		return s.eval(f, common.Args[0])
	case "context.WithCancel", "context.WithCancelCause":
		return s.derive(f, call, index, false)
	case "context.WithTimeout", "context.WithDeadline", "context.WithTimeoutCause", "context.WithDeadlineCause", "os/signal.NotifyContext":
		return s.derive(f, call, index, true)
	case "sync.NewCond":
		return ref{obj: s.object(f, call, variable, call.Type().Underlying().(*types.Pointer).Elem())}
	case "golang.org/x/sync/errgroup.WithContext":
		if index == 1 {
			return contextOf{s.context(f, call, true)}
		}
		group := call.Call.Signature().Results().At(0).Type().Underlying().(*types.Pointer).Elem()
		return ref{obj: s.object(f, call, variable, group)}
	}
	if kid := f.kids[call]; kid != nil && kid.role == inlined && index < len(kid.results) {
		return kid.results[index]
	}
	return foreign{}
}

// derive returns what a function that derives a context returns.
func (s *scope) derive(f *frame, call *ssa.Call, index int, external bool) value {
	o := s.context(f, call, external)
	if index == 1 {
		return cancelOf{o}
	}
	return contextOf{o}
}

// context returns the context that a call makes.
func (s *scope) context(f *frame, call *ssa.Call, external bool) *object {
	o := s.object(f, call, contexts, nil)
	o.parent = s.eval(f, call.Call.Args[0])
	o.external = external || o.parent == foreign{} || o.parent == zero{}
	return o
}
