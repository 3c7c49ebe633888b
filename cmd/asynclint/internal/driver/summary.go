package driver

import (
	"bytes"
	"fmt"
	"go/types"
	"slices"

	"golang.org/x/tools/go/gcexportdata"

	"github.com/asynclint/asynclint/passes/directives"
)

// With a cache, a package goes one of two ways. It is recalled: its key is
// known, so its findings and its output are read and nothing else; or it is
// worked on and kept. Only what is worked on needs the types of its imports,
// and only then are they decoded.
//
// A key has the output of each import, not the import's key. A change that no
// importer can see therefore ends where it was made. No importer can see
// positions, either: export data is written without, and a fact that has a
// position in its text changes with it.
//
// What is broken, or had an analyzer fail, is never kept, and neither is what
// imports it, as far as it could tell. So errors are told anew in each run.

// use makes r look at a cache.
func (r *run) use(c *Cache) {
	s, err := c.open()
	if err != nil {
		r.warnings = append(r.warnings, cacheWarning(err))
		return
	}
	r.store, r.salt, r.decoded = s, runSalt(s.exe, r.plan), make(map[string]*types.Package)
	r.plan.primeFacts()
}

// recall looks n up. If n is known there is nothing left to do; else, if n is
// keyed, the key is for keep.
func (r *run) recall(n *node) (key hash, known, keyed bool) {
	if r.store == nil {
		return hash{}, false, false
	}
	if n.PkgPath == "unsafe" {
		n.types, n.output = types.Unsafe, new(output)
		r.remember(n)
		return hash{}, true, false
	}
	if len(n.Errors) > 0 {
		return hash{}, false, false
	}
	key, keyed = r.key(n)
	if !keyed {
		return hash{}, false, false
	}
	data := r.store.get(key)
	if data == nil {
		return key, false, true
	}
	e, err := decodeEntry(data, n.Dir)
	if err != nil {
		return key, false, true
	}
	n.entry = e
	if len(n.users) > 0 && e.types == nil {
		return key, false, true
	}
	var said []ran
	if n.role == full {
		for _, a := range r.asked {
			i := slices.IndexFunc(e.Ran, func(x ran) bool { return x.Check == a.Name && x.Salt == r.plan.salts[a] })
			if i < 0 {
				return key, false, true
			}
			said = append(said, e.Ran[i])
		}
	}
	n.output = &e.Output
	if len(n.users) == 0 && !r.lasting {
		n.entry = nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.stats.Cached++
	if n.role == full && len(n.CompiledGoFiles) > 0 {
		r.repeat(n, e.Directives, said)
	}
	return key, true, true
}

// repeat says again what the analyzers said of n. The caller holds r.mu.
func (r *run) repeat(n *node, list []Directive, said []ran) {
	n.told.files = append(n.told.files, n.GoFiles...)
	for _, x := range said {
		n.told.findings = append(n.told.findings, x.Findings...)
		n.told.silenced = append(n.told.silenced, x.Silenced...)
		for _, i := range x.Used {
			list[i].Silenced = append(list[i].Silenced, x.Check)
		}
	}
	if slices.Contains(r.plan.all, directives.Analyzer) {
		n.told.directives = append(n.told.directives, list...)
	}
}

// sayings are what the analyzers of this run said of u, one by one, and the
// directives that they share.
func (u *unit) sayings() ([]ran, []Directive) {
	all := slices.Clone(u.ran)
	of := func(check string) *ran {
		if i := slices.IndexFunc(all, func(x ran) bool { return x.Check == check }); i >= 0 {
			return &all[i]
		}
		return new(ran) // it failed after that
	}
	for _, s := range u.silenced {
		x := of(s.Finding.Check)
		x.Silenced = append(x.Silenced, s)
	}
	list := slices.Clone(u.directives)
	for i, d := range list {
		for _, check := range d.Silenced {
			if x := of(check); !slices.Contains(x.Used, i) {
				x.Used = append(x.Used, i)
			}
		}
		list[i].Silenced = nil
	}
	return all, list
}

// keep stores what has been found out about u, unless it is not the truth.
func (r *run) keep(u *unit, key hash) {
	old := u.entry
	u.entry = nil
	if u.broken || u.factless || r.over(u.node) {
		return
	}
	e := &entry{}
	e.Ran, e.Directives = u.sayings()
	if old != nil {
		if e.Directives == nil {
			e.Directives = old.Directives
		}
		// What other runs asked for still holds.
		for _, r := range old.Ran {
			if !slices.ContainsFunc(u.ran, func(x ran) bool { return x.Check == r.Check }) {
				e.Ran = append(e.Ran, r)
			}
		}
	}
	if len(u.users) > 0 {
		if err := r.export(u, e); err != nil {
			return
		}
		u.output = &e.Output
	} else if old != nil {
		e.Output, e.types, e.facts = old.Output, old.types, old.facts
	}
	if r.lasting {
		u.entry = e
	}
	if u.failed || u.soft {
		return
	}
	if r.lasting && !r.saved(u.node) {
		n := u.node
		n.live.unsaved = func() { r.put(n, key, e) }
		return
	}
	r.put(u.node, key, e)
}

func (r *run) put(n *node, key hash, e *entry) {
	if data, err := e.encode(n.Dir); err == nil {
		r.store.put(key, data)
	}
}

// export fills in what importers of u can see.
func (r *run) export(u *unit, e *entry) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = fmt.Errorf("%v", v) // of go/types, as the package is not broken
		}
	}()
	var buf bytes.Buffer
	if err := gcexportdata.Write(&buf, nil, u.types); err != nil {
		return err
	}
	e.types = buf.Bytes()
	if e.facts, err = r.facts.encode(u.types, r.plan); err != nil {
		return err
	}
	api := newHasher()
	api.bytes(e.types)
	e.Output.API = api.sum()
	facts := newHasher()
	facts.bytes(e.facts)
	empty := len(e.facts) == 0
	for _, dep := range u.deps {
		if dep.output.Facts != (hash{}) {
			empty = false
			facts.text(dep.PkgPath)
			facts.bytes(dep.output.Facts[:])
		}
	}
	if !empty {
		e.Output.Facts = facts.sum()
	}
	return nil
}

