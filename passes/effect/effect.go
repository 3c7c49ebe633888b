// Package effect is the vocabulary of asynclint: what a function may do to
// the goroutines around it, as plain data.
//
// It holds no ssa values, no types.Objects and no token.Pos, so that a summary
// can be stored as a fact, decoded in another process and compared byte by
// byte. Everything here is exported, flat and of basic type; nothing is an
// interface or a map (gob has to encode it the same way every time).
package effect

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strings"
)

// Version is the layout version of AsyncSummary. It is the first field of every
// encoded summary; a summary of another version decodes as "nothing known".
const Version = 2

// Kind says what an Event does.
type Kind uint8

const (
	// Block: the function may block its goroutine; Event.On says on what.
	Block Kind = iota + 1
	// GiveUp: the function returns early once the context at Place is done.
	GiveUp
	// FailTest: the function calls FailNow on the test at Place, which ends
	// the calling goroutine and is only valid in the test's own goroutine.
	FailTest
	// GroupGo: the function adds a task to the errgroup.Group at Place, and
	// blocks while the group is at its limit.
	GroupGo
	// Spawn: the function starts the func value at Place in a new goroutine.
	Spawn
	// Run: the function calls the func value at Place itself, in its own
	// goroutine and before it returns, with the locks at Event.Under held.
	Run
	// Acquire: the function locks the mutex at Place, or only its Class is
	// known; see Event.Read, Held and Freed.
	Acquire
	// Leave: the mutex at Place, not held before, is held on every return.
	Leave
	// Release: the mutex at Place, which the caller holds, is unlocked on
	// every return.
	Release
	// Vary: the mutex at Place is held on some returns and not on others, or
	// its state is not known.
	Vary
)

var kindNames = [...]string{
	Block: "block", GiveUp: "giveup", FailTest: "failtest", GroupGo: "groupgo", Spawn: "spawn", Run: "run",
	Acquire: "acquire", Leave: "leave", Release: "release", Vary: "vary",
}

