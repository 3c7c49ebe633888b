package knowledge

import (
	"flag"
	"fmt"
	"go/types"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/effect"
)

var modules = flag.String("modules", "", "resolve the unverified rows too, in the module in `directory`")

// TestResolve finds the function that each row names in today's GOROOT and
// modules, and compares its signature with what the row says.
func TestResolve(t *testing.T) {
	unverified := unverifiedNames(t)
	var known, unknown []Row
	for _, r := range Rows() {
		if unverified[r.Name] {
			unknown = append(unknown, r)
		} else {
			known = append(known, r)
		}
	}
	resolve(t, ".", known)
	if *modules != "" {
		resolve(t, *modules, unknown)
	}
}

// resolve checks rows against the packages that a module in dir sees.
func resolve(t *testing.T, dir string, rows []Row) {
	funcs := loadFuncs(t, dir, rows)
	for _, r := range rows {
		if err := check(r, funcs[r.Name]); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
	}
	t.Logf("%d rows resolved", len(rows))
}

// TestResolveRejects is the test of the test: mistakes in a row are found.
func TestResolveRejects(t *testing.T) {
	const bad = `
(*sync.WaitGroup).Goo                spawns(0)           # want: no such function
time.sleep                           blocks(sleep)       # want: no such function
(net.conn).Read                      blocks(net)         # want: no such function
(*net.TCPConn).Read                  blocks(net)         # want: no such function
(*sync.WaitGroup).Go                 spawns(1)           # want: out of range
(*sync.WaitGroup).Add                spawns(0)           # want: int, not a func
context.WithValue                    calls(1)            # want: any, not a func
context.WithTimeout                  derives(1)          # want: not a context
net/http.NewRequestWithContext       derives(0)          # want: returns no context
context.WithValue                    derives(0) cancel   # want: returns no cancel func
(*net/http.Client).Do                blocks(http) ctx(0) # want: not a context
(*net.Dialer).DialContext            blocks(dial) ctx(0) request # want: ctx(0) is context.Context, not
(*sync.Cond).Signal                  wraps(0)            # want: out of range
context.AfterFunc                    wraps(1)            # want: returns no func of its own
sync.OnceFunc                        ctx(recv) blocks(wait) # want: no receiver
time.Sleep                           joins               # want: no receiver
(*sync.Mutex).Lock                   trylocks(w)         # want: returns no bool
(*sync.WaitGroup).Wait               releases(0)         # want: out of range
(*database/sql.DB).Ping              carries(0)          # want: out of range
strings.Map                          blocks(permit) acquires(0) # want: not an integer
net/http.Get                         owes(2)             # want: out of range
net/http.Get                         owes(0.Bodies)      # want: has no field Bodies
os/signal.Stop                       frees(recv)         # want: no receiver
(*database/sql.Rows).Close           frees(arg0)         # want: out of range
`
	rows, err := Parse("bad", bad)
	if err != nil {
		t.Fatal(err)
	}
	var wants []string
	for line := range strings.Lines(bad) {
		if _, want, ok := strings.Cut(line, "# want: "); ok {
			wants = append(wants, strings.TrimSpace(want))
		}
	}
	funcs := loadFuncs(t, ".", rows)
	for i, r := range rows {
		err := check(r, funcs[r.Name])
		if err == nil || !strings.Contains(err.Error(), wants[i]) {
			t.Errorf("%s: error %v, want %q", r.Name, err, wants[i])
		}
	}
}

