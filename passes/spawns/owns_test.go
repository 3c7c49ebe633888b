package spawns

import (
	"go/types"
	"testing"
)

// TestStarter: a fact that is missing, or of another layout, says nothing.
func TestStarter(t *testing.T) {
	pkg := types.NewPackage("p", "p")
	fn := types.NewFunc(0, pkg, "New", types.NewSignatureType(nil, nil, nil, nil, nil, false))
	named := types.NewNamed(types.NewTypeName(0, pkg, "T", nil), types.NewStruct(nil, nil), nil)
	recv := types.NewVar(0, pkg, "t", types.NewPointer(named))
	method := types.NewFunc(0, pkg, "New", types.NewSignatureType(recv, nil, nil, nil, nil, false))
	starts := []Starter{{Func: "New", Makes: true, Ctx: -1}, {Recv: "T", Func: "New", Ctx: 0}}

	owns := &AsyncOwns{V: OwnsVersion, Starts: starts, Stops: []string{"Close", "Stop"}}
	if s, ok := owns.Starter(fn); !ok || !s.Makes {
		t.Errorf("the function: %v, %t", s, ok)
	}
	if s, ok := owns.Starter(method); !ok || s.Makes {
		t.Errorf("the method of the same name: %v, %t", s, ok)
	}
	if got, want := owns.String(), "New! T.New(ctx 0): Close Stop"; got != want {
		t.Errorf("String: %q, want %q", got, want)
	}
	for name, owns := range map[string]*AsyncOwns{"nil": nil, "newer": {V: OwnsVersion + 1, Starts: starts}, "zero": {Starts: starts}} {
		if s, ok := owns.Starter(fn); ok {
			t.Errorf("a fact that is %s: %v", name, s)
		}
	}
}
