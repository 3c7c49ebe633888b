package automata

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// A value is what an SSA value is in a frame, as far as this pass follows it.
// All kinds are comparable; two equal values are the same thing.
type value any

type (
	// foreign is anything that is not made in the scope, or not followed.
	foreign struct{}
	// background is a context that never ends.
	background struct{}
	// zero is the zero value: a nil channel, func or pointer.
	zero struct{}
	// ref is the address of a variable or of a field of one.
	ref struct {
		obj  *object
		path string
	}
	// copied is a struct by value, as it is at ref.
	copied struct{ ref }
	// channel is a channel made in the scope.
	channel struct{ obj *object }
	// contextOf, cancelOf and doneOf are a derived context, the function that
	// cancels it, and the channel that Done returns.
	contextOf struct{ obj *object }
	cancelOf  struct{ obj *object }
	doneOf    struct{ obj *object }
	// boxed is a value in an interface.
	boxed struct {
		typ types.Type
		v   value
	}
)

// A closure is a function value: its function and what it carries.
type closure struct {
	fn    *ssa.Function
	free  []value // of the captured variables
	recv  value   // of a bound method (x.M), else nil
	made  *frame  // where the literal was made, nil for declared functions
	where ssa.Instruction
	as    *frame // as a callback
}

// kind says what an object is.
type kind uint8

const (
	variable kind = iota // a variable, or what new or &T{} makes
	channels
	contexts
)

// An object is something made at one place of a scope.
type object struct {
	kind  kind
	made  ssa.Instruction
	in    *frame
	typ   types.Type // of a variable
	index int        // in order of discovery
	// escaped are the parts of it, as paths, that code that is not part of the
	// scope may use; was is what the round before found.
	escaped, was []string
	// ends and ended are the same for "may be cancelled by other code".
	ends, ended bool
	// many means that the place may be passed several times in one run of the
	// scope: it then stands for more than one object.
	many bool
	// external means, of a context, that its end does not depend on its
	// cancel function alone; parent is what it derives from.
	external bool
	parent   value
}

// whole is the path of all of an object.
const whole = ""

// lost reports whether nothing can be said about a part of an object.
func (o *object) lost(path string) bool { return o.many || o.left(path) }

// left reports whether other code may use a part of an object.
func (o *object) left(path string) bool { return covers(o.escaped, path) || covers(o.was, path) }

// covers reports whether path is, or is part of, one of these.
func covers(paths []string, path string) bool {
	return slices.ContainsFunc(paths, func(p string) bool { return within(path, p) })
}

// within reports whether the part of an object at path belongs to that at
// outer.
func within(path, outer string) bool {
	rest, ok := strings.CutPrefix(path, outer)
	return ok && (rest == "" || rest[0] == '.' || rest[0] == '[')
}

func (o *object) escape(path string) {
	if !covers(o.escaped, path) {
		o.escaped = append(o.escaped, path)
	}
}

func (o *object) differs() bool { return !slices.Equal(o.escaped, o.was) || o.ends != o.ended }

// unbox returns what an interface holds.
func unbox(v value) value {
	for {
		b, ok := v.(boxed)
		if !ok {
			return v
		}
		v = b.v
	}
}

// syncTypes are the types whose methods this pass models, by full name.
var syncTypes = map[string]primitive{
	"sync.Mutex":                       mutex,
	"sync.RWMutex":                     mutex,
	"sync.WaitGroup":                   waitGroup,
	"sync.Cond":                        condition,
	"sync.Once":                        once,
	"golang.org/x/sync/errgroup.Group": errGroup,
}

type primitive uint8

const (
	none primitive = iota
	mutex
	waitGroup
	condition
	once
	errGroup
)

// primitiveOf returns which primitive a type is.
func primitiveOf(t types.Type) primitive {
	named, ok := types.Unalias(t).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return none
	}
	return syncTypes[named.Obj().Pkg().Path()+"."+named.Obj().Name()]
}

// holds reports whether a variable of type t has a primitive or a channel in
// it: not behind a pointer.
func holds(t types.Type, depth int) bool {
	if depth == 0 {
		return false
	}
	if primitiveOf(t) != none {
		return true
	}
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Struct:
		for field := range u.Fields() {
			if holds(field.Type(), depth-1) {
				return true
			}
		}
	}
	return false
}

// carries reports whether a result of type t may bring along something made
// in the function that returns it.
func carries(t types.Type, pkg *types.Package) bool {
	switch u := t.Underlying().(type) {
	case *types.Chan:
		return true
	case *types.Pointer:
		return holds(u.Elem(), 3)
	case *types.Struct:
		return holds(t, 3)
	case *types.Signature:
		return true
	case *types.Interface:
		named, ok := types.Unalias(t).(*types.Named)
		return ok && named.Obj().Pkg() == pkg
	}
	return false
}