// loadFuncs returns the functions of the rows' packages by full name.
func loadFuncs(t *testing.T, dir string, rows []Row) map[string]*types.Func {
	t.Helper()
	var paths []string
	for _, r := range rows {
		paths = append(paths, packageOf(r.Name))
	}
	slices.Sort(paths)
	paths = slices.Compact(paths)
	// Types from export data: names and signatures are all that is needed.
	// The table describes std as Linux has it, wherever the test runs.
	cfg := &packages.Config{Mode: packages.NeedName | packages.NeedTypes, Dir: dir, Env: append(os.Environ(), "GOOS=linux")}
	pkgs, err := packages.Load(cfg, paths...)
	if err != nil {
		t.Fatal(err)
	}
	funcs := make(map[string]*types.Func)
	for _, pkg := range pkgs {
		for _, err := range pkg.Errors {
			t.Errorf("%s: %v", pkg.PkgPath, err)
		}
		if pkg.Types != nil {
			addFuncs(funcs, pkg.Types)
		}
	}
	return funcs
}

// addFuncs adds all functions and methods that users of pkg can call. Methods
// of unexported types are among them where an exported type embeds one.
func addFuncs(funcs map[string]*types.Func, pkg *types.Package) {
	for _, name := range pkg.Scope().Names() {
		switch obj := pkg.Scope().Lookup(name).(type) {
		case *types.Func:
			if obj.Exported() {
				funcs[obj.FullName()] = obj
			}
		case *types.TypeName:
			if !obj.Exported() {
				continue
			}
			typ := obj.Type()
			if !types.IsInterface(typ) {
				typ = types.NewPointer(typ)
			}
			for sel := range types.NewMethodSet(typ).Methods() {
				if fn, ok := sel.Obj().(*types.Func); ok && fn.Exported() {
					funcs[fn.Origin().FullName()] = fn.Origin()
				}
			}
		}
	}
}

// check compares a row with the function it names.
func check(r Row, fn *types.Func) error {
	if fn == nil {
		return fmt.Errorf("no such function")
	}
	sig := fn.Signature()
	param := func(what string, i int) (types.Type, error) {
		if i >= sig.Params().Len() {
			return nil, fmt.Errorf("%s(%d) is out of range: %s", what, i, sig)
		}
		return sig.Params().At(i).Type(), nil
	}
	for _, arg := range []struct {
		word  string
		index int
		is    func(types.Type) bool
		not   string
	}{
		{"ctx", r.ctx, func(t types.Type) bool { return r.Request && isRequest(t) || !r.Request && isContext(t) }, "a context, or a request"},
		{"derives", r.derives, isContext, "a context"},
		{"carries", r.carries, isContext, "a context"},
		{"spawns", r.spawns, isFunc, "a func"},
		{"calls", r.calls, isFunc, "a func"},
		{"wraps", r.wraps, isFunc, "a func"},
		{"registers", r.registers, isFunc, "a func"},
		{"acquires", r.acquires, isInteger, "an integer"},
		{"tryacquires", r.tryAcquires, isInteger, "an integer"},
		{"releases", r.releases, isInteger, "an integer"},
		{"drains", r.drains, types.IsInterface, "an interface"},
	} {
		if i, ok := index(arg.index); ok {
			typ, err := param(arg.word, i)
			if err != nil {
				return err
			}
			if !arg.is(typ) && !takesAnyFunc[r.Name] {
				return fmt.Errorf("%s(%d) is %s, not %s", arg.word, i, typ, arg.not)
			}
		}
	}
	for _, part := range []Part{r.owes, r.frees} {
		if err := checkPart(part, sig); err != nil {
			return err
		}
	}
	results := slices.Collect(sig.Results().Variables())
	has := func(is func(types.Type) bool) bool {
		return slices.ContainsFunc(results, func(v *types.Var) bool { return is(v.Type()) })
	}
	onReceiver := r.CtxRecv || r.Joins || r.Group != "" || r.Locks+r.Unlocks+r.TryLocks != NoMode || r.Wakes != "" ||
		r.acquires+r.tryAcquires+r.releases > 0 || r.Parallel || r.FailNow
	switch {
	case onReceiver && sig.Recv() == nil:
		return fmt.Errorf("no receiver")
	case r.derives > 0 && !has(isContext):
		return fmt.Errorf("returns no context")
	case r.carries > 0 && len(results) == 0:
		return fmt.Errorf("returns nothing")
	case r.Cancel && !isFunc(results[len(results)-1].Type()):
		return fmt.Errorf("returns no cancel func")
	case r.wraps > 0 && (len(results) != 1 || !isFunc(results[0].Type()) || sig.Params().Len() != 1):
		return fmt.Errorf("returns no func of its own")
	case (r.TryLocks != NoMode || r.tryAcquires > 0) && !has(isBool):
		return fmt.Errorf("returns no bool")
	case r.NoReturn && len(results) > 0:
		return fmt.Errorf("has results but never returns")
	}
	return nil
}

