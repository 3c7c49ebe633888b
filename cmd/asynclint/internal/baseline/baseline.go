// Package baseline keeps findings that a project has accepted, so that a linter
// can be adopted on old code: they are counted, in a file that is committed,
// and only what is beyond that is reported.
//
// An entry has no line numbers. It survives edits elsewhere in its file; it does
// not survive that its function is renamed or the file is moved, which is when
// code should be looked at anyway. Fingerprints, as the formats print them,
// would be shorter and say nothing to who reviews the file.
//
// An entry is stale if what it accepts is no longer found, though it was looked
// for: see [Scope].
//
// Findings about comments that silence nothing are never accepted: whether those
// are found depends on all checks that ran, and deleting a comment is no work.
package baseline

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
)

// A Baseline is the content of a file. Nil is that of no file.
type Baseline struct {
	root    string  // the folder of the file, absolute: paths are relative to it
	entries []Entry // ordered
}

// An Entry accepts findings.
type Entry struct {
	Check    string `json:"check"`
	Path     string `json:"path"`               // with slashes
	Function string `json:"function,omitempty"` // as in driver.Finding
	Message  string `json:"message"`            // as driver.Finding's Gist
	Count    int    `json:"count"`              // how many such findings

	Line int `json:"-"` // where it stands in the file; 0 if it was not read from one
}

// key is all that tells entries apart.
type key struct{ check, path, function, message string }

func (e Entry) key() key { return key{e.Check, e.Path, e.Function, e.Message} }

// String is an entry in the words of a finding.
func (e Entry) String() string {
	times := ""
	if e.Count > 1 {
		times = fmt.Sprintf(", %d times", e.Count)
	}
	where := e.Path
	if e.Function != "" {
		where += ": " + e.Function
	}
	return fmt.Sprintf("%s: %s (%s%s)", where, e.Message, e.Check, times)
}

func compare(a, b Entry) int {
	return cmp.Or(
		cmp.Compare(a.Path, b.Path),
		cmp.Compare(a.Function, b.Function),
		cmp.Compare(a.Check, b.Check),
		cmp.Compare(a.Message, b.Message),
	)
}

// Entries returns the entries in their order, which is that of the file.
func (b *Baseline) Entries() []Entry {
	if b == nil {
		return nil
	}
	return slices.Clone(b.entries)
}

// A Scope says what a run has looked at. Of entries outside of it nobody knows
// whether they are stale.
type Scope struct {
	files    map[string]bool
	ran, all map[string]bool // checks, by name
	complete bool
}

// ScopeOf is the scope of a run in which the checks ran, of all that there are.
//
// A run with problems has an empty scope: in a package that is broken, or that
// imports a broken one, nothing can be found. Nor must a run be asked about
// that was interrupted.
func ScopeOf(res *driver.Result, ran, all []analyzers.Check) Scope {
	s := Scope{
		files:    make(map[string]bool),
		ran:      make(map[string]bool),
		all:      make(map[string]bool),
		complete: len(res.Problems) == 0,
	}
	for _, name := range res.Files {
		s.files[name] = true
	}
	for _, c := range ran {
		s.ran[c.Name()] = true
	}
	for _, c := range all {
		s.all[c.Name()] = true
	}
	return s
}

// covers reports whether the run would have found what e accepts, below root:
// the check ran on the file, or there is no such check or file any more.
func (s Scope) covers(root string, e Entry) bool {
	if !s.complete {
		return false
	}
	if !s.all[e.Check] {
		return true
	}
	name := filepath.Join(root, filepath.FromSlash(e.Path))
	if s.ran[e.Check] && s.files[name] {
		return true
	}
	_, err := os.Lstat(name)
	return os.IsNotExist(err)
}

// entry is the entry that accepts f; not ok if nothing may accept it, or it is
// not below root: nobody could commit a baseline for that.
func entry(root string, f driver.Finding) (Entry, bool) {
	rel, err := filepath.Rel(root, f.Pos.Filename)
	if err != nil || f.Check == suppress.Check || !filepath.IsLocal(rel) || f.Pos.Filename == "" {
		return Entry{}, false
	}
	return Entry{Check: f.Check, Path: filepath.ToSlash(rel), Function: f.Func, Message: f.Gist(), Count: 1}, true
}

// New is a baseline of these findings, for a file in the folder root.
func New(root string, findings []driver.Finding) *Baseline {
	b := &Baseline{root: root}
	index := make(map[key]int)
	for _, f := range findings {
		e, ok := entry(root, f)
		if !ok {
			continue
		}
		if i, ok := index[e.key()]; ok {
			b.entries[i].Count++
			continue
		}
		index[e.key()] = len(b.entries)
		b.entries = append(b.entries, e)
	}
	slices.SortFunc(b.entries, compare)
	return b
}

// Apply returns the findings that b does not accept, in the order they came,
// and the entries that are stale, with the count of what is no longer found.
// If there are more findings than an entry accepts, the last ones in the file
// are left: nobody knows which one is new.
func (b *Baseline) Apply(findings []driver.Finding, scope Scope) (left []driver.Finding, stale []Entry) {
	if b == nil {
		return findings, nil
	}
	unused := make(map[key]int)
	for _, e := range b.entries {
		unused[e.key()] = e.Count
	}
	order := make([]int, len(findings))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(i, j int) int {
		a, b := findings[i].Pos, findings[j].Pos
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	accepted := make([]bool, len(findings))
	for _, i := range order {
		if e, ok := entry(b.root, findings[i]); ok && unused[e.key()] > 0 {
			unused[e.key()]--
			accepted[i] = true
		}
	}
	for i, f := range findings {
		if !accepted[i] {
			left = append(left, f)
		}
	}
	for _, e := range b.entries {
		if n := unused[e.key()]; n > 0 && scope.covers(b.root, e) {
			e.Count = n
			stale = append(stale, e)
		}
	}
	return left, stale
}

// Prune returns b without what is stale, and that.
func (b *Baseline) Prune(findings []driver.Finding, scope Scope) (pruned *Baseline, stale []Entry) {
	if b == nil {
		return nil, nil
	}
	_, stale = b.Apply(findings, scope)
	gone := make(map[key]int)
	for _, e := range stale {
		gone[e.key()] = e.Count
	}
	pruned = &Baseline{root: b.root}
	for _, e := range b.entries {
		if e.Count -= gone[e.key()]; e.Count > 0 {
			pruned.entries = append(pruned.entries, e)
		}
	}
	return pruned, stale
}

// Renew returns a baseline, for a file in the folder root, that accepts all
// these findings, and what b accepts outside of the scope: who writes the
// baseline of one package does not lose those of others. b may be nil.
func (b *Baseline) Renew(root string, findings []driver.Finding, scope Scope) *Baseline {
	out := New(root, findings)
	if b == nil {
		return out
	}
	found := make(map[key]int)
	for i, e := range out.entries {
		found[e.key()] = i
	}
	for _, e := range b.entries {
		if scope.covers(b.root, e) {
			continue
		}
		if i, ok := found[e.key()]; ok {
			out.entries[i].Count = max(out.entries[i].Count, e.Count)
			continue
		}
		out.entries = append(out.entries, e)
	}
	slices.SortFunc(out.entries, compare)
	return out
}
