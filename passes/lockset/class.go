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
	var owner, path string
	t := p.Root.Type()
	if g, ok := p.Root.(*ssa.Global); ok && g.Object() != nil {
		owner = g.Object().Pkg().Path() + "." + g.Name()
	} else {
		owner = namedPath(t)
	}
	for part := range steps(p.Path) {
		if part == "[]" {
			t = element(t)
			if n := namedPath(t); n != "" && isPointer(t) && !strings.HasPrefix(n, "sync.") {
				owner, path = n, ""
			} else {
				path += "[]"
			}
			continue
		}
		field := fieldOf(t, part)
		if field == nil {
			return ""
		}
		if n := namedPath(t); n != "" && (isPointer(t) || owner == "") {
			owner, path = n, ""
		}
		path += "." + part
		t = field.Type()
	}
	// A pointer at the end (mu *sync.Mutex) is shared by whoever copies it:
	// the field that holds it is still the best name.
	if owner == "" || strings.HasPrefix(owner, "sync.") {
		return ""
	}
	return owner + path
}

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

// steps yields the parts of an access path: field names and "[]".
func steps(path string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for path != "" {
			if rest, ok := strings.CutPrefix(path, "[]"); ok {
				if !yield("[]") {
					return
				}
				path = rest
				continue
			}
			path = path[1:] // the dot
			end := strings.IndexAny(path, ".[")
			if end < 0 {
				end = len(path)
			}
			if !yield(path[:end]) {
				return
			}
			path = path[end:]
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

// namedPath returns "import/path.Type" if t is a named type, or a pointer to
// one; an instance of a generic type counts as its origin.
func namedPath(t types.Type) string {
	named, ok := types.Unalias(pointee(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return ""
	}
	return named.Obj().Pkg().Path() + "." + named.Obj().Name()
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
