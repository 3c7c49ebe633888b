package automata

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"
)

var update = flag.Bool("update", false, "write the golden files")

// TestClaims: what may get stuck, and what may panic.
func TestClaims(t *testing.T) {
	show := &analysis.Analyzer{
		Name:     "show",
		Doc:      "show claims",
		Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			r := pass.ResultOf[Analyzer].(*Result)
			for _, st := range r.MayStick() {
				pass.Reportf(st.At.Pos(), "%s may stick", st.Op)
			}
			for _, p := range r.MayPanic() {
				pass.Reportf(p.At.Pos(), "%s", p.Kind)
			}
			return nil, nil
		},
	}
	analysistest.Run(t, "../..", show, "./testdata/src/passes/automata")
}

// TestPrograms: the programs of the scopes, twice the same.
func TestPrograms(t *testing.T) {
	var mu sync.Mutex
	var text string
	dump := func(pass *analysis.Pass) string {
		var b strings.Builder
		graph := pass.ResultOf[Analyzer].(*Result).Calls
		for _, fn := range graph.SSA().Funcs {
			for _, level := range levels(fn, pass.Pkg) {
				s, reason := reachedFrom(graph, fn, level)
				var w *walker
				if s != nil {
					w, reason = s.program(few)
				}
				fmt.Fprintf(&b, "== %s", fn.Name())
				if level != nil {
					fmt.Fprintf(&b, ", in a loop")
				}
				fmt.Fprintln(&b)
				switch {
				case reason != "":
					fmt.Fprintln(&b, "gave up:", reason)
				case w == nil:
					fmt.Fprintln(&b, "nothing to ask")
				default:
					fmt.Fprint(&b, w.prog)
				}
				fmt.Fprintln(&b)
			}
		}
		return b.String()
	}
	show := &analysis.Analyzer{
		Name:     "show",
		Doc:      "show programs",
		Requires: []*analysis.Analyzer{Analyzer},
		Run: func(pass *analysis.Pass) (any, error) {
			first, second := dump(pass), dump(pass)
			if first != second {
				t.Errorf("two dumps differ:\n%s\n%s", first, second)
			}
			mu.Lock()
			defer mu.Unlock()
			text = first
			return nil, nil
		},
	}
	quiet := quietTest{t}
	analysistest.Run(quiet, "../..", show, "./testdata/src/passes/automata")
	golden := filepath.Join("testdata", "programs.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if text != string(want) {
		t.Errorf("the programs have changed; go test -update writes\n%s", text)
	}
}

// quietTest is for runs whose diagnostics do not matter.
type quietTest struct{ *testing.T }

func (quietTest) Errorf(string, ...any) {}
