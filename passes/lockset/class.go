package lockset

import (
	"go/types"
	"strings"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/place"
)

// ClassOf names every instance of a lock at once: the named type that holds
// it and the full path of value fields below that type, as in
// "example.com/p.Conn.in.Mutex", or a package-level variable. The full path
// matters: Conn.in and Conn.out are different locks of one type. "" means
// that the lock has no owner that can be named, such as a local variable.
func ClassOf(p place.Place) string {
	if p.Root == nil {
		return ""
	}
	p = place.Generic(p)
	// The owner of the lock as far as the path was followed, and where the
	// path below it starts.
	var owner types.Object
	start := 0
	t := p.Root.Type()
	if g, ok := p.Root.(*ssa.Global); ok && g.Object() != nil {
		owner = g.Object()
	} else if n := named(t); n != nil {
		owner = n
	}
	for at, part := range steps(p.Path) {
		if part == "[]" {
			t = element(t)
			if n := named(t); n != nil && isPointer(t) && !ofSync(n) {
				owner, start = n, at+len(part)
			}
			continue
		}
		field := fieldOf(t, part)
		if field == nil {
			return ""
		}
		if isPointer(t) || owner == nil {
			if n := named(t); n != nil {
				owner, start = n, at
			}
		}
		t = field.Type()
	}
	// A pointer at the end (mu *sync.Mutex) is shared by whoever copies it:
	// the field that holds it is still the best name.
	if owner == nil || ofSync(owner) {
		return ""
	}
	return owner.Pkg().Path() + "." + owner.Name() + p.Path[start:]
}

// ofSync reports whether an object is declared in package sync.
func ofSync(obj types.Object) bool { return obj.Pkg().Path() == "sync" }

// Owner splits the place of a lock into the object that has it and the path of
// value fields from there: x.store.mu.RWMutex, with store a pointer, into
// x.store and ".mu.RWMutex".
func Owner(p place.Place) (owner place.Place, lock string, ok bool) {
	class := ClassOf(p)
	named := strings.LastIndexByte(class, '/') + 1
	dots := strings.SplitN(class[named:], ".", 3) // package, type, path
	if len(dots) < 3 {
		return place.Place{}, "", false
	}
	lock = "." + dots[2]
	path, ok := strings.CutSuffix(p.Path, lock)
	return place.Place{Root: p.Root, Path: path}, lock, ok
}

// steps yields the parts of an access path, field names and "[]", and where
// they start: a field with its dot.
func steps(path string) func(func(int, string) bool) {
	return func(yield func(int, string) bool) {
		for at := 0; at < len(path); {
			if strings.HasPrefix(path[at:], "[]") {
				if !yield(at, "[]") {
					return
				}
				at += len("[]")
				continue
			}
			name := path[at+1:] // behind the dot
			if end := strings.IndexAny(name, ".["); end >= 0 {
				name = name[:end]
			}
			if !yield(at, name) {
				return
			}
			at += 1 + len(name)
		}
	}
}

func isPointer(t types.Type) bool {
	_, ok := types.Unalias(t).Underlying().(*types.Pointer)
	return ok
}

func pointee(t types.Type) types.Type {
	if p, ok := types.Unalias(t).Underlying().(*types.Pointer); ok {
		return p.Elem()
	}
	return t
}

// named returns the name of a named type, or of the one that a pointer leads
// to, nil for other types and predeclared ones; an instance of a generic type
// counts as its origin.
func named(t types.Type) *types.TypeName {
	n, ok := types.Unalias(pointee(t)).(*types.Named)
	if !ok || n.Obj().Pkg() == nil {
		return nil
	}
	return n.Obj()
}

func element(t types.Type) types.Type {
	switch u := types.Unalias(pointee(t)).Underlying().(type) {
	case *types.Slice:
		return u.Elem()
	case *types.Array:
		return u.Elem()
	case *types.Map:
		return u.Elem()
	}
	return types.Typ[types.Invalid]
}

func fieldOf(t types.Type, name string) *types.Var {
	s, ok := types.Unalias(pointee(t)).Underlying().(*types.Struct)
	if !ok {
		return nil
	}
	for f := range s.Fields() {
		if f.Name() == name {
			return f
		}
	}
	return nil
}
