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
// The text of the tables is in tables/*.txt; the grammar of a row is at the
// top of tables/std.txt.
package knowledge

import (
	"embed"
	"fmt"
	"go/types"
	"io/fs"
	"slices"
	"strings"
	"sync"

	"github.com/asynclint/asynclint/passes/effect"
)

// A Row says what calling one function does. The zero Row says nothing.
// Argument indexes do not count the receiver.
type Row struct {
	Name string // types.Func.FullName of the generic origin, "" if unknown

	Blocks  effect.BlockKind // how the call may block its goroutine
	Parked  string           // the wait reason that a blocked call shows in a stack dump
	Unshown string           // why no test can show the blocking; "" if Parked is shown

	ctx     int  // 1 + index of the argument that carries the context
	Request bool // that argument is an *http.Request: its Context counts
	Late    bool // with CtxArg: gives up only when the attempt under way times out, seconds later
	CtxRecv bool // the context that the receiver was made with (see Carries) makes the call give up

	derives  int  // 1 + index of the parent of the context that is returned
	carries  int  // 1 + index of the context that result 0 is bound to
	Cancel   bool // the last result cancels what the call made
	Detached bool // the derived context is never done (context.WithoutCancel)

	spawns    int    // 1 + index of the func argument that runs in a new goroutine
	calls     int    // 1 + index of the func argument that is called before returning
	wraps     int    // 1 + index of the func argument that the resulting func calls
	registers int    // 1 + index of the func argument that is kept, to be called later
	serial    int    // 1 + index of the func argument that is kept, and called for one event after another
	Once      bool   // calls or wraps: at most one call ever, later callers wait for it
	Apart     bool   // calls: in a goroutine of its own, which the call waits for
	Joins     bool   // returns after everything spawned on the receiver has ended
	Group     string // what the receiver is: "waitgroup", "errgroup"; "" otherwise

	Locks    Mode   // locks the receiver
	TryLocks Mode   // locks the receiver if the bool result is true
	Unlocks  Mode   // unlocks the receiver
	Wakes    string // whom it wakes of those that wait on the receiver: "one", "all"; "" otherwise

	acquires    int // 1 + index of the argument that counts the permits taken
	tryAcquires int // the same, if the bool result is true
	releases    int // 1 + index of the argument that counts the permits given back

	owes   Part // what the call makes the caller owe a release of; see Owes
	frees  Part // what the call releases; see Frees
	drains int  // 1 + index of the reader that is read to its end
	// Paired says that there may be nothing wrong with what is never released
	// at all, only with what is released on some paths and not on others.
	Paired  bool
	Borrows bool // keeps none of its arguments, and releases none

	FailNow   bool // ends the calling goroutine by testing's FailNow or SkipNow
	Parallel  bool // marks the test on the receiver as parallel
	LeakCheck bool // inspects all goroutines of the process for leaks
	NoReturn  bool // never returns
}

// A Mode is a way to hold a lock.
type Mode uint8

const (
	NoMode Mode = iota
	Write       // exclusive: Lock
	Read        // shared: RLock
)

func (m Mode) String() string {
	switch m {
	case Write:
		return "w"
	case Read:
		return "r"
	}
	return "none"
}

// CtxArg returns the index of the argument whose context makes the call give
// up early once it is done.
func (r Row) CtxArg() (int, bool) { return index(r.ctx) }

// Derives returns the index of the argument that the resulting context (the
// first result of that type, not always result 0) is derived from.
func (r Row) Derives() (int, bool) { return index(r.derives) }

// Carries returns the index of the context argument that result 0 is bound
// to: a request, command or transaction that ends with that context.
func (r Row) Carries() (int, bool) { return index(r.carries) }

// Spawns returns the index of the func argument that the call runs in a new
// goroutine.
func (r Row) Spawns() (int, bool) { return index(r.spawns) }

// Calls returns the index of the func argument that the call runs before it
// returns: in the calling goroutine, unless r.Apart.
func (r Row) Calls() (int, bool) { return index(r.calls) }

// Wraps returns the index of the func argument that the func it returns calls.
func (r Row) Wraps() (int, bool) { return index(r.wraps) }

// Registers returns the index of the func argument that is only stored here
// and called later, by someone else.
func (r Row) Registers() (int, bool) { return index(r.registers) }

// Serial returns the index of the func argument that is only stored here and
// called later, by one goroutine, for one event after another: what follows
// waits until it returns.
func (r Row) Serial() (int, bool) { return index(r.serial) }

// Acquires returns the index of the argument that says how many permits of
// the receiver the call takes; there is no such argument if it takes one.
func (r Row) Acquires() (int, bool) { return index(r.acquires) }

// TryAcquires is Acquires for calls that report by a bool whether they did.
func (r Row) TryAcquires() (int, bool) { return index(r.tryAcquires) }

// Releases returns the index of the argument that says how many permits of
// the receiver the call gives back.
func (r Row) Releases() (int, bool) { return index(r.releases) }