// restoreImports brings back the types and facts of all that n imports, as far
// as they were not made by this run.
func (r *run) restoreImports(n *node) {
	if r.store == nil {
		return
	}
	r.decoding.Lock()
	defer r.decoding.Unlock()
	for _, dep := range n.deps {
		r.restore(dep)
	}
}

// remember tells those who decode of a package that was type-checked.
func (r *run) remember(n *node) {
	if r.store != nil && n.ForTest == "" && len(n.users) > 0 {
		r.decoding.Lock()
		defer r.decoding.Unlock()
		r.decoded[n.PkgPath] = n.types
	}
}

// restore works from the imports upwards, so that each package is complete
// before anybody refers to it: nothing is ever added to a package that another
// worker is looking at.
func (r *run) restore(n *node) {
	if n.types != nil || n.entry == nil {
		return
	}
	var imports []*types.Package
	for _, dep := range n.deps {
		r.restore(dep)
		if dep.types != nil {
			imports = append(imports, dep.types)
		}
	}
	known := r.decoded
	if n.ForTest != "" {
		// In its world some paths mean something else.
		known = make(map[string]*types.Package)
		for _, p := range n.closure() {
			known[p.Path()] = p
		}
	}
	pkg, err := gcexportdata.Read(bytes.NewReader(n.entry.types), r.fset, known, n.PkgPath)
	if err == nil {
		pkg.SetImports(imports) // as after type-checking: Read has all it refers to
		err = r.facts.decode(pkg, n.entry.facts, r.plan)
	}
	if err != nil {
		r.problem(n, internalProblem(n, "cache", err, ""))
		return
	}
	n.types = pkg
	if !r.lasting {
		n.entry = nil
	}
}
