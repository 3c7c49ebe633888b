package place

import (
	"go/types"
	"slices"
	"strings"

	"golang.org/x/tools/go/ssa"
)

// Type returns the declared type of what p names: of the variable, parameter
// or result at its root, or of the field, element or getter at the end of its
// path. It is nil where the path cannot be followed.
func (p Place) Type() types.Type {
	if p.Root == nil {
		return nil
	}
	t := p.Root.Type()
	switch p.Root.(type) {
	case *ssa.Alloc, *ssa.Global, *ssa.FreeVar:
		t = deref(t) // the variable, not its address
	}
	for rest := p.Path; rest != ""; {
		var step string
		if strings.HasPrefix(rest, "[]") {
			step, rest = "[]", rest[2:]
		} else {
			rest = strings.TrimPrefix(rest, ".")
			end := strings.IndexAny(rest, ".[")
			if end < 0 {
				end = len(rest)
			}
			step, rest = rest[:end], rest[end:]
		}
		if t = stepType(t, step); t == nil {
			return nil
		}
	}
	return t
}

// stepType is the type one step below t.
func stepType(t types.Type, step string) types.Type {
	t = deref(t)
	if step == "[]" {
		switch u := t.Underlying().(type) {
		case *types.Slice:
			return u.Elem()
		case *types.Array:
			return u.Elem()
		case *types.Map:
			return u.Elem()
		}
		return nil
	}
	if name, ok := strings.CutSuffix(step, "()"); ok {
		m, _, _ := types.LookupFieldOrMethod(t, true, nil, name)
		if fn, ok := m.(*types.Func); ok && fn.Signature().Results().Len() == 1 {
			return fn.Signature().Results().At(0).Type()
		}
		return nil
	}
	if s, ok := t.Underlying().(*types.Struct); ok {
		for f := range s.Fields() {
			if f.Name() == step {
				return f.Type()
			}
		}
	}
	return nil
}

// testGetter returns the receiver and the name of a niladic method that
// returns a test or testify's Assertions, nil for any other call: the T and
// Require of a suite answer the same each time, as long as the test runs.
func testGetter(c *ssa.CallCommon) (recv ssa.Value, name string) {
	sig := c.Signature()
	if sig.Params().Len() != 0 || sig.Results().Len() != 1 || !isTestHandle(sig.Results().At(0).Type()) {
		return nil, ""
	}
	if c.IsInvoke() {
		return c.Value, c.Method.Name()
	}
	if fn := c.StaticCallee(); fn != nil && sig.Recv() != nil && len(c.Args) == 1 {
		return c.Args[0], fn.Name()
	}
	return nil, ""
}

func isTestHandle(t types.Type) bool {
	named, ok := types.Unalias(deref(t)).(*types.Named)
	if !ok || named.Obj().Pkg() == nil {
		return false
	}
	switch named.Obj().Pkg().Path() {
	case "testing":
		return slices.Contains([]string{"T", "B", "F", "TB"}, named.Obj().Name())
	case "github.com/stretchr/testify/require", "github.com/stretchr/testify/assert":
		return named.Obj().Name() == "Assertions"
	}
	return false
}
