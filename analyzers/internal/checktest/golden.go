package checktest

import (
	"bytes"
	"cmp"
	"go/format"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/testdata"
)

// fixesOf collects the suggested fixes of what was reported in each file.
func fixesOf(results []*result) map[string][][]analysis.SuggestedFix {
	files := make(map[string][][]analysis.SuggestedFix)
	seen := make(map[token.Position]bool) // a package and its test variant say the same
	for _, r := range results {
		for _, d := range r.Diagnostics {
			at := r.Action.Package.Fset.Position(d.Pos)
			if len(d.SuggestedFixes) > 0 && !seen[at] {
				seen[at] = true
				files[at.Filename] = append(files[at.Filename], d.SuggestedFixes)
			}
		}
	}
	return files
}

// staleGolden complains of golden files beside code that has no fix.
func (p *pair) staleGolden(t *testing.T) {
	fixed := fixesOf(p.result)
	fs.WalkDir(testdata.FS, "src/"+p.name, func(path string, _ fs.DirEntry, err error) error {
		if name, ok := strings.CutSuffix(path, ".golden"); ok && fixed[filepath.Join(p.root, "testdata", name)] == nil {
			t.Errorf("testdata/%s: the check suggests no fix in %s", path, filepath.Base(name))
		}
		return err
	})
}

// writeGolden writes what the fixes make of each file, in the two forms that
// analysistest knows.
func (p *pair) writeGolden(t *testing.T, results []*result) {
	if len(results) == 0 {
		return
	}
	fset := results[0].Action.Package.Fset
	for name, findings := range fixesOf(results) {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		sections := make(map[string][]analysis.TextEdit) // by message of the fix
		var all []analysis.TextEdit
		alternatives := false
		for _, fixes := range findings {
			alternatives = alternatives || len(fixes) > 1
			for _, fix := range fixes {
				sections[fix.Message] = append(sections[fix.Message], fix.TextEdits...)
				all = append(all, fix.TextEdits...)
			}
		}
		golden := apply(t, fset, src, all)
		if alternatives {
			archive := new(txtar.Archive)
			for _, message := range slices.Sorted(maps.Keys(sections)) {
				archive.Files = append(archive.Files, txtar.File{Name: message, Data: apply(t, fset, src, sections[message])})
			}
			golden = txtar.Format(archive)
		}
		if err := os.WriteFile(name+".golden", golden, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// apply makes edits, each once though several fixes may need it.
func apply(t *testing.T, fset *token.FileSet, src []byte, edits []analysis.TextEdit) []byte {
	edits = slices.Clone(edits)
	slices.SortStableFunc(edits, func(a, b analysis.TextEdit) int {
		return cmp.Or(cmp.Compare(a.Pos, b.Pos), cmp.Compare(a.End, b.End))
	})
	edits = slices.CompactFunc(edits, func(a, b analysis.TextEdit) bool {
		return a.Pos == b.Pos && a.End == b.End && a.Pos != a.End && bytes.Equal(a.NewText, b.NewText)
	})
	var out []byte
	done := 0
	for _, e := range edits {
		from, to := fset.Position(e.Pos).Offset, fset.Position(max(e.End, e.Pos)).Offset
		if from < done {
			t.Errorf("%s: the fixes of one file conflict", fset.Position(e.Pos))
			continue
		}
		out = append(append(out, src[done:from]...), e.NewText...)
		done = to
	}
	out = append(out, src[done:]...)
	if formatted, err := format.Source(out); err == nil {
		return formatted
	}
	return out
}