// checkPart compares what a row owes or frees with a signature.
func checkPart(part Part, sig *types.Signature) error {
	var all *types.Tuple
	switch part.Of {
	case NoPart:
		return nil
	case OfRecv:
		if sig.Recv() == nil {
			return fmt.Errorf("no receiver")
		}
		all = types.NewTuple(sig.Recv())
	case OfArg:
		all = sig.Params()
	case OfResult:
		all = sig.Results()
	}
	if part.Index >= all.Len() {
		return fmt.Errorf("%+v is out of range: %s", part, sig)
	}
	if part.Field == "" {
		return nil
	}
	field, _, _ := types.LookupFieldOrMethod(all.At(part.Index).Type(), true, nil, part.Field)
	if _, ok := field.(*types.Var); !ok {
		return fmt.Errorf("%s has no field %s", all.At(part.Index).Type(), part.Field)
	}
	return nil
}

// takesAnyFunc lists functions that check the type of their func argument
// when they run: the parameter is an any.
var takesAnyFunc = map[string]bool{"runtime.SetFinalizer": true, "(*testing.F).Fuzz": true}

func isContext(t types.Type) bool { return t.String() == "context.Context" }
func isRequest(t types.Type) bool { return t.String() == "*net/http.Request" }

func isFunc(t types.Type) bool {
	_, ok := t.Underlying().(*types.Signature)
	return ok
}

func isInteger(t types.Type) bool {
	b, ok := t.Underlying().(*types.Basic)
	return ok && b.Info()&types.IsInteger != 0
}

func isBool(t types.Type) bool { return types.Identical(t, types.Typ[types.Bool]) }

// maxUnverified bounds the number of rows that nothing verifies here.
const maxUnverified = 34

// TestUnverified counts the rows that carry the mark, and allows it only for
// modules that this one does not require.
func TestUnverified(t *testing.T) {
	names := unverifiedNames(t)
	if len(names) > maxUnverified {
		t.Errorf("%d unverified rows, more than %d", len(names), maxUnverified)
	}
	gomod, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	for name := range names {
		path := packageOf(name)
		if IsStd(path) {
			t.Errorf("%s is in std: it can be verified", name)
		}
		for line := range strings.Lines(string(gomod)) {
			if words := strings.Fields(line); len(words) >= 2 && strings.HasPrefix(path+"/", words[0]+"/") {
				t.Errorf("%s is in a module that go.mod requires: it can be verified", name)
			}
		}
		r, ok := ByName(name)
		if !ok {
			t.Errorf("%s is marked as unverified but is no row", name)
		}
		if r.Blocks != effect.NotBlocking && r.Parked != "" {
			t.Errorf("%s: nothing sees an unverified row parked", name)
		}
	}
}

// unverifiedNames returns the names of the rows marked "# unverified:".
func unverifiedNames(t *testing.T) map[string]bool {
	t.Helper()
	files, err := fs.Glob(tables, "tables/*.txt")
	if err != nil {
		t.Fatal(err)
	}
	names := make(map[string]bool)
	for _, file := range files {
		text, err := tables.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(string(text)) {
			row, _, marked := strings.Cut(line, "# unverified:")
			if words := strings.Fields(row); marked && len(words) > 1 && words[0] != "#" {
				names[words[0]] = true
			}
		}
	}
	return names
}
