// Package classes finds the channels, WaitGroups and conditions that only code
// of this package can touch, with everything that is done to each. It does not
// report any diagnostics itself.
//
// # What a class is
//
// Most channels are kept in an unexported field or never leave a function: of
// the channels made in etcd and what it imports, two of three are in the first
// group. Who sends to such a channel, who receives and who closes it is known
// when the package is known. A class is a set of places (fields, variables,
// parameters, results, elements of collections) between which a channel may move;
// Op is something that is done to what is kept there.
//
// Fields are taken for one whatever object they are in: there is one class of
// conn.done, not one for each conn. What may move is merged and never told
// apart again (see node). Both make a class too large, never too small. So a
// class answers may-questions about what there is (Ops: some of them may be on
// other channels than the one in mind), and must-questions about what there is
// not: if a class has no send, and is not Open to Send, then nobody ever sends on
// any channel in it.
//
// # What makes a class open
//
// Code elsewhere can send on a channel, receive from it or close it once it has
// got hold of it. Types say in which direction: a function that may be called
// from elsewhere, and returns <-chan T, opens the class to receiving only.
//
//   - exported fields and variables (of a program, package main, nothing is
//     exported); fields of types of other packages;
//   - parameters and results of functions that may be called from elsewhere:
//     exported functions, exported methods of types that others can get hold of
//     (see exposed.go), and functions whose value goes where it cannot be followed;
//   - arguments and results of calls of unknown functions and of those of other
//     packages; of those the types tell what they can do, so signal.Notify sends;
//   - conversion to an interface, and what comes out of one; unsafe.Pointer;
//   - names that are mentioned in files of the package which the build leaves
//     out by their build constraints, and in go:linkname directives. Not all
//     drivers say which files those are.
//
// Test files that are analyzed together with the package are part of it.
// The driver of this module reports on the larger of the two variants only;
// under go vet the smaller one is analyzed by itself, where a class cannot know
// what tests do to it.
package classes

import (
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
)

// Analyzer provides *Result.
var Analyzer = &analysis.Analyzer{
	Name: "asyncclasses",
	Doc:  "find channels, WaitGroups and conditions that only this package can touch",
	Run: func(pass *analysis.Pass) (any, error) {
		return &Result{Calls: pass.ResultOf[calls.Analyzer].(*calls.Graph), pass: pass}, nil
	},
	Requires:   []*analysis.Analyzer{calls.Analyzer},
	ResultType: reflect.TypeFor[*Result](),
}

// Result holds the classes of one package. It is computed on first use.
type Result struct {
	Calls *calls.Graph

	pass    *analysis.Pass
	once    sync.Once
	all     []*Class
	classes map[node]*Class
	b       *builder // where values are looked up
	ops     map[ssa.Instruction][]Op

	sitesOnce sync.Once
	sites     map[*ssa.Function][]ssa.CallInstruction // see sitesOf
}

// Kind is what a class is of.
type Kind uint8

const (
	Chan Kind = iota + 1
	WaitGroup
	Cond
)

func (k Kind) String() string { return [...]string{"?", "chan", "WaitGroup", "Cond"}[k] }

// OpKind is something that can be done.
type OpKind uint8

const (
	Send  OpKind = iota + 1
	Recv         // a receive, alone or as a case of a select
	Range        // the receive of a range over a channel
	Close
	Look    // len or cap: somebody looks at how full it is
	Compare // with nil or another channel

	Add  // WaitGroup.Add
	Done // WaitGroup.Done
	Go   // WaitGroup.Go: Add, and Done later
	Wait // of a WaitGroup

	CondWait
	Signal
	Broadcast
)

func (k OpKind) String() string {
	return [...]string{"?", "send", "recv", "range", "close", "look", "compare", "add", "done", "go", "wait", "condwait", "signal", "broadcast"}[k]
}

// An Op is something that is done to what is in a class.
type Op struct {
	Kind  OpKind
	Instr ssa.Instruction
	// On is the channel, or the address of the WaitGroup or Cond.
	On ssa.Value
	// Case is the index of the state if Instr is a Select, else -1.
	Case int
	// Value means that Instr only makes a func value of the method (wg.Done):
	// it is called some time, or never, by whoever.
	Value bool
	Class *Class
}

// Func is the function that does it.
func (o Op) Func() *ssa.Function { return o.Instr.Parent() }

// Select is the select that the op is a case of, nil if it is none.
func (o Op) Select() *ssa.Select {
	s, _ := o.Instr.(*ssa.Select)
	return s
}

// MayBlock reports whether the op may block its goroutine: it is not what a
// select with a default case offers.
func (o Op) MayBlock() bool {
	switch o.Kind {
	case Send, Recv, Range:
		s := o.Select()
		return s == nil || s.Blocking
	case Wait, CondWait:
		return !o.Value
	}
	return false
}

