package classes_test

import (
	"fmt"
	"go/token"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/analysistest"

	"github.com/asynclint/asynclint/passes/classes"
)

// dump reports each class where the first thing is done to it: its name, what
// is done to it how often, and what code elsewhere may do.
var dump = &analysis.Analyzer{
	Name:     "dump",
	Doc:      "show classes",
	Requires: []*analysis.Analyzer{classes.Analyzer},
	Run: func(pass *analysis.Pass) (any, error) {
		var all strings.Builder
		r := pass.ResultOf[classes.Analyzer].(*classes.Result)
		for _, c := range r.All() {
			pass.Reportf(first(c), "%s", text(c))
			fmt.Fprintln(&all, text(c))
		}
		for _, op := range r.NilOps() {
			pass.Reportf(op.Instr.Pos(), "%s on nil", op.Kind)
		}
		return all.String(), nil
	},
	ResultType: reflect.TypeFor[string](),
}

// first is the position of a class.
func first(c *classes.Class) token.Pos {
	at := token.NoPos
	for _, op := range c.Ops {
		p := op.Instr.Pos()
		if s := op.Select(); s != nil {
			p = s.States[op.Case].Pos
		}
		if p.IsValid() && (!at.IsValid() || p < at) {
			at = p
		}
	}
	if !at.IsValid() {
		for _, m := range c.Makes {
			at = m.Instr.Pos()
			break
		}
	}
	return at
}

func text(c *classes.Class) string {
	var words []string
	if n := len(c.Makes); n > 0 {
		words = append(words, fmt.Sprint("make ", n))
	}
	for k := classes.Send; k <= classes.Broadcast; k++ {
		if n := len(c.Of(k)); n > 0 {
			words = append(words, fmt.Sprint(k, " ", n))
		}
	}
	open := "closed"
	if !c.Closed() {
		open = "open"
		for _, k := range []classes.OpKind{classes.Send, classes.Recv, classes.Close} {
			if c.Open(k) {
				open += " " + k.String()
			}
		}
	}
	return fmt.Sprintf("%s: %s; %s", c, strings.Join(words, ", "), open)
}

func TestClasses(t *testing.T) {
	analysistest.Run(t, "../..", dump, "./testdata/src/passes/classes")
}

// TestDeterminism: every run says the same, in the same order.
func TestDeterminism(t *testing.T) {
	var first string
	for i := range 3 {
		all := analysistest.Run(t, "../..", dump, "./testdata/src/passes/classes")[0].Action.Result.(string)
		if i == 0 {
			first = all
		} else if all != first {
			t.Fatalf("run %d says\n%s\nand the first\n%s", i, all, first)
		}
	}
}
