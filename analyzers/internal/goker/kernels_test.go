package goker

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// kernels returns the records and the folder of the kernels, which every test
// here needs.
func kernels(t *testing.T) ([]*Kernel, string) {
	t.Helper()
	all, err := Kernels()
	if err != nil {
		t.Fatal(err)
	}
	dir, err := Dir()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(filepath.Join(dir, "goker")); errors.Is(err, fs.ErrNotExist) {
		t.Skip("this toolchain ships no kernels: " + dir)
	}
	return all, dir
}

// unlisted are programs in the folder that are no kernels: NoLeakGlobal must
// not be seen by the profile, the others exercise it.
var unlisted = []string{"DaisyChain", "NoLeakGlobal", "SpawnGC"}

// TestComplete: every kernel of the toolchain has a record.
func TestComplete(t *testing.T) {
	all, dir := kernels(t)
	var listed []string
	for _, k := range all {
		listed = append(listed, k.Name)
	}
	files, err := filepath.Glob(filepath.Join(dir, "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	more, err := filepath.Glob(filepath.Join(dir, "goker", "*.go"))
	if err != nil {
		t.Fatal(err)
	}
	register := regexp.MustCompile(`(?m)^\tregister\("(\w+)"`)
	var there []string
	for _, name := range append(files, more...) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range register.FindAllSubmatch(src, -1) {
			if !slices.Contains(unlisted, string(m[1])) {
				there = append(there, string(m[1]))
			}
		}
	}
	slices.Sort(listed)
	slices.Sort(there)
	if !slices.Equal(listed, there) {
		t.Errorf("kernels.json lists\n\t%s\nthe toolchain has\n\t%s", strings.Join(listed, " "), strings.Join(there, " "))
	}
}

// TestRecords: every record says what its status demands, of lines that exist.
func TestRecords(t *testing.T) {
	all, dir := kernels(t)
	groups := make(map[string]int)
	for _, k := range all {
		groups[k.Group()]++
		src, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(k.File)))
		if err != nil {
			t.Errorf("%s: %v", k.Name, err)
			continue
		}
		lines := strings.Split(string(src), "\n")
		for _, n := range k.Lines {
			if n < 1 || n > len(lines) || strings.TrimSpace(lines[n-1]) == "" {
				t.Errorf("%s: %s:%d has nothing on it", k.Name, k.File, n)
			}
		}
		if _, err := regexp.Compile(k.Says); err != nil {
			t.Errorf("%s: says: %v", k.Name, err)
		}
		for _, fault := range k.faults() {
			t.Errorf("%s: %s", k.Name, fault)
		}
	}
	if groups["lock"]+groups["other"] != 63 || groups["lock"] != 23 {
		t.Errorf("kernels by group: %v, want 63 of the collection, 23 of them lock kernels", groups)
	}
}

// faults lists what is wrong with the form of the record.
func (k *Kernel) faults() (faults []string) {
	fault := func(wrong bool, what string) {
		if wrong {
			faults = append(faults, what)
		}
	}
	fault(!slices.Contains([]string{"easy", "medium", "hard", "infeasible"}, k.Difficulty), "unknown difficulty "+k.Difficulty)
	fault(k.Type == "" || k.Reason == "", "type or reason missing")
	switch k.Status {
	case Expected, Missed:
		fault(len(k.Checks) == 0 || len(k.Lines) == 0, "checks or lines missing")
		fault(len(k.Fix) == 0, "fix missing")
	case Later:
		fault(len(k.Fix) > 0, "has a fix: what is it waiting for?")
	default:
		fault(true, "unknown status "+k.Status)
	}
	for _, a := range k.Also {
		fault(a.Reason == "", "also: reason missing")
	}
	return faults
}

func TestEdit(t *testing.T) {
	src := []byte("a\n\tmu.Lock() // mu\nb\n")
	for _, test := range []struct {
		edit      Edit
		want, err string
	}{
		{edit: Edit{2, "mu.Lock()", "x"}, want: "a\n\tx // mu\nb\n"},
		{edit: Edit{2, "mu.Lock() // mu", ""}, want: "a\n\t\nb\n"},
		{edit: Edit{2, "mu", "x"}, err: "occurs 2 times"},
		{edit: Edit{3, "mu", "x"}, err: "occurs 0 times"},
		{edit: Edit{9, "mu", "x"}, err: "only 4 lines"},
		{edit: Edit{3, "b", "x\ny"}, err: "keeps the numbers"},
	} {
		got, err := test.edit.apply(src)
		switch {
		case test.err == "" && (err != nil || string(got) != test.want):
			t.Errorf("%v: %q, %v; want %q", test.edit, got, err, test.want)
		case test.err != "" && (err == nil || !strings.Contains(err.Error(), test.err)):
			t.Errorf("%v: error %v, want %q", test.edit, err, test.err)
		}
	}
	if string(src) != "a\n\tmu.Lock() // mu\nb\n" {
		t.Error("apply changes its argument")
	}
}
