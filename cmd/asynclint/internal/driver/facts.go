package driver

import (
	"cmp"
	"fmt"
	"go/types"
	"reflect"
	"slices"
	"sync"

	"golang.org/x/tools/go/analysis"
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
// separately: other drivers do not have them, so nobody may rely on them.
func (f *facts) seal(pkg *types.Package) {
	f.mu.Lock()
	defer f.mu.Unlock()
	p := f.packages[pkg]
	if p == nil {
		return
	}
	for key := range p.objects {
		if !visible(key.obj) {
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

// allObjects returns what a has said of the objects of pkg and of everything
// it imports, in order of package, position and type.
func (f *facts) allObjects(pkg *types.Package, a *analysis.Analyzer) []analysis.ObjectFact {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var all []analysis.ObjectFact
	for _, p := range closure(pkg) {
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
				cmp.Compare(x.Object.Pos(), y.Object.Pos()),
				cmp.Compare(x.Object.Name(), y.Object.Name()),
				cmp.Compare(factIndex(a, x.Fact), factIndex(a, y.Fact)),
			)
		})
	}
	return all
}

// allPackages is the like for package facts.
func (f *facts) allPackages(pkg *types.Package, a *analysis.Analyzer) []analysis.PackageFact {
	f.mu.RLock()
	defer f.mu.RUnlock()
	var all []analysis.PackageFact
	for _, p := range closure(pkg) {
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

// closure returns pkg and everything it imports, in order of path.
func closure(pkg *types.Package) []*types.Package {
	seen := map[*types.Package]bool{pkg: true}
	todo := []*types.Package{pkg}
	for i := 0; i < len(todo); i++ {
		for _, imp := range todo[i].Imports() {
			if !seen[imp] {
				seen[imp] = true
				todo = append(todo, imp)
			}
		}
	}
	slices.SortStableFunc(todo, func(a, b *types.Package) int { return cmp.Compare(a.Path(), b.Path()) })
	return todo
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
