package driver

import (
	"cmp"
	"context"
	"errors"
	"go/types"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/tools/go/analysis"
)

// A Session answers for the packages that an editor has files of, again and
// again. It is Stream, with its cache and its keys, that remembers: the graph
// of packages, the types and facts of what they import, and the syntax of what
// is open. An update costs what depends on the change:
//
//   - the package of the file is type-checked and analyzed, with its tests, if
//     it has any;
//   - packages that import it are, if they are open and if what they can see of
//     it has changed: its API or its facts. Nobody can see positions;
//   - the go command is asked anew if the graph may have changed: by an import,
//     a package clause, a build constraint, a new file.
//
// What is broken keeps the answer that it had. What is edited and not saved is
// not written to the cache.
type Session struct {
	engine Stream
	req    Request

	mu       sync.Mutex
	run      *run // nil before the go command was asked
	outdated bool // it has to be asked again
	patterns []string
	overlay  map[string][]byte
	byFile   map[string][]*node
	dirs     map[string]bool   // of packages that people edit
	builds   map[string]string // the build constraints of files that were open
	round    int

	isOutdated func() bool
}

// An Update is how things are now.
type Update struct {
	// Patterns are those of the packages of open files.
	Patterns []string
	// Overlay has the open files, by absolute name. An update must not change
	// the contents that the last one had.
	Overlay map[string][]byte
	// Changed names files that may have changed on disk since the last update.
	Changed []string
	// Reload asks the go command in any case.
	Reload bool
	// Outdated, if set, says that nobody will look at the answers: what is open
	// need not be analyzed. What that imports is worked on all the same: the
	// next update needs it, too.
	Outdated func() bool
	Progress func(Progress)
}

// ErrOutdated is returned by an update that was.
var ErrOutdated = errors.New("outdated")

// An Answer is about one open package, or about its external tests.
type Answer struct {
	Package string   // import path
	Files   []string // the Go files of it, by absolute name
	Result  *Result
	// Broken: the package cannot be analyzed as it is now. Result is what it
	// was before, or empty if it has never been whole; its positions are those
	// of then. Problems say what is wrong now.
	Broken   bool
	Problems []Problem
}

// Session starts one. Of req it takes no patterns, overlay and progress.
func (s Stream) Session(req Request) (*Session, error) {
	if err := analysis.Validate(req.Analyzers); err != nil {
		return nil, err
	}
	return &Session{engine: s, req: req}, nil
}

// Update answers for each open package. It returns an error if the go command
// has no idea, or if ctx ended: then nothing is lost, and the next update does
// what this one has not.
func (s *Session) Update(ctx context.Context, up Update) ([]Answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.req.Progress = up.Progress
	s.isOutdated = up.Outdated
	if s.isOutdated == nil {
		s.isOutdated = func() bool { return false }
	}
	s.notice(up)
	if s.run == nil || s.outdated {
		if err := s.list(ctx); err != nil {
			return nil, err
		}
	}
	if err := s.work(ctx); err != nil {
		return nil, err
	}
	for _, n := range s.run.graph.order {
		if n.live.open && !n.live.fresh {
			return nil, ErrOutdated
		}
	}
	s.withoutTests()
	s.store(up.Changed)
	return s.answers(), nil
}

// Warnings are about what makes it slower and nothing else.
func (s *Session) Warnings() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return nil
	}
	list := slices.Clone(s.run.warnings)
	if w := s.run.store.warning(); w != "" {
		list = append(list, w)
	}
	return list
}

// work looks at what is not fresh among what is open and what that imports.
func (s *Session) work(ctx context.Context) error {
	r := s.run
	r.ctx, r.overlay, r.progress, r.done, r.outdated = ctx, s.overlay, s.req.progress, 0, s.isOutdated
	s.round++
	wanted := s.wanted()
	cold := r.stats.Packages[typesOnly] + r.stats.Packages[factsOnly]
	r.all(wanted, cmp.Or(s.engine.Workers, runtime.GOMAXPROCS(0)), s.one)
	if cold += 20; r.stats.Packages[typesOnly]+r.stats.Packages[factsOnly] > cold {
		// What was type-checked from source has far more to it than importers
		// can see. Next time they get what they can.
		s.slim(wanted)
	}
	if r.store.written > 0 {
		r.store.trim()
		r.store.written = 0
	}
	return ctx.Err()
}

func (s *Session) slim(wanted []*node) {
	for _, n := range wanted {
		if len(n.users) > 0 && n.types != nil && n.types != types.Unsafe && (n.entry == nil || n.entry.types == nil) {
			return // it cannot be had again
		}
	}
	for _, n := range s.run.graph.order {
		if n.types != types.Unsafe {
			s.run.forget(n)
		}
	}
	clear(s.run.decoded)
}

// wanted lists the packages that are open, after all that they import, and
// makes them the only users of those.
func (s *Session) wanted() []*node {
	want := make(map[*node]bool)
	for _, n := range s.run.graph.order {
		n.users = nil
		n.live.open = n.role == full && slices.ContainsFunc(n.GoFiles, func(name string) bool {
			_, open := s.overlay[name]
			return open
		})
		want[n] = n.live.open
	}
	order := s.run.graph.order
	for i := len(order) - 1; i >= 0; i-- {
		if want[order[i]] {
			for _, dep := range order[i].deps {
				want[dep] = true
				dep.users = append(dep.users, order[i])
			}
		}
	}
	return slices.DeleteFunc(slices.Clone(order), func(n *node) bool { return !want[n] })
}

