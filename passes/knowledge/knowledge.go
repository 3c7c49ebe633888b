// Package knowledge is what asynclint knows by heart: the effects of the
// functions of the standard library, of golang.org/x/sync and of a few
// well-known modules.
//
// It is a table, not inference. Inferred from std's own source every os.Open
// "blocks" through finalizers and the garbage collector, and bufio and syscall
// come out as never blocking (interfaces, assembly, linkname). The table is
// verified twice by its tests: each row names something that exists in this
// GOROOT, and each blocking row is called against a peer that never answers,
// and the goroutine is seen parked with the wait reason that the row states.
//
// The text of the tables, and the grammar of a row, is in tables/*.txt.
package knowledge

import (
	"bufio"
	"embed"
	"fmt"
	"go/types"
	"io/fs"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/asynclint/asynclint/passes/effect"
)

// A Row says what calling one function does. The zero Row says nothing.
// Argument indexes do not count the receiver.
type Row struct {
	Name string // types.Func.FullName of the generic origin, "" if unknown

	Blocks effect.BlockKind // how the call may block its goroutine
	Parked string           // the wait reason that a blocked call shows in a stack dump, "" if it cannot be shown

	ctx     int  // 1 + index of the argument that carries the context
	Request bool // that argument is an *http.Request: its Context counts

	derives  int  // 1 + index of the parent context; result 0 is derived from it
	Cancel   bool // the last result cancels what the call made
	Detached bool // the derived context is never done (context.WithoutCancel)

	spawns int    // 1 + index of the func argument that runs in a new goroutine
	calls  int    // 1 + index of the func argument that is called before returning
	Joins  bool   // returns after everything spawned on the receiver has ended
	Group  string // what the receiver is: "waitgroup", "errgroup"; "" otherwise

	FailNow  bool // ends the calling goroutine by testing's FailNow or SkipNow
	Parallel bool // marks the test on the receiver as parallel
	NoReturn bool // never returns
}

// CtxArg returns the index of the argument whose context makes the call give
// up early once it is done.
func (r Row) CtxArg() (int, bool) { return r.ctx - 1, r.ctx > 0 }

// Derives returns the index of the argument that the resulting context is
// derived from.
func (r Row) Derives() (int, bool) { return r.derives - 1, r.derives > 0 }

// Spawns returns the index of the func argument that the call runs in a new
// goroutine.
func (r Row) Spawns() (int, bool) { return r.spawns - 1, r.spawns > 0 }

// Calls returns the index of the func argument that the call runs in the
// calling goroutine before it returns.
func (r Row) Calls() (int, bool) { return r.calls - 1, r.calls > 0 }

// Of returns the row of fn, the zero Row for nil and for functions that the
// table does not name. Instances of generic functions have their origin's row.
func Of(fn *types.Func) Row {
	if fn == nil || fn.Pkg() == nil || !Covers(fn.Pkg().Path()) {
		return Row{}
	}
	return load().rows[fn.Origin().FullName()]
}

// ByName returns the row of a function by its full name, as in
// "(*net/http.Client).Do".
func ByName(name string) (Row, bool) {
	r, ok := load().rows[name]
	return r, ok
}

