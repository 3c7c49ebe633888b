package flow_test

import (
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"testing"

	"golang.org/x/tools/go/ssa"
	"golang.org/x/tools/go/ssa/ssautil"

	"github.com/asynclint/asynclint/passes/flow"
)

// In each function the question is whether from() leads to to(), where end()
// ends the walk and a condition is open if it is a call of open().
const leads = `package p

func from()
func to()
func end()
func open() bool
func other() bool

func yes_straight() { from(); to() }
func no_before()    { to(); from() }
func no_ended()     { from(); end(); to() }

func yes_loop() {
	for {
		if open() {
			to()
		} else {
			from()
		}
	}
}

func no_loopEnds() {
	for {
		if open() {
			to()
		} else {
			from()
		}
		end()
	}
}

func yes_either() {
	from()
	if other() {
		println()
	}
	to()
}

func no_eitherEnds() {
	from()
	if other() {
		end()
	}
	to()
}

func yes_openEnds() {
	from()
	if open() {
		end()
	}
	to()
}

func no_unknownGuard() {
	from()
	if other() {
		to()
	}
}

func no_flag() {
	fired := false
	if open() {
		from()
		fired = true
	}
	if !fired {
		to()
	}
}

func yes_flag() {
	fired := false
	if open() {
		from()
		fired = true
	}
	if fired {
		to()
	}
}

func no_flagOfLoop(n int) {
	fired := false
	for !fired {
		if open() {
			from()
			fired = true
			continue
		}
		to()
	}
}

func no_unknownLoop(n int) {
	from()
	for i := 0; i < n; i++ {
		println()
	}
	to()
}

func no_returns() {
	if open() {
		from()
		return
	}
	to()
}

func no_panics() {
	from()
	panic("")
	to()
}
`

func TestLeads(t *testing.T) {
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "p.go", leads, 0)
	if err != nil {
		t.Fatal(err)
	}
	pkg, _, err := ssautil.BuildPackage(&types.Config{Importer: importer.Default()}, fset, types.NewPackage("p", "p"), []*ast.File{file}, 0)
	if err != nil {
		t.Fatal(err)
	}
	calls := func(v any, name string) bool {
		call, ok := v.(*ssa.Call)
		return ok && call.Call.StaticCallee() != nil && call.Call.StaticCallee().Name() == name
	}
	walk := flow.Walk{
		Ends: func(instr ssa.Instruction) bool { return calls(instr, "end") },
		Open: func(branch *ssa.If) bool { return calls(branch.Cond, "open") },
	}
	for name, member := range pkg.Members {
		fn, ok := member.(*ssa.Function)
		if !ok || len(name) < 4 || name[:3] != "yes" && name[:3] != "no_" {
			continue
		}
		var from, to ssa.Instruction
		for _, b := range fn.Blocks {
			for _, instr := range b.Instrs {
				if calls(instr, "from") {
					from = instr
				} else if calls(instr, "to") {
					to = instr
				}
			}
		}
		got := to != nil && walk.Leads(flow.After(from), to)
		if want := name[:3] == "yes"; got != want {
			t.Errorf("%s: from leads to to: %v, want %v", name, got, want)
		}
	}
}