// A Make is where something in a class comes into being.
type Make struct {
	Instr ssa.Instruction // *ssa.MakeChan, *ssa.Alloc, or the *ssa.Call of sync.NewCond
	// Cap is the capacity of a channel, if CapKnown.
	Cap      int64
	CapKnown bool
}

// Outside is a set of things that code elsewhere may do.
type Outside uint8

const (
	sends Outside = 1 << iota
	receives
	closes
	everything = sends | receives | closes
)

// A Class is a set of channels, WaitGroups or Conds that are not told apart.
type Class struct {
	Kind  Kind
	Makes []Make // in source order, as functions are listed in ssabuild.SSA
	Ops   []Op   // likewise
	// Fields, Globals and Locals are where it is kept.
	Fields  []*types.Var // the origins, of generic types
	Globals []*ssa.Global
	Locals  []*ssa.Alloc
	// Elem is the type of a channel's elements, nil for others.
	Elem types.Type

	outside Outside
	nilled  bool
}

// Open reports whether code outside this package, or of which nothing is known,
// may do something of kind k. False is a promise.
func (c *Class) Open(k OpKind) bool {
	switch k {
	case Send:
		return c.outside&sends != 0
	case Recv, Range, Look, Compare:
		return c.outside&receives != 0
	case Close:
		return c.outside&closes != 0
	}
	return c.outside != 0
}

// Closed reports whether nobody outside can do anything at all.
func (c *Class) Closed() bool { return c.outside == 0 }

// Of returns the ops of some kinds.
func (c *Class) Of(kinds ...OpKind) []Op {
	var all []Op
	for _, op := range c.Ops {
		if slices.Contains(kinds, op.Kind) {
			all = append(all, op)
		}
	}
	return all
}

// Has reports whether there is an op of some kind.
func (c *Class) Has(kinds ...OpKind) bool {
	return slices.ContainsFunc(c.Ops, func(op Op) bool { return slices.Contains(kinds, op.Kind) })
}

// MustLack reports whether nobody ever does anything of these kinds, neither in
// this package nor elsewhere.
func (c *Class) MustLack(kinds ...OpKind) bool {
	return !c.Has(kinds...) && !slices.ContainsFunc(kinds, c.Open)
}

// Local reports whether what is in the class hangs off variables of functions
// only: it is in no field and no package variable.
func (c *Class) Local() bool { return len(c.Fields) == 0 && len(c.Globals) == 0 }

// MustCap returns the capacity that every channel in the class has that is made
// here; false if capacities differ, are not known, or channels may come from
// elsewhere.
func (c *Class) MustCap() (int64, bool) {
	if len(c.Makes) == 0 || c.outside == everything {
		return 0, false
	}
	for _, m := range c.Makes {
		if !m.CapKnown || m.Cap != c.Makes[0].Cap {
			return 0, false
		}
	}
	return c.Makes[0].Cap, true
}

// MaySetNil reports whether nil is among what is assigned. A channel may also be
// nil because nothing was assigned to its variable or field: that is not counted.
func (c *Class) MaySetNil() bool { return c.nilled }

// String names a class after what it is kept in: "chan field done".
func (c *Class) String() string {
	name := "unnamed"
	switch {
	case len(c.Fields) > 0:
		name = "field " + c.Fields[0].Name()
	case len(c.Globals) > 0:
		name = "variable " + c.Globals[0].Name()
	case len(c.Locals) > 0 && c.Locals[0].Comment != "":
		name = "local " + c.Locals[0].Comment
	}
	return c.Kind.String() + " " + name
}

// All returns the classes of the package that something is done to, in the
// order in which they first appear.
func (r *Result) All() []*Class {
	r.compute()
	return r.all
}

// Of returns the class of a channel, or of what v points to: a WaitGroup, a
// Cond, a variable with a channel. It is nil if v is none of these, and for nil.
func (r *Result) Of(v ssa.Value) *Class {
	r.compute()
	if r.b == nil || v == nil || r.b.leaf(v.Type()) == 0 {
		return nil
	}
	n, ok := r.b.values[v]
	if !ok {
		return nil
	}
	if _, address := v.Type().Underlying().(*types.Pointer); address {
		if n = r.b.contents[r.b.find(n)]; n == none {
			return nil
		}
	}
	return r.classes[r.b.find(n)]
}

// OfField returns the class of a field of this package, nil if nothing is done
// to it.
func (r *Result) OfField(f *types.Var) *Class {
	r.compute()
	if r.b == nil {
		return nil
	}
	if n, ok := r.b.fields[f.Origin()]; ok {
		return r.classes[r.b.find(n)]
	}
	return nil
}

// NilOps returns what is done to a channel that must be nil, in source order.
// These ops have no class.
func (r *Result) NilOps() []Op {
	r.compute()
	if r.b == nil {
		return nil
	}
	return r.b.nilOps
}

// OpsAt returns what an instruction does: several things for a select.
func (r *Result) OpsAt(instr ssa.Instruction) []Op {
	r.compute()
	return r.ops[instr]
}