// A Part is something that a call gets or returns, or a field of it.
type Part struct {
	Of    PartOf
	Index int    // of an argument (not counting the receiver) or a result
	Field string // "" for all of it
}

// PartOf says what a Part is a part of.
type PartOf uint8

const (
	NoPart PartOf = iota
	OfResult
	OfArg
	OfRecv
)

// Owes returns what the caller has to release after the call, if the call
// returns no error.
func (r Row) Owes() (Part, bool) { return r.owes, r.owes.Of != NoPart }

// Frees returns what the call releases.
func (r Row) Frees() (Part, bool) { return r.frees, r.frees.Of != NoPart }

// Drains returns the index of the argument that the call reads to its end.
func (r Row) Drains() (int, bool) { return index(r.drains) }

// index undoes the 1 + that lets the zero Row mean "no such argument".
func index(n int) (int, bool) { return n - 1, n > 0 }

// Of returns the row of fn, the zero Row for nil and for functions that the
// table does not name. Instances of generic functions have their origin's row.
func Of(fn *types.Func) Row {
	if fn == nil || fn.Pkg() == nil || !Covers(fn.Pkg().Path()) {
		return Row{}
	}
	if key, ok := keyOf(fn.Origin()); ok {
		return load().funcs[key]
	}
	return load().rows[fn.Origin().FullName()]
}

// A funcKey is the full name of a function in parts: rows are asked for at
// every call of a program, and most answers are "none", not worth a string.
type funcKey struct {
	pkg, recv string // recv is "" for a function, and the name of the type for a method
	ptr       bool   // the receiver is a pointer
	name      string
}

// keyOf takes a function's name apart; false where the receiver has no plain
// name.
func keyOf(fn *types.Func) (funcKey, bool) {
	key := funcKey{pkg: fn.Pkg().Path(), name: fn.Name()}
	recv := fn.Signature().Recv()
	if recv == nil {
		return key, true
	}
	t := recv.Type()
	if ptr, ok := t.(*types.Pointer); ok {
		key.ptr, t = true, ptr.Elem()
	}
	named, ok := t.(*types.Named)
	if !ok || named.TypeParams().Len() > 0 || named.Obj().Pkg() != fn.Pkg() {
		return key, false
	}
	key.recv = named.Obj().Name()
	return key, true
}

// parseKey is keyOf for a full name.
func parseKey(full string) funcKey {
	key := funcKey{pkg: packageOf(full)}
	rest, method := strings.CutPrefix(full, "(")
	if !method {
		key.name = strings.TrimPrefix(rest, key.pkg+".")
		return key
	}
	rest, key.ptr = strings.CutPrefix(rest, "*")
	key.recv, key.name, _ = strings.Cut(strings.TrimPrefix(rest, key.pkg+"."), ").")
	return key
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
func Covers(path string) bool {
	_, ok := load().packages[path]
	return ok
}

// Concurrent reports whether calling into the package with this path can
// start, block, stop or order goroutines. Packages of which the table only
// says what they call back (strings.Map), that they end the process
// (log.Fatal) or that they block as their argument does (bufio) are covered
// but not concurrent: code that imports nothing else needs no analysis.
func Concurrent(path string) bool { return load().packages[path] }

// IsStd reports whether path is a package of the standard library of the Go
// release that the list in tables/std.list was made from.
func IsStd(path string) bool { return load().std[path] }

//go:embed tables
var tables embed.FS

type table struct {
	rows     map[string]Row
	funcs    map[funcKey]Row // the same rows
	packages map[string]bool // path of each package with rows -> Concurrent
	std      map[string]bool
}

// load parses the embedded tables once. They are part of the program: a row
// that does not parse is a bug, found by the first test, hence the panic.
var load = sync.OnceValue(func() *table {
	t := &table{rows: map[string]Row{}, funcs: map[funcKey]Row{}, packages: map[string]bool{}, std: map[string]bool{}}
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
			t.rows[r.Name], t.funcs[parseKey(r.Name)] = r, r
			path := packageOf(r.Name)
			t.packages[path] = t.packages[path] || r.concurrent()
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

// concurrent reports whether the row says more than "calls back", "never
// returns" and "blocks as a file or its argument does".
func (r Row) concurrent() bool {
	quiet := Row{
		Name: r.Name, Parked: r.Parked, Unshown: r.Unshown,
		calls: r.calls, registers: r.registers, NoReturn: r.NoReturn,
		drains: r.drains, Borrows: r.Borrows,
	}
	if r.Blocks == effect.Iface || r.Blocks == effect.Disk {
		quiet.Blocks = r.Blocks
	}
	return r != quiet
}

// packageOf cuts the import path out of a full name: "(*net/http.Client).Do"
// and "net/http.Get" both give "net/http".
func packageOf(name string) string {
	name = strings.TrimLeft(name, "(*")
	if i := strings.LastIndexByte(name, ')'); i >= 0 {
		name = name[:i]
	}
	name, _, _ = strings.Cut(name, "[") // type parameters of a generic receiver
	if dot := strings.LastIndexByte(name, '.'); dot >= 0 {
		return name[:dot]
	}
	return name
}
