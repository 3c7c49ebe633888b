package driver

import (
	"cmp"
	"context"
	"go/token"
	"go/types"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"
)

// Stream is an engine that holds few packages at a time. It takes only
// metadata from the go command, type-checks from source in the order of
// imports, analyzes each package as soon as its imports are done, and lets go
// of syntax, type information and the results of analyzers before the next.
//
// Of a dependency in std only the declarations are type-checked; of any other
// dependency only the analyzers with facts run. The alternative, x/tools'
// checker over packages.LoadAllSyntax, holds the whole program.
type Stream struct {
	// Workers is how many packages are worked on at a time; 0 means GOMAXPROCS.
	Workers int
	// Cache, if not nil, spares work that was done before, and changes nothing
	// else.
	Cache *Cache
	// Facts are analyzers whose facts are always computed, so that what the
	// cache holds does not depend on which of the others a run asks for.
	Facts []*analysis.Analyzer
}

// Run implements Engine.
func (s Stream) Run(ctx context.Context, req Request) (*Result, error) {
	if err := analysis.Validate(req.Analyzers); err != nil {
		return nil, err
	}
	start := time.Now()
	req.progress(Progress{Phase: Listing})
	roots, err := load(ctx, req, metadata)
	if err != nil {
		return nil, err
	}
	r := newRun(ctx, req, roots, s.Facts)
	r.stats.List = time.Since(start)
	if s.Cache != nil {
		r.use(s.Cache)
	}

	r.all(r.graph.order, cmp.Or(s.Workers, runtime.GOMAXPROCS(0)), r.one)
	r.retrySuperseded()
	if r.store != nil {
		r.store.trim()
	}

	r.stats.Wall = time.Since(start)
	return r.result(), ctx.Err()
}

// run is one run of Stream.
type run struct {
	ctx   context.Context
	fset  *token.FileSet
	graph *graph
	nodes map[*packages.Package]*node
	plan  plan
	facts *facts
	asked []*analysis.Analyzer

	overlay  map[string][]byte
	progress func(Progress)

	// With a cache: see summary.go.
	store    *store
	salt     hash
	decoding sync.Mutex
	decoded  map[string]*types.Package // by path, test variants aside

	// lasting is set in a Session: what is known of a package is needed again.
	lasting  bool
	outdated func() bool

	again []*node // what was worked on beside the graph: see retrySuperseded

	mu       sync.Mutex // guards what follows, and what is told of nodes
	done     int
	total    int
	warnings []string
	stats    Stats
}

// told is what there is to say about one package.
type told struct {
	findings   []Finding
	silenced   []Silenced
	directives []Directive
	files      []string
	problems   []Problem
	outcome    *outcome // nil if it is not broken
}

func (req Request) progress(p Progress) {
	if req.Progress != nil {
		req.Progress(p)
	}
}

func newRun(ctx context.Context, req Request, roots []*packages.Package, facts []*analysis.Analyzer) *run {
	r := &run{
		ctx:      ctx,
		fset:     token.NewFileSet(),
		graph:    newGraph(roots),
		nodes:    make(map[*packages.Package]*node),
		plan:     newPlan(req.Analyzers, facts),
		overlay:  req.Overlay,
		progress: req.progress,
		facts:    newFacts(),
		asked:    req.Analyzers,
		stats:    Stats{ByAnalyzer: make(map[string]time.Duration)},
	}
	for _, n := range r.graph.order {
		r.nodes[n.Package] = n
		if n.role == full && req.GoVersion != "" {
			n.goVersion = req.GoVersion
		}
		if n.role == factsOnly && len(r.plan.facts) == 0 {
			n.role = typesOnly
		}
	}
	return r
}

// all does work on every node, first on those that nothing is missing for.
// Nodes stand behind what they import; imports that are not among them are
// done.
func (r *run) all(nodes []*node, workers int, work func(*node)) {
	r.total = len(nodes)
	// Each node is sent once, so that no send ever waits.
	ready := make(chan *node, len(nodes))
	missing := make(map[*node]*atomic.Int32, len(nodes))
	for _, n := range nodes {
		missing[n] = new(atomic.Int32)
	}
	for _, n := range nodes {
		for _, dep := range n.deps {
			if missing[dep] != nil {
				missing[n].Add(1)
			}
		}
	}
	for _, n := range nodes {
		if missing[n].Load() == 0 {
			ready <- n
		}
	}

	var left atomic.Int32
	left.Store(int32(len(nodes)))
	if len(nodes) == 0 {
		close(ready)
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for n := range ready {
				if r.ctx.Err() == nil {
					work(n)
					r.tick()
				}
				for _, user := range n.users {
					if left := missing[user]; left != nil && left.Add(-1) == 0 {
						ready <- user
					}
				}
				if left.Add(-1) == 0 {
					close(ready)
				}
			}
		})
	}
	wg.Wait()
}

