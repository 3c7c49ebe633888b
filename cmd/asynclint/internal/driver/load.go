package driver

import (
	"context"
	"errors"
	"go/types"
	"maps"
	"path/filepath"
	"slices"
	"strings"

	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/ssabuild"
)

// metadata is all that Stream asks of the go command. Types and syntax are
// missing on purpose: with them packages.Load would hold the whole program
// until the last analyzer is done.
const metadata = packages.NeedName | packages.NeedFiles | packages.NeedCompiledGoFiles |
	packages.NeedImports | packages.NeedDeps | packages.NeedTypesSizes |
	packages.NeedModule | packages.NeedForTest

// load asks the go command what the patterns mean.
func load(ctx context.Context, req Request, mode packages.LoadMode) ([]*packages.Package, error) {
	patterns := slices.Clone(req.Patterns)
	for i, p := range patterns {
		if strings.Contains(p, "=") {
			// packages.Load has queries of its own (file=…); we promise what
			// `go list` takes, where this is a directory with an odd name.
			patterns[i] = "pattern=" + p
		}
	}
	pkgs, err := packages.Load(&packages.Config{
		Context:    ctx,
		Mode:       mode,
		Dir:        req.Dir,
		Env:        req.Env,
		BuildFlags: req.BuildFlags,
		Tests:      req.Tests,
		Overlay:    req.Overlay,
	}, patterns...)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if err != nil {
		return nil, errors.New(goCommandError(err))
	}
	return pkgs, nil
}

// goCommandError strips what packages.Load wraps around the words of the go
// command.
func goCommandError(err error) string {
	msg := oneLine(err.Error())
	if rest, ok := strings.CutPrefix(msg, "err: "); ok {
		before, after, _ := strings.Cut(rest, ": stderr:")
		if msg = strings.TrimSpace(after); msg == "" {
			msg = before
		}
	}
	return strings.TrimSuffix(strings.TrimPrefix(msg, "-: "), ":")
}

// A role says how much of a package is needed.
type role int

const (
	typesOnly role = iota // what it declares: a std dependency
	factsOnly             // also what fact analyzers say of it: any other dependency
	full                  // everything: it was asked for
)

// A node is a package of the import graph.
type node struct {
	*packages.Package
	role role
	// goVersion is the version of the language to assume, such as 1.22; "" is
	// the newest.
	goVersion string

	deps  []*node // direct imports, in order of path
	users []*node // the reverse

	// Set by the worker that finishes it, before any user starts.
	types  *types.Package
	broken bool  // it, or something it imports, has errors
	cause  *node // the import that it is broken because of, if any
	told   told

	// With a cache, also: see summary.go.
	sources map[string][]byte // while it is worked on
	output  *output           // nil if what importers find must not be kept
	entry   *entry            // if it was not worked on, or not the last time

	live *live // in a Session only
}

// graph is what has to be looked at.
type graph struct {
	order []*node // dependencies first
	// superseded maps a test variant, p [p.test], to the package p that is
	// analyzed as part of it. p is on order only if something imports it.
	superseded map[*node]*node
	testMains  []*node  // not looked at, but the go command may have errors there
	asked      []string // import paths that the patterns matched
}

// newGraph decides on the role of each package.
func newGraph(roots []*packages.Package) *graph {
	asked := make(map[string]bool)                 // by import path
	variants := make(map[string]*packages.Package) // p [p.test] by the path of p
	for _, p := range roots {
		switch {
		case isTestMain(p):
		case p.ForTest == "":
			asked[p.PkgPath] = true
		case p.ForTest == p.PkgPath:
			variants[p.PkgPath] = p
		}
	}

	b := builder{nodes: make(map[*packages.Package]*node), seen: make(map[*node]bool), asked: asked}
	g := &graph{superseded: make(map[*node]*node), asked: slices.Sorted(maps.Keys(asked))}
	for _, p := range roots {
		switch variant := variants[p.PkgPath]; {
		case isTestMain(p):
			g.testMains = append(g.testMains, b.node(p))
		case variant != nil && variant != p:
			g.superseded[b.node(variant)] = b.node(p)
		default:
			b.node(p).role = full
			b.visit(p)
		}
	}
	g.order = b.order
	return g
}

type builder struct {
	nodes map[*packages.Package]*node
	order []*node
	seen  map[*node]bool
	asked map[string]bool
}

// node returns the node of p, with the role of a dependency unless it has got
// another one.
func (b *builder) node(p *packages.Package) *node {
	n, ok := b.nodes[p]
	if !ok {
		n = &node{Package: p, role: factsOnly}
		if p.Module != nil {
			n.goVersion = p.Module.GoVersion
		}
		if isStd(p) && !b.asked[p.PkgPath] {
			// The knowledge table answers for std, and better than inference.
			n.role = typesOnly
		}
		b.nodes[p] = n
	}
	return n
}

// visit appends p and what it imports to the order.
func (b *builder) visit(p *packages.Package) *node {
	n := b.node(p)
	if b.seen[n] {
		return n
	}
	b.seen[n] = true
	for _, path := range slices.Sorted(maps.Keys(p.Imports)) {
		dep := b.visit(p.Imports[path])
		n.deps = append(n.deps, dep)
		dep.users = append(dep.users, n)
	}
	b.order = append(b.order, n)
	return n
}

// isTestMain reports whether p is the main package that the go command makes
// up for a test binary. A directory may be called x.test too; but only the
// made-up file is in the build cache, without a .go in its name.
func isTestMain(p *packages.Package) bool {
	return p.Name == "main" && strings.HasSuffix(p.PkgPath, ".test") &&
		!slices.ContainsFunc(p.GoFiles, func(f string) bool { return filepath.Ext(f) == ".go" })
}

// isStd stands in for go list's Standard bit, which packages.Package lacks.
func isStd(p *packages.Package) bool {
	if strings.HasPrefix(p.PkgPath, "vendor/") {
		return true // no other import path begins so: std's own copies
	}
	if p.Module != nil && p.Module.Path != "std" {
		return false // a module may have a package of the same path
	}
	return ssabuild.IsStd(p.PkgPath)
}

// unvisited returns the roots that are not on order: the go command may have
// found errors there, and only there.
func (g *graph) unvisited() []*node {
	list := slices.Collect(maps.Values(g.superseded))
	slices.SortFunc(list, func(a, b *node) int { return strings.Compare(a.ID, b.ID) })
	return append(list, g.testMains...)
}
