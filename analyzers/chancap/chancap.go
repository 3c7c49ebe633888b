package chancap

import (
	"fmt"
	"go/ast"
	"go/constant"
	"go/types"
	"math"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/passes/inspect"
	"golang.org/x/tools/go/ast/inspector"

	"github.com/asynclint/asynclint/analyzers/internal/report"
)

// Analyzer reports channels with an enormous capacity.
var Analyzer = &analysis.Analyzer{
	Name:     "chancap",
	Doc:      "report channels with an enormous capacity",
	URL:      report.URL("chancap"),
	Requires: []*analysis.Analyzer{inspect.Analyzer, report.Requires},
	Run:      run,
}

// From these on a capacity is enormous.
const (
	manyElements = 1 << 16
	manyBytes    = 1 << 20
)

func run(pass *analysis.Pass) (any, error) {
	in := pass.ResultOf[inspect.Analyzer].(*inspector.Inspector)
	for n := range in.PreorderSeq((*ast.CallExpr)(nil)) {
		call := n.(*ast.CallExpr)
		if len(call.Args) != 2 || strings.HasSuffix(pass.Fset.Position(call.Pos()).Filename, "_test.go") {
			continue
		}
		if tv, ok := pass.TypesInfo.Types[call.Fun]; !ok || !tv.IsBuiltin() || types.ExprString(call.Fun) != "make" {
			continue
		}
		size := pass.TypesInfo.Types[call.Args[1]].Value
		ch, ok := channel(pass.TypesInfo.TypeOf(call.Args[0]))
		if size == nil || !ok {
			continue
		}
		count, ok := constant.Int64Val(constant.ToInt(size))
		if !ok || count <= 0 {
			continue
		}
		bytes := bytesOf(pass, ch.Elem(), count)
		if count < manyElements && bytes < manyBytes {
			continue
		}
		report.Report(pass, report.Finding{
			At:      call,
			Message: fmt.Sprintf("a channel with room for %d elements%s hides that its receiver is too slow until all of them are late, and loses them all at once; take what a burst needs, and let senders wait or drop", count, memory(bytes)),
		})
	}
	return nil, nil
}

func channel(t types.Type) (*types.Chan, bool) {
	if t == nil {
		return nil, false
	}
	ch, ok := types.Unalias(t).Underlying().(*types.Chan)
	return ch, ok
}

// bytesOf is how much memory the buffer takes, 0 if that is not known: of a type
// parameter.
func bytesOf(pass *analysis.Pass, elem types.Type, count int64) int64 {
	if pass.TypesSizes == nil || !sized(elem, 0) {
		return 0
	}
	size := pass.TypesSizes.Sizeof(elem)
	if size > 0 && count > math.MaxInt64/size {
		return math.MaxInt64
	}
	return size * count
}

// sized reports whether the size of a type is known: no type parameter is in it.
func sized(t types.Type, depth int) bool {
	if depth > 8 {
		return false
	}
	switch t := types.Unalias(t).(type) {
	case *types.TypeParam:
		return false
	case *types.Named:
		return t.TypeArgs().Len() == 0 && sized(t.Underlying(), depth+1)
	case *types.Array:
		return sized(t.Elem(), depth+1)
	case *types.Struct:
		for v := range t.Fields() {
			if !sized(v.Type(), depth+1) {
				return false
			}
		}
	}
	return true
}

// memory says how much that is, if it is worth it.
func memory(bytes int64) string {
	if bytes < manyBytes/8 {
		return ""
	}
	return fmt.Sprintf(" (%.1f MiB from the start)", float64(bytes)/(1<<20))
}