// one works on one package.
func (r *run) one(n *node) {
	defer func() {
		// Analyzers are guarded one by one; this is for the type checker.
		if v := recover(); v != nil {
			n.broken = true
			r.problem(n, internalProblem(n, "go/types", panicError(v), string(debug.Stack())))
		}
	}()
	defer func() { n.sources = nil }()
	start := time.Now()
	key, known, keyed := r.recall(n)
	if n.live != nil {
		n.live.mended = false
	}
	if known {
		if n.live != nil && n.live.open {
			n.live.texts = n.sources
		}
		return
	}
	r.restoreImports(n)
	u := checkTypes(n, r.fset, func(name string) ([]byte, error) { return r.readFile(n, name) }, r.importIn(n))
	if whole := r.mend(u); whole != nil {
		u, n.live.mended = whole, true
	}
	r.settle(u)
	checked := time.Now()

	switch n.role {
	case full:
		r.analyze(u, r.plan.all)
	case factsOnly:
		r.analyze(u, r.plan.facts)
	}
	if len(n.users) > 0 {
		r.facts.seal(u.types)
	}
	if u.mended != nil {
		n.told = u.mended.told(n.told)
	} else if keyed {
		r.keep(u, key)
	}
	if n.live != nil && n.live.open && !u.broken && u.mended == nil {
		n.live.texts = n.sources
	}
	if len(n.users) == 0 {
		n.types = nil
		r.facts.drop(u.types)
	}

	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.Packages[n.role]++
	r.stats.Types += checked.Sub(start)
	r.stats.Analyze += time.Since(checked)
}

func (r *run) tick() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.done++
	r.progress(Progress{Phase: Analyzing, Done: r.done, Total: r.total})
}

// settle records what type-checking has shown of u.
func (r *run) settle(u *unit) {
	u.node.types = u.types
	r.remember(u.node)
	for _, dep := range u.deps {
		if dep.broken {
			u.broken = true
			u.cause = cmp.Or(dep.cause, dep)
			break
		}
	}
	o := outcome{node: u.node}
	if u.cause == nil || !u.errors.onlyTypes() {
		o.lines = u.errors.lines()
	}
	u.broken = u.broken || !u.errors.empty()
	if u.broken {
		r.mu.Lock()
		defer r.mu.Unlock()
		u.told.outcome = &o
	}
}

// retrySuperseded analyzes p where p [p.test], which should have covered it,
// turned out to be broken: a mistake in a test hides no finding in what it
// tests.
func (r *run) retrySuperseded() {
	for variant, plain := range r.graph.superseded {
		if r.ctx.Err() != nil {
			return
		}
		if !variant.broken || len(plain.Errors) > 0 {
			continue
		}
		again := &node{Package: plain.Package, role: full, goVersion: variant.goVersion}
		for _, p := range plain.Imports {
			if dep := r.nodes[p]; dep != nil {
				again.deps = append(again.deps, dep)
			}
		}
		slices.SortFunc(again.deps, func(a, b *node) int { return cmp.Compare(a.ID, b.ID) })
		r.again = append(r.again, again)
		r.one(again)
	}
}

func (r *run) problem(n *node, p Problem) {
	r.mu.Lock()
	defer r.mu.Unlock()
	n.told.problems = append(n.told.problems, p)
}

func (r *run) result() *Result {
	var outcomes []outcome
	for _, n := range r.graph.unvisited() {
		if e := (packageErrors{list: n.Errors}); !e.empty() {
			outcomes = append(outcomes, outcome{node: n, lines: e.lines()})
		}
	}
	// In order of the graph, not of the workers.
	res := resultOf(slices.Concat(r.graph.order, r.again), outcomes)
	res.Packages, res.Stats, res.Warnings = len(r.graph.asked), r.stats, r.warnings
	if r.store != nil {
		if w := r.store.warning(); w != "" {
			res.Warnings = append(res.Warnings, w)
		}
	}
	return res
}

// resultOf collects what is told of nodes, and what is broken beside them.
func resultOf(nodes []*node, outcomes []outcome) *Result {
	res := new(Result)
	var own []outcome
	for _, n := range nodes {
		res.Findings = append(res.Findings, n.told.findings...)
		res.Silenced = append(res.Silenced, n.told.silenced...)
		res.Directives = append(res.Directives, n.told.directives...)
		res.Files = append(res.Files, n.told.files...)
		res.Problems = append(res.Problems, n.told.problems...)
		if n.told.outcome != nil {
			own = append(own, *n.told.outcome)
		}
	}
	res.Findings = sortFindings(res.Findings)
	res.Problems = sortProblems(append(res.Problems, brokenProblems(append(own, outcomes...))...))
	res.Silenced = sortSilenced(res.Silenced)
	res.Directives = sortDirectives(res.Directives)
	res.Files = sortFiles(res.Files)
	return res
}