// one looks at n if it has to.
func (s *Session) one(n *node) {
	r, l := s.run, n.live
	for _, dep := range n.deps {
		l.fresh = l.fresh && dep.live.round <= l.looked
	}
	if l.fresh && (l.shown || len(n.users) == 0) {
		return
	}
	l.fresh = false
	if r.over(n) {
		return
	}
	before := *n
	n.told, n.broken, n.cause, n.output, n.entry = told{}, false, nil, nil, nil
	l.unsaved = nil
	r.one(n)
	if r.over(n) {
		if n.types != nil && n.types != before.types {
			r.facts.drop(n.types)
		}
		n.told, n.broken, n.cause, n.types, n.output, n.entry = before.told, before.broken, before.cause, before.types, before.output, before.entry
		r.remember(n)
		return
	}
	l.fresh, l.looked, l.shown, l.bad = true, s.round, len(n.users) > 0, n.broken
	if !n.broken {
		good := n.told
		l.good = &good
	}
	s.compare(n, &before)
}

// compare finds out whether importers of n see another package than before.
func (s *Session) compare(n, was *node) {
	r, before, output := s.run, was.types, was.output
	r.decoding.Lock()
	defer r.decoding.Unlock()
	switch {
	case output != nil && n.output != nil && n.output.API == output.API && before != nil:
		// They go on with the types they know.
		if n.types != before {
			r.facts.drop(n.types)
			n.types = before
			r.know(n)
		}
		if n.output.Facts != output.Facts {
			n.live.round = s.round
			r.facts.drop(before)
			if err := r.facts.decode(before, n.entry.facts, r.plan); err != nil {
				r.problem(n, internalProblem(n, "cache", err, ""))
			}
		}
	case output != nil && n.output != nil && *n.output == *output:
	case output != nil && n.output == nil && (n.broken || n.live.mended) && before != nil:
		// Let them have the last that was whole.
		if n.types != before {
			r.facts.drop(n.types)
		}
		n.types, n.output, n.entry, n.broken, n.cause = before, output, was.entry, false, nil
		r.know(n)
	default:
		n.live.round = s.round
		if before == nil {
			return // nobody has seen it yet
		}
		r.facts.drop(before)
		if n.types == before {
			n.types = nil // n is recalled: these are the types of what it was
		}
		if n.types == nil && r.decoded[n.PkgPath] == before {
			delete(r.decoded, n.PkgPath)
		}
		s.unsettle(n, make(map[*node]bool))
	}
}

// unsettle forgets the types of all that import n: they speak of types that
// are no more. None of them is being worked on, for that has to wait for n.
func (s *Session) unsettle(n *node, seen map[*node]bool) {
	for _, user := range n.live.importers {
		if !seen[user] {
			seen[user] = true
			s.run.forget(user)
			s.unsettle(user, seen)
		}
	}
}

// know makes n's types those that go by its path.
func (r *run) know(n *node) {
	if n.ForTest == "" && n.types != nil {
		r.decoded[n.PkgPath] = n.types
	}
}

// store puts into the cache what was found in files that are saved by now.
func (s *Session) store(changed []string) {
	for _, name := range changed {
		for _, n := range s.byFile[name] {
			if put := n.live.unsaved; put != nil && n.live.fresh && s.run.saved(n) {
				n.live.unsaved = nil
				put()
			}
		}
	}
}

// withoutTests does what retrySuperseded does: where tests are broken, what
// they test is analyzed without them.
func (s *Session) withoutTests() {
	r := s.run
	r.again = nil
	for variant, plain := range r.graph.superseded {
		l := variant.live
		if !l.open || !l.bad || len(plain.Errors) > 0 || variant.told.outcome == nil {
			continue
		}
		if slices.ContainsFunc(variant.told.outcome.lines, func(e lineError) bool { return !strings.HasSuffix(e.pos.Filename, "_test.go") }) {
			continue // it would be broken without them, too
		}
		again := &node{Package: plain.Package, role: full, goVersion: variant.goVersion, live: &live{open: true}}
		for _, path := range plain.importPaths() {
			if dep := r.nodes[plain.Imports[path]]; dep != nil {
				again.deps = append(again.deps, dep)
			}
		}
		r.one(again)
		again.live.drop(r.fset)
		if !again.broken && !r.over(again) {
			r.again = append(r.again, again)
		}
	}
	slices.SortFunc(r.again, func(a, b *node) int { return cmp.Compare(a.ID, b.ID) })
}

func (s *Session) answers() []Answer {
	var list []Answer
	for _, n := range s.run.again {
		a := Answer{Package: n.plainPath(), Files: n.GoFiles, Result: resultOf([]*node{n}, nil)}
		a.Result.Packages = 1
		list = append(list, a)
	}
	for _, n := range s.run.graph.order {
		if !n.live.open {
			continue
		}
		a := Answer{Package: n.plainPath(), Files: n.GoFiles, Broken: n.live.bad}
		shown := *n
		if n.live.bad {
			a.Problems = resultOf([]*node{n}, nil).Problems
			shown.told = told{}
			if n.live.good != nil {
				shown.told = *n.live.good
			}
		}
		a.Result = resultOf([]*node{&shown}, nil)
		a.Result.Packages = 1
		list = append(list, a)
	}
	return list
}

// Stats says where the time went since the go command was asked last.
func (s *Session) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.run == nil {
		return Stats{}
	}
	return s.run.stats
}
