package baseline_test

import (
	"fmt"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/baseline"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// finding reads "check file:line function message".
func finding(t *testing.T, root, s string) driver.Finding {
	t.Helper()
	parts := strings.SplitN(s, " ", 4)
	name, line, _ := strings.Cut(parts[1], ":")
	f := driver.Finding{Check: parts[0], Func: parts[2], Message: parts[3]}
	f.Pos.Filename = filepath.Join(root, filepath.FromSlash(name))
	if _, err := fmt.Sscan(line, &f.Pos.Line); err != nil {
		t.Fatal(err)
	}
	return f
}

func findings(t *testing.T, root string, lines []string) []driver.Finding {
	var list []driver.Finding
	for _, l := range lines {
		list = append(list, finding(t, root, l))
	}
	return list
}

func words[T any](list []T, say func(T) string) []string {
	var out []string
	for _, x := range list {
		out = append(out, say(x))
	}
	return out
}

func check(name string) analyzers.Check {
	return analyzers.Check{Analyzer: &analysis.Analyzer{Name: name}}
}

// everything is a scope in which p.go was looked at by the check c.
func everything(root string) baseline.Scope {
	res := &driver.Result{Files: []string{filepath.Join(root, "p.go")}}
	return baseline.ScopeOf(res, []analyzers.Check{check("c")}, []analyzers.Check{check("c")})
}

func TestApply(t *testing.T) {
	for _, test := range []struct {
		name                    string
		then, now, left, stales []string
	}{
		{name: "nothing changed",
			then: []string{"c p.go:1 f m", "c p.go:2 f m"},
			now:  []string{"c p.go:1 f m", "c p.go:2 f m"}},
		{name: "lines moved, numbers in the message too",
			then: []string{"c p.go:1 f blocks on line 7", "c p.go:2 g m"},
			now:  []string{"c p.go:51 g m", "c p.go:62 f blocks  on line 57"}},
		{name: "one more: the last is told of",
			then: []string{"c p.go:1 f m", "c p.go:2 f m"},
			now:  []string{"c p.go:9 f m", "c p.go:2 f m", "c p.go:5 f m"},
			left: []string{"c p.go:9 f m"}},
		{name: "one less",
			then:   []string{"c p.go:1 f m", "c p.go:2 f m", "c p.go:3 f m"},
			now:    []string{"c p.go:2 f m"},
			stales: []string{"p.go: f: m (c, 2 times)"}},
		{name: "all differ",
			then:   []string{"c p.go:1 f m"},
			now:    []string{"c p.go:1 g m", "c p.go:1 f n", "d p.go:1 f m", "c q.go:1 f m"},
			left:   []string{"c p.go:1 g m", "c p.go:1 f n", "d p.go:1 f m", "c q.go:1 f m"},
			stales: []string{"p.go: f: m (c)"}},
		{name: "outside of the module",
			then: []string{"c ../p.go:1 f m"},
			now:  []string{"c ../p.go:1 f m"},
			left: []string{"c ../p.go:1 f m"}},
		{name: "about a comment",
			then: []string{"staleignore p.go:1 f m"},
			now:  []string{"staleignore p.go:1 f m"},
			left: []string{"staleignore p.go:1 f m"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			root := testmod.Write(t, "-- p.go --\n")
			b := baseline.New(root, findings(t, root, test.then))
			now := findings(t, root, test.now)
			left, stale := b.Apply(now, everything(root))
			got := words(left, func(f driver.Finding) string {
				return test.now[slices.IndexFunc(now, func(g driver.Finding) bool {
					return f.Pos == g.Pos && f.Check == g.Check && f.Func == g.Func && f.Message == g.Message
				})]
			})
			if !slices.Equal(got, test.left) {
				t.Errorf("left are %q, want %q", got, test.left)
			}
			if got := words(stale, baseline.Entry.String); !slices.Equal(got, test.stales) {
				t.Errorf("stale are %q, want %q", got, test.stales)
			}

			// Once pruned, it accepts as much and nothing is stale.
			pruned, gone := b.Prune(now, everything(root))
			if got := words(gone, baseline.Entry.String); !slices.Equal(got, test.stales) {
				t.Errorf("pruned are %q, want %q", got, test.stales)
			}
			again, stale := pruned.Apply(now, everything(root))
			if len(again) != len(left) || len(stale) > 0 {
				t.Errorf("after pruning %d are left, not %d, and stale are %v", len(again), len(left), stale)
			}
		})
	}
}

func TestNoBaseline(t *testing.T) {
	var none *baseline.Baseline
	list := []driver.Finding{{Check: "c"}}
	if left, stale := none.Apply(list, baseline.Scope{}); len(left) != 1 || stale != nil {
		t.Errorf("Apply of none: %v %v", left, stale)
	}
	if pruned, stale := none.Prune(list, baseline.Scope{}); pruned != nil || stale != nil {
		t.Errorf("Prune of none: %v %v", pruned, stale)
	}
}

// TestScope is the life of a baseline under the engine: what was not looked for
// is not stale, and writing a part does not lose the rest.
func TestScope(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `
-- p/p.go --
package p

var V = 1
-- p/p_test.go --
package p

var W, X = 2, "x"
-- q/q.go --
package q

var Y = 3
-- r/r.go --
package r

var Z = 4
`)
	ints := analyzers.Check{Analyzer: testmod.Obedient("ints", token.INT)}
	strs := analyzers.Check{Analyzer: testmod.Obedient("strs", token.STRING)}
	all := []analyzers.Check{ints, strs}
	run := func(tests bool, patterns string, checks ...analyzers.Check) (*driver.Result, baseline.Scope) {
		req := driver.Request{Dir: dir, Patterns: strings.Fields(patterns), Tests: tests}
		for _, c := range checks {
			req.Analyzers = append(req.Analyzers, c.Analyzer)
		}
		res, err := driver.Stream{}.Run(t.Context(), req)
		if err != nil {
			t.Fatal(err)
		}
		return res, baseline.ScopeOf(res, checks, all)
	}
	whole, scope := run(true, "./...", all...)
	b := baseline.New(dir, whole.Findings)
	if left, stale := b.Apply(whole.Findings, scope); len(left)+len(stale) > 0 || len(b.Entries()) != 5 {
		t.Fatalf("left %v, stale %v, of %v", left, stale, b.Entries())
	}

	// Now nothing at all is found any more, wherever one looks.
	const (
		v    = "p/p.go: 0 (ints)"
		w    = "p/p_test.go: 0 (ints)"
		x    = `p/p_test.go: "x" (strs)`
		y    = "q/q.go: 0 (ints)"
		z    = "r/r.go: 0 (ints)"
		gone = "s/s.go: gone (ints)"
		old  = "p/p.go: old (retired)"
	)
	b = baseline.New(dir, append(whole.Findings, findings(t, dir, []string{"ints s/s.go:1  gone", "retired p/p.go:1  old"})...))
	always := []string{old, gone} // no such check, no such file
	for _, test := range []struct {
		name     string
		tests    bool
		patterns string
		checks   []analyzers.Check
		want     []string
	}{
		{"everything", true, "./...", all, []string{v, old, w, x, y, z, gone}},
		{"one package", true, "./q", all, []string{old, y, gone}},
		{"one check", true, "./...", []analyzers.Check{strs}, []string{old, x, gone}},
		{"no tests", false, "./p", all, []string{v, old, gone}},
	} {
		res, scope := run(test.tests, test.patterns, test.checks...)
		_, stale := b.Apply(nil, scope)
		if got := words(stale, baseline.Entry.String); !slices.Equal(got, test.want) {
			t.Errorf("%s: stale are\n%q, want\n%q", test.name, got, test.want)
		}
		// Writing anew replaces exactly these.
		renewed := b.Renew(dir, res.Findings, scope)
		left, stale := renewed.Apply(whole.Findings, baseline.Scope{})
		if len(left)+len(stale) > 0 {
			t.Errorf("%s: after writing, left are %v and stale %v", test.name, left, stale)
		}
		if _, stale = renewed.Apply(nil, scope); slices.ContainsFunc(stale, func(e baseline.Entry) bool { return slices.Contains(always, e.String()) }) {
			t.Errorf("%s: after writing, there are still %v", test.name, stale)
		}
	}
	if got := (*baseline.Baseline)(nil).Renew(dir, whole.Findings, scope); len(got.Entries()) != 5 {
		t.Errorf("the first baseline: %v", got.Entries())
	}

	broken := &driver.Result{Files: whole.Files, Problems: []driver.Problem{{Package: "sample/r"}}}
	if _, stale := b.Apply(nil, baseline.ScopeOf(broken, all, all)); len(stale) > 0 {
		t.Errorf("with a package that is broken, stale are %v", stale)
	}
}
