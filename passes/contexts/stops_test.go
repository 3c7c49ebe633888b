package contexts_test

import (
	"go/token"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/contexts"
	"github.com/asynclint/asynclint/passes/flow"
)

// stops reports what Stops, Waits and MustGoOn answer.
var stops = &analysis.Analyzer{
	Name:     "stops",
	Doc:      "asks what loops listen to",
	Requires: []*analysis.Analyzer{contexts.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		s := pass.ResultOf[contexts.Analyzer].(*contexts.Result).Effects.Calls.SSA()
		if s == nil {
			return nil, nil
		}
		for _, fn := range s.Funcs {
			loops := flow.Loops(fn)
			for _, stop := range contexts.Stops(fn) {
				text := "stop"
				if len(loops) > 0 && stop.Leaves(loops[len(loops)-1]) {
					text += " leaves"
				}
				if stop.Returns() {
					text += " returns"
				}
				pass.Reportf(stop.Select.Pos(), "%s", text)
			}
			for _, wait := range contexts.Waits(fn) {
				text := "wait"
				if wait.For != nil {
					text += " " + wait.For.Name()
				}
				pass.Reportf(wait.Instr.Pos(), "%s", text)
			}
			for _, loop := range loops {
				if contexts.MustGoOn(loop) {
					pass.Reportf(first(loop), "goes on")
				}
			}
		}
		return nil, nil
	},
}

// first is the first position in a loop.
func first(loop flow.Loop) token.Pos {
	var pos token.Pos
	for _, b := range loop.Blocks() {
		for _, instr := range b.Instrs {
			if p := instr.Pos(); p.IsValid() && (!pos.IsValid() || p < pos) {
				pos = p
			}
		}
	}
	return pos
}

// TestStops: what ends loops, and what they wait for.
func TestStops(t *testing.T) {
	analysistest.Run(t, "../..", stops, "./testdata/src/passes/stops")
}
