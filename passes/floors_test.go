package passes_test

import (
	"encoding/json"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// module is the prefix of our packages.
const module = "github.com/asynclint/asynclint/"

// floors is the order of imports: a package may import those of earlier
// floors, never its neighbours.
var floors = [][]string{
	{"passes/effect"},
	{"passes/place", "passes/flow", "passes/explore", "passes/knowledge"},
	{"passes/directives", "passes/ssabuild"},
	{"passes/calls"},
	{"passes/lockset", "passes/obligations", "passes/conns"},
	{"passes/effects"},
	{"passes/given"},
	{"passes/classes", "passes/contexts", "passes/locks", "passes/polls"},
	{"passes/bubbles", "passes/groups", "passes/joins", "passes/permits", "passes/spawns", "passes/timers"},
	{"passes/automata", "passes/fanouts", "passes/queues", "passes/requests", "passes/unheard", "passes/waits"},
	{"testdata", "testdata/witness"}, // the fixtures as data
	{"analyzers/internal/report", "analyzers/internal/goversion", "analyzers/internal/prose", "analyzers/internal/gotest"},
	{"analyzers/internal/*"}, // what several checks share
	{"analyzers/*"},
	{"analyzers"},
	{"analyzers/gclplugin", "cmd/*"},
}

// pure is how many floors must be testable with plain values, without a pass.
const pure = 2

// apart lists packages without a floor: they hold documentation, or only tests
// import them.
var apart = []string{"passes", "passes/internal/*", "analyzers/internal"}

// TestFloors: imports point down.
func TestFloors(t *testing.T) {
	for _, p := range list(t) {
		name, ours := strings.CutPrefix(p.ImportPath, module)
		if !ours || p.ForTest != "" || strings.HasSuffix(p.ImportPath, ".test") || matchAny(apart, name) {
			continue
		}
		floor := floorOf(name)
		if floor < 0 {
			t.Errorf("%s stands on no floor: give it one in this test", name)
			continue
		}
		for _, imported := range p.Imports {
			below, ours := strings.CutPrefix(imported, module)
			if !ours {
				continue
			}
			inside := strings.HasPrefix(name, "cmd/") && strings.HasPrefix(below, "cmd/")
			if f := floorOf(below); (f < 0 || f >= floor) && !inside {
				t.Errorf("%s imports %s, which is not below it", name, below)
			}
			if below == "analyzers/internal/checktest" {
				t.Errorf("%s imports %s, which is for tests", name, below)
			}
		}
		if floor < pure && slices.Contains(p.Deps, "golang.org/x/tools/go/analysis") {
			t.Errorf("%s reaches golang.org/x/tools/go/analysis; it must do with plain values", name)
		}
	}
}

// pkg is what `go list -json` says of a package.
type pkg struct {
	ImportPath, ForTest string
	Imports, Deps       []string
}

func list(t *testing.T) []pkg {
	t.Helper()
	cmd := exec.Command("go", "list", "-e", "-json=ImportPath,ForTest,Imports,Deps", "./...")
	cmd.Dir = ".."
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for decoder := json.NewDecoder(strings.NewReader(string(out))); decoder.More(); {
		var p pkg
		if err := decoder.Decode(&p); err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// floorOf returns the index of the floor of one of our packages, or -1.
func floorOf(name string) int {
	exact := slices.IndexFunc(floors, func(f []string) bool { return slices.Contains(f, name) })
	if exact >= 0 {
		return exact
	}
	return slices.IndexFunc(floors, func(f []string) bool { return matchAny(f, name) })
}

// matchAny matches a path against patterns, of which those that end in /* take
// everything below a folder.
func matchAny(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool {
		dir, wild := strings.CutSuffix(p, "*")
		return p == name || wild && strings.HasPrefix(name, dir)
	})
}