func (k Kind) String() string {
	if int(k) < len(kindNames) && kindNames[k] != "" {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// BlockKind says what a blocking operation waits for.
type BlockKind uint8

const (
	NotBlocking BlockKind = iota
	Sleep                 // time passes: time.Sleep
	Chan                  // a channel operation
	Select                // a select without default
	Lock                  // a mutex
	Cond                  // sync.Cond.Wait
	Wait                  // WaitGroup or errgroup Wait
	Net                   // a read, write or accept on a connection
	HTTP                  // an HTTP or RPC exchange
	Dial                  // connecting, or a name lookup
	Disk                  // a file operation
	Exec                  // another process
	Permit                // a semaphore or pool slot
	Iface                 // as its reader, writer or driver argument does
)

var blockNames = [...]string{
	NotBlocking: "none", Sleep: "sleep", Chan: "chan", Select: "select", Lock: "lock", Cond: "cond", Wait: "wait",
	Net: "net", HTTP: "http", Dial: "dial", Disk: "disk", Exec: "exec", Permit: "permit", Iface: "iface",
}

func (b BlockKind) String() string {
	if int(b) < len(blockNames) {
		return blockNames[b]
	}
	return fmt.Sprintf("block(%d)", uint8(b))
}

// ParseBlockKind is the inverse of BlockKind.String.
func ParseBlockKind(s string) (BlockKind, bool) {
	i := slices.Index(blockNames[:], s)
	if i <= 0 { // "none" is not a way to block
		return NotBlocking, false
	}
	return BlockKind(i), true
}

// Root says what a Place hangs off.
type Root uint8

const (
	NoRoot Root = iota
	Param       // parameter Index; the receiver of a method is parameter 0
	Result      // result Index
	Global      // the package-level variable Global
	Free        // captured variable Index of a function literal
)

// Place names a lock, channel, context, group or test as seen from outside the
// function: a root and an access path of fields, such as parameter 0 ".inner.mu".
// Dereferences are implicit, as in Go's selector syntax; an element of a slice,
// array, map or channel is "[]".
type Place struct {
	Root   Root
	Index  int
	Global string // "import/path.Var" when Root is Global
	Path   string // "", ".mu", ".inner.mu", ".peers[].mu"
}

// MaxPath bounds the number of bytes in an access path. Longer ones come from
// recursive data (n.next.next…), where one more step says nothing new.
const MaxPath = 120

// IsZero reports whether p names nothing.
func (p Place) IsZero() bool { return p.Root == NoRoot }

func (p Place) String() string {
	switch p.Root {
	case Param:
		return fmt.Sprintf("p%d%s", p.Index, p.Path)
	case Result:
		return fmt.Sprintf("r%d%s", p.Index, p.Path)
	case Free:
		return fmt.Sprintf("f%d%s", p.Index, p.Path)
	case Global:
		return p.Global + p.Path
	}
	return "nowhere"
}

// Compare orders places, for sorted and so deterministic facts.
func (p Place) Compare(q Place) int {
	return cmp.Or(cmp.Compare(p.Root, q.Root), cmp.Compare(p.Index, q.Index),
		cmp.Compare(p.Global, q.Global), cmp.Compare(p.Path, q.Path))
}

// Position is a place in source that survives leaving the process: base file
// name, 1-based line and column (bytes). Absolute paths and token.Pos would
// tie a fact to a machine or to a FileSet.
type Position struct {
	File string
	Line int
	Col  int
}

func (p Position) String() string {
	if p.Line == 0 {
		return "-"
	}
	return fmt.Sprintf("%s:%d", path.Base(p.File), p.Line)
}

// Compare orders positions by file, line and column: of token.Pos, the order of
// files is that in which they happened to be parsed.
func (p Position) Compare(q Position) int {
	return cmp.Or(cmp.Compare(p.File, q.File), cmp.Compare(p.Line, q.Line), cmp.Compare(p.Col, q.Col))
}

// Step is one hop of the call chain from a summarised function to an effect.
type Step struct {
	Func string // "pkg.Func" or "(*pkg.T).Method", package by its name
	At   Position
}

func (s Step) String() string { return fmt.Sprintf("%s (%s)", s.Func, s.At) }

// MaxVia bounds the length of a chain of steps: enough to tell the story,
// and the reason that chains of mutual recursion cannot grow for ever.
const MaxVia = 4

// Event is one thing that a function may do. All claims are may-claims: some
// path through the function does it.
type Event struct {
	Kind  Kind
	On    BlockKind // for Block
	Place Place     // the object it concerns, zero where there is none
	What  string    // the leaf, for messages: "time.Sleep", "(*testing.common).FailNow"
	Via   []Step    // from the function down to the leaf, outermost first

	// Of locks only.
	Read  bool     // shared, as by RLock
	Class string   // every instance of this lock: "import/path.Type.field" or "import/path.Var"
	Held  []string // classes that the function itself holds at the acquire, sorted; " shared" ends that of a read lock
	Freed []Place  // locks of the caller that are unlocked at the acquire, sorted
	Under []Place  // of Run: locks that are held exclusively around the call, sorted
	If    []Guard  // it happens only under these, sorted
	State bool     // it happens only in a certain state of the object: under a test of a field
}

// A Guard is a condition on a bool parameter, as of functions that take a
// `locked bool`.
type Guard struct {
	Param int
	Is    bool
}

// Same reports whether two events say the same, whatever their chains.
func (e Event) Same(f Event) bool {
	return e.Kind == f.Kind && e.On == f.On && e.Place == f.Place &&
		e.Read == f.Read && e.Class == f.Class && slices.Equal(e.Held, f.Held) && slices.Equal(e.Freed, f.Freed) && slices.Equal(e.Under, f.Under) && slices.Equal(e.If, f.If) && e.State == f.State
}

// Compare orders events by what they say, then shortest chain first, then by
// chain, so that the first of several equal events is always the same one.
func (e Event) Compare(f Event) int {
	return cmp.Or(cmp.Compare(e.Kind, f.Kind), cmp.Compare(e.On, f.On), e.Place.Compare(f.Place),
		cmp.Compare(e.Class, f.Class), compareBool(e.Read, f.Read),
		slices.Compare(e.Held, f.Held), slices.CompareFunc(e.Freed, f.Freed, Place.Compare), slices.CompareFunc(e.Under, f.Under, Place.Compare),
		slices.CompareFunc(e.If, f.If, Guard.compare), compareBool(e.State, f.State),
		cmp.Compare(len(e.Via), len(f.Via)), cmp.Compare(e.What, f.What),
		slices.CompareFunc(e.Via, f.Via, func(a, b Step) int {
			return cmp.Or(cmp.Compare(a.Func, b.Func), cmp.Compare(a.At.File, b.At.File),
				cmp.Compare(a.At.Line, b.At.Line), cmp.Compare(a.At.Col, b.At.Col))
		}))
}

func (g Guard) compare(h Guard) int {
	return cmp.Or(cmp.Compare(g.Param, h.Param), compareBool(g.Is, h.Is))
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// String is the form that tests assert: kind(what it concerns).
func (e Event) String() string {
	var words []string
	if e.Kind == Block {
		words = append(words, e.On.String())
	}
	if e.Read {
		words = append(words, "read")
	}
	if !e.Place.IsZero() {
		words = append(words, e.Place.String())
	} else if e.Class != "" {
		words = append(words, "some "+path.Base(e.Class))
	}
	for _, h := range e.Held {
		words = append(words, "under "+path.Base(h))
	}
	for _, f := range e.Freed {
		words = append(words, "without "+f.String())
	}
	for _, g := range e.If {
		words = append(words, fmt.Sprintf("if p%d=%t", g.Param, g.Is))
	}
	if e.State {
		words = append(words, "in some state")
	}
	return e.Kind.String() + "(" + strings.Join(words, " ") + ")"
}
