package goker

import (
	"cmp"
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"text/tabwriter"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/checker"
	"golang.org/x/tools/go/packages"

	"github.com/asynclint/asynclint/analyzers"
)

// TestRecall: what the suite finds in the kernels is what the records say, and
// it is silent on the fixed ones.
func TestRecall(t *testing.T) {
	all, dir := kernels(t)
	suite := analyzers.Suite()
	fixes, err := Edited(dir, all, func(k *Kernel) []Edit { return k.Fix })
	if err != nil {
		t.Fatal(err)
	}
	before := reports(t, dir, nil, suite)
	after := reports(t, dir, fixes, suite)

	var table strings.Builder
	w := tabwriter.NewWriter(&table, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "kernel\tgroup\tstatus\tchecks\treported at\tfixed")
	found := make(map[string]int)
	of := make(map[string]int)
	for _, k := range all {
		of[k.Group()]++
		hits, stray := k.hits(before)
		left := k.left(after)
		faults := append(k.judge(hits, left), k.idle(after)...)
		for _, f := range faults {
			t.Errorf("%s: %s", k.Name, f)
		}
		if len(hits) > 0 && len(faults) == 0 && k.Status == Expected {
			found[k.Group()]++
		}
		fixed := "-"
		if k.Fix != nil && k.ready() {
			fixed = "silent"
			if len(left) > 0 {
				fixed = join(left)
			}
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\n", k.Name, k.Group(), k.Status, k.wants(), k.shows(hits, stray), fixed)
	}
	w.Flush()
	for _, g := range []string{"lock", "other", "small"} {
		fmt.Fprintf(&table, "%s kernels: recall %d of %d\n", g, found[g], of[g])
	}
	fmt.Fprintf(&table, "the collection: recall %d of %d\n", found["lock"]+found["other"], of["lock"]+of["other"])
	t.Logf("\n%s", &table)
}

// finding is what a check says somewhere in the kernels.
type finding struct {
	file    string // as in Kernel.File
	line    int
	check   string
	message string
}

// reports runs the suite over the kernels, with the overlay in place of files.
func reports(t *testing.T, dir string, overlay map[string][]byte, suite []analyzers.Check) []finding {
	t.Helper()
	pkgs, err := packages.Load(&packages.Config{
		Mode:    packages.LoadAllSyntax | packages.NeedModule,
		Context: t.Context(),
		Dir:     dir,
		Env:     environ(),
		Overlay: overlay,
	}, ".", "./goker")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range pkgs {
		for _, err := range p.Errors {
			t.Fatalf("the kernels do not compile: %v", err)
		}
	}
	var as []*analysis.Analyzer
	for _, c := range suite {
		as = append(as, c.Analyzer)
	}
	graph, err := checker.Analyze(as, pkgs, nil)
	if err != nil {
		t.Fatal(err)
	}
	var all []finding
	for _, act := range graph.Roots {
		if act.Err != nil {
			t.Fatalf("%v: %v", act, act.Err)
		}
		for _, d := range act.Diagnostics {
			at := act.Package.Fset.Position(d.Pos)
			file, err := filepath.Rel(dir, at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, finding{filepath.ToSlash(file), at.Line, act.Analyzer.Name, d.Message})
		}
	}
	slices.SortFunc(all, func(a, b finding) int {
		return cmp.Or(cmp.Compare(a.file, b.file), cmp.Compare(a.line, b.line), cmp.Compare(a.check, b.check), cmp.Compare(a.message, b.message))
	})
	return all
}

// ready reports whether a check that may find the kernel is in the suite.
func (k *Kernel) ready() bool {
	return slices.ContainsFunc(k.Checks, func(name string) bool {
		_, ok := analyzers.Lookup(name)
		return ok
	})
}

// hits tells findings at the defect from those that the kernel's checks make
// elsewhere in its file.
func (k *Kernel) hits(all []finding) (hits, stray []finding) {
	says := regexp.MustCompile(k.Says)
	for _, f := range all {
		switch {
		case f.file != k.File || !slices.Contains(k.Checks, f.check):
		case slices.Contains(k.Lines, f.line) && says.MatchString(f.message):
			hits = append(hits, f)
		case k.Group() != "small": // those share files
			stray = append(stray, f)
		}
	}
	return hits, stray
}

// left returns what is still reported on the fixed kernel: by its own checks,
// and by any check about locks, for a fix must not be taken for another bug.
func (k *Kernel) left(all []finding) (left []finding) {
	if k.Fix == nil {
		return nil
	}
	for _, f := range all {
		c, _ := analyzers.Lookup(f.check)
		right := slices.ContainsFunc(k.Also, func(a Also) bool { return a.Check == f.check && a.Line == f.line })
		switch {
		case f.file != k.File || right:
		case !slices.Contains(k.Checks, f.check) && c.Pitfall != analyzers.Locks:
		case k.Group() == "small" && !slices.Contains(k.Lines, f.line): // they share files
		default:
			left = append(left, f)
		}
	}
	return left
}

// judge compares what was found with what the record says.
func (k *Kernel) judge(hits, left []finding) (faults []string) {
	switch {
	case k.Status == Expected && k.ready() && len(hits) == 0:
		faults = append(faults, fmt.Sprintf("%s reports nothing at lines %v of %s: %s", k.wants(), k.Lines, k.File, k.Reason))
	case k.Status == Missed && len(hits) > 0:
		faults = append(faults, fmt.Sprintf("the record says it is missed (%s), but it is found: %s", k.Reason, join(hits)))
	}
	for _, f := range left {
		faults = append(faults, fmt.Sprintf("fixed, but %s:%d: %s: %s", f.file, f.line, f.check, f.message))
	}
	return faults
}

// idle lists the allowances of the record that nothing needs any more.
func (k *Kernel) idle(all []finding) (faults []string) {
	for _, a := range k.Also {
		_, ready := analyzers.Lookup(a.Check)
		if ready && !slices.ContainsFunc(all, func(f finding) bool { return f.file == k.File && f.check == a.Check && f.line == a.Line }) {
			faults = append(faults, fmt.Sprintf("also: nothing is reported any more by %s at %d", a.Check, a.Line))
		}
	}
	return faults
}

// wants is the column of the checks that may find the kernel.
func (k *Kernel) wants() string {
	if len(k.Checks) == 0 {
		return "-"
	}
	return strings.Join(k.Checks, "|")
}

// shows is the column of what was found.
func (k *Kernel) shows(hits, stray []finding) string {
	var s string
	switch {
	case len(hits) > 0:
		s = join(hits)
	case !k.ready():
		s = "(no such check yet)"
	default:
		s = "-"
	}
	if len(stray) > 0 {
		s += " and, elsewhere, " + join(stray)
	}
	return s
}

// join lists findings by check and line.
func join(all []finding) string {
	var s []string
	for _, f := range all {
		s = append(s, fmt.Sprintf("%s:%d", f.check, f.line))
	}
	return strings.Join(s, " ")
}
