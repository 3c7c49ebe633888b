package driver

import (
	"bytes"
	"cmp"
	"encoding/gob"
	"go/types"
	"io"
	"reflect"
	"slices"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/types/objectpath"
)

// factTypes are all types of facts of a plan, each once, in order of analyzer.
func (p plan) factTypes() []reflect.Type {
	var all []reflect.Type
	for _, a := range p.sortedFacts() {
		for _, f := range a.FactTypes {
			if t := reflect.TypeOf(f); !slices.Contains(all, t) {
				all = append(all, t)
			}
		}
	}
	return all
}

// sortedFacts returns the analyzers that run on dependencies in an order that
// does not depend on what was asked for first.
func (p plan) sortedFacts() []*analysis.Analyzer {
	return slices.SortedFunc(slices.Values(p.facts), func(a, b *analysis.Analyzer) int { return cmp.Compare(a.Name, b.Name) })
}

// primeFacts makes gob number the types in order. It numbers them on first
// use, and the numbers are in what it writes: with several workers the same
// facts would look different in each run, and every importer out of date.
func (p plan) primeFacts() {
	for _, t := range p.factTypes() {
		// A type that cannot be encoded is told of when a fact of it is.
		_ = gob.NewEncoder(io.Discard).EncodeValue(reflect.New(t.Elem()))
	}
}

// encode writes the facts of a sealed package: for each type of facts those of
// objects, by path, and that of the package, whose path is empty. It returns
// nil if there are none.
func (f *facts) encode(pkg *types.Package, p plan) ([]byte, error) {
	f.mu.RLock()
	defer f.mu.RUnlock()
	facts := f.packages[pkg]
	if facts == nil {
		return nil, nil
	}
	type item struct {
		path objectpath.Path
		fact analysis.Fact
	}
	all := make(map[reflect.Type][]item)
	var paths objectpath.Encoder
	for key, fact := range facts.objects {
		path, err := paths.For(key.obj)
		if err != nil {
			return nil, err
		}
		all[key.typ] = append(all[key.typ], item{path, fact})
	}
	for typ, fact := range facts.own {
		all[typ] = append(all[typ], item{"", fact})
	}
	var buf bytes.Buffer
	out := gob.NewEncoder(&buf)
	for i, typ := range p.factTypes() {
		list := all[typ]
		if len(list) == 0 {
			continue
		}
		slices.SortFunc(list, func(a, b item) int { return cmp.Compare(a.path, b.path) })
		if err := out.Encode([2]int{i, len(list)}); err != nil {
			return nil, err
		}
		for _, x := range list {
			if err := out.Encode(string(x.path)); err != nil {
				return nil, err
			}
			if err := out.EncodeValue(reflect.ValueOf(x.fact)); err != nil {
				return nil, err
			}
		}
	}
	return buf.Bytes(), nil
}

// decode is the reverse, for a package that was decoded, too.
func (f *facts) decode(pkg *types.Package, data []byte, p plan) error {
	if len(data) == 0 {
		return nil
	}
	known := p.factTypes()
	in := gob.NewDecoder(bytes.NewReader(data))
	for {
		var section [2]int
		switch err := in.Decode(&section); {
		case err == io.EOF:
			return nil
		case err != nil:
			return err
		case section[0] >= len(known):
			return errDamaged
		}
		for range section[1] {
			var path string
			fact := reflect.New(known[section[0]].Elem())
			if err := in.Decode(&path); err != nil {
				return err
			}
			if err := in.DecodeValue(fact); err != nil {
				return err
			}
			if path == "" {
				f.setPackage(pkg, fact.Interface().(analysis.Fact))
				continue
			}
			// An object that export data lacks is one that nobody can name.
			if obj, err := objectpath.Object(pkg, objectpath.Path(path)); err == nil {
				f.setObject(obj, fact.Interface().(analysis.Fact))
			}
		}
	}
}
