package effects

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/place"
)

// aliases maps the Locker of a condition to the mutex behind it.
type aliases struct {
	// fields has, for a type and the path of a Locker in it, the path of the
	// mutex in the same object: {"p.Queue", ".cond.L"} -> ".mu". A Locker
	// that is bound in two ways has no entry.
	fields map[fieldKey]target
}

type fieldKey struct{ owner, path string }

type target struct {
	path string
	read bool
	many bool // bound to more than one mutex
}

// findAliases looks for x.cond = sync.NewCond(&x.mu) and x.cond.L = &x.mu in
// all functions of the package.
func findAliases(fns []*ssa.Function) aliases {
	a := aliases{make(map[fieldKey]target)}
	for _, fn := range fns {
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if st, ok := instr.(*ssa.Store); ok {
					a.bind(st)
				}
			}
		}
	}
	return a
}

func (a aliases) bind(st *ssa.Store) {
	if _, field := st.Addr.(*ssa.FieldAddr); !field {
		return
	}
	at := place.Of(st.Addr)
	val := st.Val
	if call, ok := val.(*ssa.Call); ok && isCall(call, "sync.NewCond") {
		at, val = at.Under(".L"), call.Call.Args[0]
	} else if !isLocker(val.Type()) {
		return
	}
	mutex, read := locker(val)
	if mutex.Root != at.Root {
		// Made apart and stored in both places: the shape
		// &T{mu: mu, cond: sync.NewCond(mu)} is not resolved.
		return
	}
	key := fieldKey{typeName(at.Root.Type()), at.Path}
	t := target{path: mutex.Path, read: read}
	if old, ok := a.fields[key]; ok && old != t {
		t.many = true
	}
	a.fields[key] = t
}

// of is lockset.Env.Alias.
func (a aliases) of(p place.Place) (place.Place, bool) {
	// A condition of a local variable: root is the call of NewCond itself.
	if call, ok := p.Root.(*ssa.Call); ok && p.Path == ".L" && isCall(call, "sync.NewCond") {
		return locker(call.Call.Args[0])
	}
	if p.Root == nil || !strings.HasSuffix(p.Path, ".L") {
		return place.Place{}, false
	}
	t, ok := a.fields[fieldKey{typeName(p.Root.Type()), p.Path}]
	if !ok || t.many {
		return place.Place{}, false
	}
	return place.Place{Root: p.Root, Path: t.path}, t.read
}

// locker returns the mutex that a sync.Locker value is, looking through
// (*sync.RWMutex).RLocker.
func locker(v ssa.Value) (place.Place, bool) {
	p := place.Of(v)
	if call, ok := p.Root.(*ssa.Call); ok && p.Path == "" && isCall(call, "(*sync.RWMutex).RLocker") {
		return place.Of(call.Call.Args[0]), true
	}
	return p, false
}

func isCall(call *ssa.Call, name string) bool {
	obj := calls.Object(call.Common())
	return obj != nil && obj.FullName() == name
}

func isLocker(t types.Type) bool {
	named, ok := types.Unalias(t).(*types.Named)
	return ok && named.Obj().Pkg() != nil && named.Obj().Pkg().Path() == "sync" && named.Obj().Name() == "Locker"
}

// typeName identifies the type of an object by the named type behind its
// pointer; "" never matches a binding of another unnamed type by accident,
// because paths of unnamed types start at a local variable.
func typeName(t types.Type) string {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		t = p.Elem()
	}
	return types.TypeString(t, nil)
}
