package driver

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// facts holds every fact of a run, once. All packages live in one universe of
// types, so an object is its own key; x/tools' checker hands each package a
// copy of all facts of its imports, which is quadratic.
type facts struct {
	mu       sync.RWMutex
	packages map[*types.Package]*packageFacts
}

type packageFacts struct {
	objects map[objectKey]analysis.Fact
	own     map[reflect.Type]analysis.Fact // of the package itself
}

type objectKey struct {
	obj types.Object
	typ reflect.Type
}

func newFacts() *facts { return &facts{packages: make(map[*types.Package]*packageFacts)} }

func (f *facts) object(obj types.Object, ptr analysis.Fact) bool {
	if obj == nil {
		panic("ImportObjectFact(nil)")
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	p := f.packages[obj.Pkg()]
	return p != nil && copyFact(p.objects[objectKey{obj, reflect.TypeOf(ptr)}], ptr)
}

func (f *facts) pkg(pkg *types.Package, ptr analysis.Fact) bool {
	if pkg == nil {
		panic("ImportPackageFact(nil)")
	}
	f.mu.RLock()
	defer f.mu.RUnlock()
	p := f.packages[pkg]
	return p != nil && copyFact(p.own[reflect.TypeOf(ptr)], ptr)
}

func copyFact(from, to analysis.Fact) bool {
	if from == nil {
		return false
	}
	reflect.ValueOf(to).Elem().Set(reflect.ValueOf(from).Elem())
	return true
}

func (f *facts) setObject(obj types.Object, fact analysis.Fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of(obj.Pkg()).objects[objectKey{obj, reflect.TypeOf(fact)}] = fact
}

func (f *facts) setPackage(pkg *types.Package, fact analysis.Fact) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.of(pkg).own[reflect.TypeOf(fact)] = fact
}

func (f *facts) of(pkg *types.Package) *packageFacts {
	p := f.packages[pkg]
	if p == nil {
		p = &packageFacts{make(map[objectKey]analysis.Fact), make(map[reflect.Type]analysis.Fact)}
		f.packages[pkg] = p
	}
	return p
}

// forget drops what a has said of pkg: an analyzer that failed half-way must
// not be believed.
func (f *facts) forget(pkg *types.Package, a *analysis.Analyzer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.packages[pkg]
	if p == nil {
		return
	}
	for key := range p.objects {
		if declares(a, key.typ) {
			delete(p.objects, key)
		}
	}
	for typ := range p.own {
		if declares(a, typ) {
			delete(p.own, typ)
		}
	}
}

// seal drops the facts that no other package could see if it were compiled
// separately: other drivers do not have them, and neither has a cache, so
// nobody may rely on them.
func (f *facts) seal(pkg *types.Package) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.packages[pkg]
	if p == nil {
		return
	}
	var paths objectpath.Encoder
	for key := range p.objects {
		if !visible(key.obj) {
			delete(p.objects, key)
		} else if _, err := paths.For(key.obj); err != nil {
			delete(p.objects, key)
		}
	}
	if len(p.objects) == 0 && len(p.own) == 0 {
		delete(f.packages, pkg)
	}
}

// drop forgets a package that nobody imports.
func (f *facts) drop(pkg *types.Package) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.packages, pkg)
}

// visible over-approximates what export data holds, as x/tools' checker does.
func visible(obj types.Object) bool {
	switch obj := obj.(type) {
	case *types.Func:
		return obj.Exported() || obj.Signature().Recv() != nil
	case *types.Var, *types.TypeName, *types.Const:
		return true
	}
	return false
}

// allObjects returns what a has said of the objects of some packages, in order
// of package, name and type. The order of positions would be the nicer one,
// but what comes from the cache has none.
func (f *facts) allObjects(packages []*types.Package, a *analysis.Analyzer) []analysis.ObjectFact {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var all []analysis.ObjectFact
	for _, p := range packages {
		facts := f.packages[p]
		if facts == nil {
			continue
		}
		start := len(all)
		for key, fact := range facts.objects {
			if declares(a, key.typ) {
				all = append(all, analysis.ObjectFact{Object: key.obj, Fact: fact})
			}
		}
		slices.SortFunc(all[start:], func(x, y analysis.ObjectFact) int {
			return cmp.Or(
				cmp.Compare(types.ObjectString(x.Object, nil), types.ObjectString(y.Object, nil)),
				cmp.Compare(factIndex(a, x.Fact), factIndex(a, y.Fact)),
			)
		})
	}
	return all
}

// allPackages is the like for package facts.
func (f *facts) allPackages(packages []*types.Package, a *analysis.Analyzer) []analysis.PackageFact {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var all []analysis.PackageFact
	for _, p := range packages {
		facts := f.packages[p]
		if facts == nil {
			continue
		}
		for _, typ := range a.FactTypes {
			if fact := facts.own[reflect.TypeOf(typ)]; fact != nil {
				all = append(all, analysis.PackageFact{Package: p, Fact: fact})
			}
		}
	}
	return all
}

// closure returns n and everything it imports, in order of path. The graph
// knows; types.Package.Imports of what comes from export data does not.
func (n *node) closure() []*types.Package {
	seen := map[*node]bool{n: true}
	todo := []*node{n}
	for i := 0; i < len(todo); i++ {
		for _, dep := range todo[i].deps {
			if !seen[dep] {
				seen[dep] = true
				todo = append(todo, dep)
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b *node) int { return cmp.Compare(a.PkgPath, b.PkgPath) })
	var all []*types.Package
	for _, n := range todo {
		if n.types != nil {
			all = append(all, n.types)
		}
	}
	return all
}

func declares(a *analysis.Analyzer, typ reflect.Type) bool {
	return slices.ContainsFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == typ })
}

func factIndex(a *analysis.Analyzer, fact analysis.Fact) int {
	return slices.IndexFunc(a.FactTypes, func(f analysis.Fact) bool { return reflect.TypeOf(f) == reflect.TypeOf(fact) })
}

// mustDeclare keeps analyzers to the types of facts that they said they use:
// other drivers would not transport the rest.
func mustDeclare(a *analysis.Analyzer, fact analysis.Fact) {
	if !declares(a, reflect.TypeOf(fact)) {
		panic(fmt.Sprintf("%s does not declare facts of type %T", a.Name, fact))
	}
}
