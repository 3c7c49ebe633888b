package fix

import (
	"bytes"
	"go/token"
	"slices"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// merge adds the edits of a fix to those of others; both are ordered. It is
// not ok if they overlap. Alike edits are one, if they can be: udiff.Merge
// would also take the bracket that each of two fixes opens at one place for
// one, while they close it at different places. whole says that the list has
// all edits of the fix, so that it does not matter what belongs together.
func merge(list, fix []udiff.Edit, whole bool) ([]udiff.Edit, bool) {
	merged := slices.Clone(list)
	for _, e := range fix {
		if slices.Contains(list, e) {
			if !whole && !balanced(e.New) {
				return nil, false
			}
			continue
		}
		if slices.ContainsFunc(list, func(other udiff.Edit) bool { return overlap(e, other) }) {
			return nil, false
		}
		merged = append(merged, e)
	}
	udiff.SortEdits(merged)
	return merged, true
}

// overlap reports whether two edits change the same text. For an insertion it
// is enough that the other edit is next to it: does it go before, or after?
func overlap(a, b udiff.Edit) bool {
	if a.Start == a.End || b.Start == b.End {
		return a.Start <= b.End && b.Start <= a.End
	}
	return a.Start < b.End && b.Start < a.End
}

// balanced reports whether a text closes all brackets that it opens.
func balanced(text string) bool {
	depth := make(map[byte]int)
	for i := range len(text) {
		switch c := text[i]; c {
		case '(', '[', '{':
			depth[c]++
		case ')':
			depth['(']--
		case ']', '}':
			depth[c-2]--
		}
	}
	for _, n := range depth {
		if n != 0 {
			return false
		}
	}
	return strings.Count(text, "/*") == strings.Count(text, "*/")
}

// at reports whether a text has a position: its offset is where its line and
// column are. This finds out about most files that were edited since; whoever
// keeps findings for longer compares the contents.
func at(text []byte, p token.Position) bool {
	if p.Offset < 0 || p.Offset > len(text) {
		return false
	}
	before := text[:p.Offset]
	if p.Offset == len(text) {
		// For go/token a last line end starts no further line.
		before = bytes.TrimSuffix(before, []byte("\n"))
	}
	return bytes.Count(before, []byte("\n")) == p.Line-1 && p.Offset-bytes.LastIndexByte(before, '\n') == p.Column
}
