package locks_test

import (
	"bytes"
	"encoding/gob"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/locks"
)

// TestOrderFacts: the lock orders of a package, also of the locks of another.
func TestOrderFacts(t *testing.T) {
	analysistest.Run(t, "../..", locks.Analyzer, "./testdata/src/passes/orderslib", "./testdata/src/passes/orders")
}

// TestDeterminism: every run makes the same facts, byte for byte.
func TestDeterminism(t *testing.T) {
	var first []byte
	for range 5 {
		var all bytes.Buffer
		for _, act := range analysistest.Run(t, "../..", locks.Analyzer, "./testdata/src/passes/orderslib", "./testdata/src/passes/orders") {
			fact := new(locks.AsyncOrder)
			if !act.Action.PackageFact(act.Action.Package.Types, fact) {
				t.Fatalf("%s has no fact", act.Action.Package.PkgPath)
			}
			if err := gob.NewEncoder(&all).Encode(fact); err != nil {
				t.Fatal(err)
			}
		}
		if first == nil {
			first = all.Bytes()
		} else if !bytes.Equal(first, all.Bytes()) {
			t.Fatal("two runs differ")
		}
	}
}

// conds reports the mutex of each condition that is waited for, and whether
// it is known to be that.
var conds = &analysis.Analyzer{
	Name:     "conds",
	Doc:      "show the mutexes of conditions",
	Requires: []*analysis.Analyzer{locks.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		r := pass.ResultOf[locks.Analyzer].(*locks.Result)
		for _, fn := range r.SSA().Funcs {
			for _, w := range r.CondWaits(fn) {
				name, bound := "?", "open"
				switch root := w.L.Root.(type) {
				case *ssa.Alloc:
					name = root.Comment
				case *ssa.Global, *ssa.Parameter:
					name = root.Name()
				}
				if w.Bound {
					bound = "bound"
				}
				pass.Reportf(w.Call.Pos(), "%s%s, %s", name, w.L.Path, bound)
			}
		}
		return nil, nil
	},
}

// TestConds: which mutex belongs to which condition.
func TestConds(t *testing.T) {
	analysistest.Run(t, "../..", conds, "./testdata/src/passes/conds")
}
