package driver

import (
	"context"
	"go/types"
	"path/filepath"
	"slices"
	"time"
)

// This file asks the go command, and keeps what is known of packages that its
// answer leaves as they were.

// list asks the go command, and keeps what it knows of packages that are as
// they were.
func (s *Session) list(ctx context.Context) error {
	start := time.Now()
	req := s.req
	req.Patterns, req.Overlay = s.patterns, s.overlay
	req.progress(Progress{Phase: Listing})
	s.outdated = true // until it has worked
	roots, err := load(ctx, req, metadata)
	if err != nil {
		return err
	}
	r := newRun(ctx, req, roots, s.engine.Facts)
	r.lasting = true
	r.stats.List = time.Since(start)
	for _, n := range r.graph.order {
		n.live = new(live)
	}
	if old := s.run; old != nil {
		r.store, r.salt, r.warnings = old.store, old.salt, old.warnings
		r.fset, r.facts, r.decoded = old.fset, old.facts, old.decoded
		inherit(r, old)
	} else {
		s.open(r)
	}
	for _, n := range r.graph.order {
		n.live.importers = nil
	}
	for _, n := range r.graph.order {
		for _, dep := range n.deps {
			dep.live.importers = append(dep.live.importers, n)
		}
	}
	s.run, s.outdated = r, false
	s.byFile, s.dirs = make(map[string][]*node), make(map[string]bool)
	for _, n := range r.graph.order {
		var names []string
		for _, list := range [][]string{n.GoFiles, n.CompiledGoFiles, n.OtherFiles, n.IgnoredFiles} {
			names = append(names, list...)
		}
		slices.Sort(names)
		for _, name := range slices.Compact(names) {
			s.byFile[name] = append(s.byFile[name], n)
			if n.role != typesOnly && (n.Module == nil || n.Module.Version == "" || n.Module.Replace != nil) {
				s.dirs[filepath.Dir(name)] = true
			}
		}
	}
	for _, p := range s.patterns {
		if filepath.Ext(p) != ".go" {
			s.dirs[p] = true
		}
	}
	s.builds = make(map[string]string)
	for name, src := range s.overlay {
		if h, ok := preludeOf(src); ok {
			s.builds[name] = h.build
		}
	}
	return nil
}

// open makes r look at the cache, or in memory where there is none.
func (s *Session) open(r *run) {
	if s.engine.Cache != nil {
		r.use(s.engine.Cache)
	}
	if r.store == nil {
		r.store = &store{memory: make(map[hash][]byte)}
		r.salt, r.decoded = runSalt(nil, r.plan), make(map[string]*types.Package)
		r.plan.primeFacts()
	}
}

// inherit takes over what old knows of packages that, like all that they
// import, are what they were. The rest of old is forgotten.
func inherit(r, old *run) {
	before := make(map[string]*node)
	for _, n := range old.graph.order {
		before[n.ID] = n
	}
	same := func(n *node) bool {
		o := before[n.ID]
		if o == nil || o.PkgPath != n.PkgPath || o.Name != n.Name || o.goVersion != n.goVersion || o.role != n.role ||
			len(o.Imports) != len(n.Imports) || len(o.Errors)+len(n.Errors) > 0 ||
			!slices.Equal(o.GoFiles, n.GoFiles) || !slices.Equal(o.CompiledGoFiles, n.CompiledGoFiles) ||
			!slices.Equal(o.OtherFiles, n.OtherFiles) || !slices.Equal(o.IgnoredFiles, n.IgnoredFiles) {
			return false
		}
		for path, p := range n.Imports {
			dep, was := r.nodes[p], o.Imports[path]
			if was == nil || dep == nil || was.ID != p.ID || !dep.live.inherited {
				return false
			}
		}
		return true
	}
	for _, n := range r.graph.order {
		o := before[n.ID]
		if !same(n) {
			if o != nil {
				// A new import does not make the last answer a worse one.
				n.live.good = o.live.good
			}
			continue
		}
		n.types, n.broken, n.cause, n.told, n.output, n.entry = o.types, o.broken, o.cause, o.told, o.output, o.entry
		n.live = o.live
		n.live.inherited = true
		delete(before, n.ID)
	}
	for _, n := range r.graph.order {
		n.live.inherited = false
	}
	for _, o := range before {
		old.forget(o)
		o.live.drop(old.fset)
	}
}

// forget drops the types of n, and their facts.
func (r *run) forget(n *node) {
	if n.types == nil {
		return
	}
	r.facts.drop(n.types)
	if r.decoded[n.PkgPath] == n.types {
		delete(r.decoded, n.PkgPath)
	}
	n.types = nil
}