// Rows returns every row, in order of name.
func Rows() []Row {
	var all []Row
	for _, r := range load().rows {
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b Row) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Covers reports whether the table has rows for the package with this path.
func Covers(path string) bool { return load().packages[path] }

// IsStd reports whether path is a package of the standard library of the Go
// release that the list in tables/std.list was made from.
func IsStd(path string) bool { return load().std[path] }

//go:embed tables
var tables embed.FS

type table struct {
	rows     map[string]Row
	packages map[string]bool
	std      map[string]bool
}

// load parses the embedded tables once. They are part of the program: a row
// that does not parse is a bug, found by the first test, hence the panic.
var load = sync.OnceValue(func() *table {
	t := &table{rows: map[string]Row{}, packages: map[string]bool{}, std: map[string]bool{}}
	files, err := fs.Glob(tables, "tables/*.txt")
	if err != nil {
		panic(err)
	}
	for _, name := range files {
		text, err := tables.ReadFile(name)
		if err != nil {
			panic(err)
		}
		rows, err := Parse(name, string(text))
		if err != nil {
			panic(err)
		}
		for _, r := range rows {
			if _, dup := t.rows[r.Name]; dup {
				panic(fmt.Sprintf("%s: second row for %s", name, r.Name))
			}
			t.rows[r.Name] = r
			t.packages[packageOf(r.Name)] = true
		}
	}
	list, err := tables.ReadFile("tables/std.list")
	if err != nil {
		panic(err)
	}
	for path := range strings.FieldsSeq(string(list)) {
		t.std[path] = true
	}
	return t
})

// packageOf cuts the import path out of a full name: "(*net/http.Client).Do"
// and "net/http.Get" both give "net/http".
func packageOf(name string) string {
	name = strings.TrimLeft(name, "(*")
	if i := strings.LastIndexByte(name, ')'); i >= 0 {
		name = name[:i]
	}
	slash := strings.LastIndexByte(name, '/') + 1
	if dot := strings.IndexByte(name[slash:], '.'); dot >= 0 {
		return name[:slash+dot]
	}
	return name
}

// Parse reads rows in the grammar of tables/*.txt: one row a line, the full
// name of a function and then its attributes, separated by blanks; # starts a
// comment. The error names file, line and the word it did not understand.
func Parse(file, text string) ([]Row, error) {
	var rows []Row
	lines := bufio.NewScanner(strings.NewReader(text))
	for n := 1; lines.Scan(); n++ {
		line, _, _ := strings.Cut(lines.Text(), "#")
		name, attrs := splitName(strings.TrimSpace(line))
		if name == "" {
			continue
		}
		r := Row{Name: name}
		for _, attr := range attrs {
			if err := r.set(attr); err != nil {
				return nil, fmt.Errorf("%s:%d: %s: %w", file, n, name, err)
			}
		}
		rows = append(rows, r)
	}
	return rows, lines.Err()
}

// splitName cuts a line into name and attributes. Blanks inside the
// parentheses of an attribute, as in parked(IO wait), belong to it.
func splitName(line string) (string, []string) {
	name, rest, _ := strings.Cut(line, " ")
	var attrs []string
	depth, start := 0, -1
	for i, c := range rest {
		switch {
		case c == '(':
			depth++
		case c == ')':
			depth--
		}
		blank := (c == ' ' || c == '\t') && depth == 0
		if blank && start >= 0 {
			attrs = append(attrs, rest[start:i])
			start = -1
		} else if !blank && start < 0 {
			start = i
		}
	}
	if start >= 0 {
		attrs = append(attrs, rest[start:])
	}
	return name, attrs
}

// set applies one attribute.
func (r *Row) set(attr string) error {
	word, arg, hasArg := strings.Cut(strings.TrimSuffix(attr, ")"), "(")
	flags := map[string]*bool{
		"request": &r.Request, "cancel": &r.Cancel, "detached": &r.Detached, "joins": &r.Joins,
		"failnow": &r.FailNow, "parallel": &r.Parallel, "noreturn": &r.NoReturn,
	}
	indexes := map[string]*int{"ctx": &r.ctx, "derives": &r.derives, "spawns": &r.spawns, "calls": &r.calls}
	switch {
	case flags[word] != nil && !hasArg:
		*flags[word] = true
	case indexes[word] != nil && hasArg:
		n, err := strconv.Atoi(arg)
		if err != nil || n < 0 {
			return fmt.Errorf("%s wants an argument index, not %q", word, arg)
		}
		*indexes[word] = n + 1
	case word == "blocks" && hasArg:
		kind, ok := effect.ParseBlockKind(arg)
		if !ok {
			return fmt.Errorf("no way to block is called %q", arg)
		}
		r.Blocks = kind
	case word == "parked" && hasArg:
		r.Parked = arg
	case word == "group" && (arg == "waitgroup" || arg == "errgroup"):
		r.Group = arg
	default:
		return fmt.Errorf("unknown attribute %q", attr)
	}
	return nil
}
