package fix

import (
	"bytes"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// generated reports whether a file says so of itself.
func generated(text []byte) bool {
	file, err := parser.ParseFile(token.NewFileSet(), "", text, parser.PackageClauseOnly|parser.ParseComments)
	return err == nil && ast.IsGenerated(file)
}

// A layout is what go/format would not keep.
type layout struct {
	mark  bool // byte order mark
	crlf  bool // all lines end so
	mixed bool // some do
}

const byteOrderMark = "\ufeff"

func layoutOf(text []byte) layout {
	ends, crlf := bytes.Count(text, []byte("\n")), bytes.Count(text, []byte("\r\n"))
	return layout{
		mark:  bytes.HasPrefix(text, []byte(byteOrderMark)),
		crlf:  crlf > 0 && crlf == ends,
		mixed: crlf > 0 && crlf < ends,
	}
}

// plain takes off what restore puts on again.
func (l layout) plain(text []byte) []byte {
	if l.mark {
		text = bytes.TrimPrefix(text, []byte(byteOrderMark))
	}
	if l.crlf {
		text = bytes.ReplaceAll(text, []byte("\r\n"), []byte("\n"))
	}
	return text
}

func (l layout) restore(text []byte) []byte {
	if l.crlf {
		text = bytes.ReplaceAll(text, []byte("\n"), []byte("\r\n"))
	}
	if l.mark {
		text = append([]byte(byteOrderMark), text...)
	}
	return text
}

// result is the file with the edits that were accepted for it.
func (s *source) result() ([]byte, error) {
	edited, err := udiff.ApplyBytes(s.text, s.accepted)
	if err != nil {
		return nil, err
	}
	l := layoutOf(s.text)
	before, after := l.plain(s.text), l.plain(edited)
	if after, err = dropImports(before, after); err != nil {
		return nil, err
	}
	formatted, err := format.Source(after)
	if err != nil {
		return nil, err
	}
	was, err := format.Source(before)
	switch {
	case l.mixed || err != nil:
		// Formatting would change the line ends.
	case bytes.Equal(was, before):
		after = formatted
	default:
		after = formatChanged(before, after, formatted)
	}
	return l.restore(after), nil
}

// formatChanged formats the lines that an edit has changed, and no others. It
// leaves them as they are where that cannot be told from the lines alone.
func formatChanged(before, edited, formatted []byte) []byte {
	type span struct{ from, to int } // of edited
	var changed []span
	moved := 0
	for _, e := range udiff.Lines(string(before), string(edited)) {
		changed = append(changed, span{e.Start + moved, e.Start + moved + len(e.New)})
		moved += len(e.New) - (e.End - e.Start)
	}
	var keep []udiff.Edit
	for _, e := range byLine(string(edited), udiff.Lines(string(edited), string(formatted))) {
		for _, c := range changed {
			if e.Start < c.to && c.from < e.End || e.Start == e.End && c.from <= e.Start && e.Start <= c.to {
				keep = append(keep, e)
				break
			}
		}
	}
	out, err := udiff.ApplyBytes(edited, keep)
	if err != nil {
		return edited
	}
	// A diff may match a line with a like one elsewhere, and a part of it then
	// makes another program.
	if again, err := format.Source(out); err != nil || !bytes.Equal(again, formatted) {
		return edited
	}
	return out
}

// byLine splits edits that replace as many lines as they insert.
func byLine(text string, edits []udiff.Edit) []udiff.Edit {
	var split []udiff.Edit
	for _, e := range edits {
		before, after := strings.SplitAfter(text[e.Start:e.End], "\n"), strings.SplitAfter(e.New, "\n")
		if len(before) != len(after) {
			split = append(split, e)
			continue
		}
		start := e.Start
		for i, line := range before {
			if line != after[i] {
				split = append(split, udiff.Edit{Start: start, End: start + len(line), New: after[i]})
			}
			start += len(line)
		}
	}
	return split
}
