package classes_test

import (
	"go/types"
	"testing"
	"time"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/classes"
)

// BenchmarkNetHTTP measures what the classes of net/http cost, next to the SSA
// form that they are made from.
//
//	go test ./passes/classes -run NONE -bench NetHTTP
func BenchmarkNetHTTP(b *testing.B) {
	pkgs, err := packages.Load(&packages.Config{Mode: packages.LoadSyntax | packages.NeedModule}, "net/http")
	if err != nil || len(pkgs) != 1 {
		b.Fatal(pkgs, err)
	}
	var form, found time.Duration
	for b.Loop() {
		results := make(map[*analysis.Analyzer]any)
		r := resultOf(b, pkgs[0], classes.Analyzer, results).(*classes.Result)
		start := time.Now()
		results[calls.Analyzer].(*calls.Graph).SSA()
		form += time.Since(start)
		start = time.Now()
		if len(r.All()) == 0 {
			b.Fatal("no classes")
		}
		found += time.Since(start)
	}
	b.ReportMetric(float64(form.Microseconds())/1000/float64(b.N), "ms-ssa/op")
	b.ReportMetric(float64(found.Microseconds())/1000/float64(b.N), "ms-classes/op")
}

// resultOf runs an analyzer on one package, without facts.
func resultOf(tb testing.TB, p *packages.Package, a *analysis.Analyzer, results map[*analysis.Analyzer]any) any {
	if r, ok := results[a]; ok {
		return r
	}
	needs := make(map[*analysis.Analyzer]any)
	for _, q := range a.Requires {
		needs[q] = resultOf(tb, p, q, results)
	}
	r, err := a.Run(&analysis.Pass{
		Analyzer: a, Fset: p.Fset, Files: p.Syntax, Pkg: p.Types, TypesInfo: p.TypesInfo, TypesSizes: p.TypesSizes, ResultOf: needs,
		Report:            func(analysis.Diagnostic) {},
		ImportObjectFact:  func(types.Object, analysis.Fact) bool { return false },
		ExportObjectFact:  func(types.Object, analysis.Fact) {},
		ImportPackageFact: func(*types.Package, analysis.Fact) bool { return false },
		ExportPackageFact: func(analysis.Fact) {},
		AllObjectFacts:    func() []analysis.ObjectFact { return nil },
		AllPackageFacts:   func() []analysis.PackageFact { return nil },
	})
	if err != nil {
		tb.Fatal(err)
	}
	results[a] = r
	return r
}
