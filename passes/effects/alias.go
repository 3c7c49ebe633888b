package effects

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/lockset"
	"github.com/asynclint/asynclint/passes/place"
)

// aliases maps the Locker of a condition to the mutex behind it.
type aliases struct {
	// fields has, for a type and the path of a Locker in it, the path of the
	// mutex in the same object: {"p.Queue", ".cond.L"} -> ".mu". A Locker
	// that is bound in two ways has no entry.
	fields map[fieldKey]target
	// globals has the same for package-level variables, by place.
	globals map[place.Place]target
	// own has the classes of conditions whose mutex was made for them alone,
	// as by sync.NewCond(&sync.Mutex{}): false for one that also has another.
	own map[string]bool
}

type fieldKey struct{ owner, path string }

type target struct {
	mutex place.Place // of fields only the path
	read  bool
	many  bool // bound to more than one mutex, or to one that has no name
}

// findAliases looks for x.cond = sync.NewCond(&x.mu) and x.cond.L = &x.mu in
// all functions of the package, and for package-level variables of both kinds.
func findAliases(fns []*ssa.Function) aliases {
	a := aliases{make(map[fieldKey]target), make(map[place.Place]target), make(map[string]bool)}
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
	var at place.Place
	val := st.Val
	if call, ok := val.(*ssa.Call); ok && isCall(call, "sync.NewCond") {
		at, val = place.Of(st.Addr).Under(".L"), call.Call.Args[0]
	} else if isLocker(val.Type()) {
		at = place.Of(st.Addr)
	} else {
		return
	}
	mutex, read := locker(val)
	if mutex.IsZero() {
		return
	}
	at = copied(at)
	if path, ok := strings.CutSuffix(at.Path, ".L"); ok {
		if class := lockset.ClassOf(place.Place{Root: at.Root, Path: path}); class != "" {
			before, bound := a.own[class]
			a.own[class] = private(mutex) && (!bound || before)
		}
	}
	if _, global := at.Root.(*ssa.Global); global {
		put(a.globals, at, target{mutex: mutex, read: read})
		return
	}
	if _, field := st.Addr.(*ssa.FieldAddr); !field {
		return
	}
	key := fieldKey{typeName(at.Root.Type()), at.Path}
	if mutex.Root != at.Root {
		// &T{mu: mu, cond: sync.NewCond(mu)}: made apart, and stored in both.
		var ok bool
		if mutex, ok = storedBeside(st, at.Root, mutex); !ok {
			put(a.fields, key, target{many: true})
			return
		}
	}
	put(a.fields, key, target{mutex: place.Place{Path: mutex.Path}, read: read})
}

// private reports whether a mutex is made for the one Locker that it is
// converted to.
func private(mutex place.Place) bool {
	made, ok := mutex.Root.(*ssa.Alloc)
	if !ok || mutex.Path != "" || made.Referrers() == nil || len(*made.Referrers()) != 1 {
		return false
	}
	_, converted := (*made.Referrers())[0].(*ssa.MakeInterface)
	return converted
}

// copied follows a composite literal to the variable that it is assigned to.
func copied(p place.Place) place.Place {
	lit, ok := p.Root.(*ssa.Alloc)
	if !ok || lit.Comment != "complit" {
		return p
	}
	for _, ref := range *lit.Referrers() {
		load, ok := ref.(*ssa.UnOp)
		if !ok || len(*load.Referrers()) != 1 {
			continue
		}
		if st, ok := (*load.Referrers())[0].(*ssa.Store); ok && st.Val == ssa.Value(load) {
			return place.Of(st.Addr).Under(p.Path)
		}
	}
	return p
}

// put adds a binding; a second one that differs makes it unknown.
func put[K comparable](m map[K]target, key K, t target) {
	if old, ok := m[key]; ok && old != t {
		t = target{many: true}
	}
	m[key] = t
}

// storedBeside returns the field of the same object that the function of st
// stores the same mutex in.
func storedBeside(st *ssa.Store, object ssa.Value, mutex place.Place) (place.Place, bool) {
	for _, b := range st.Parent().Blocks {
		for _, instr := range b.Instrs {
			other, ok := instr.(*ssa.Store)
			if !ok || other == st || isLocker(other.Val.Type()) || place.Of(other.Val) != mutex {
				continue
			}
			if _, field := other.Addr.(*ssa.FieldAddr); field && place.Of(other.Addr).Root == object {
				return place.Of(other.Addr), true
			}
		}
	}
	return place.Place{}, false
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
	if t, ok := a.globals[p]; ok && !t.many {
		return t.mutex, t.read
	}
	t, ok := a.fields[fieldKey{typeName(p.Root.Type()), p.Path}]
	if !ok || t.many {
		return place.Place{}, false
	}
	return place.Place{Root: p.Root, Path: t.mutex.Path}, t.read
}

// locker returns the mutex that a sync.Locker value is, looking through
// (*sync.RWMutex).RLocker and at the mutex that is embedded in a struct. It is
// zero for a type with a Lock method of its own.
func locker(v ssa.Value) (place.Place, bool) {
	p := place.Of(v)
	if call, ok := p.Root.(*ssa.Call); ok && p.Path == "" && isCall(call, "(*sync.RWMutex).RLocker") {
		return place.Of(call.Call.Args[0]), true
	}
	if mk, ok := v.(*ssa.MakeInterface); ok {
		path, ok := embedded(mk.X.Type())
		if !ok {
			return place.Place{}, false
		}
		p = p.Under(path)
	}
	return p, false
}

// embedded returns the path to the sync mutex whose Lock method a type has:
// "" for a mutex, ".Mutex" for a struct that embeds one.
func embedded(t types.Type) (path string, ok bool) {
	obj, index, _ := types.LookupFieldOrMethod(t, true, nil, "Lock")
	lock, ok := obj.(*types.Func)
	if !ok || lock.Pkg() == nil || lock.Pkg().Path() != "sync" {
		return "", false
	}
	for _, i := range index[:len(index)-1] {
		if ptr, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
			t = ptr.Elem()
		}
		s, ok := types.Unalias(t).Underlying().(*types.Struct)
		if !ok {
			return "", false
		}
		path += "." + s.Field(i).Name()
		t = s.Field(i).Type()
	}
	return path, true
}

func isCall(call *ssa.Call, name string) bool {
	obj := calls.Object(call.Common())
	return obj != nil && strings.HasSuffix(name, obj.Name()) && obj.FullName() == name
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
