package lsp

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"

	"go.lsp.dev/protocol"
)

// A text is the content of a file, with its lines. For us a line ends with
// "\n", as for go/token; the "\r" before it belongs to the line.
type text struct {
	content []byte
	starts  []int // of the lines; at least one
}

func newText(content []byte) *text {
	t := &text{content: content, starts: []int{0}}
	for i, c := range content {
		if c == '\n' {
			t.starts = append(t.starts, i+1)
		}
	}
	return t
}

// line returns a line, which begins at start; the first is 0. Those that the
// text does not have are empty, at its end.
func (t *text) line(n int) (start int, line []byte) {
	switch {
	case n < 0:
		return 0, nil
	case n >= len(t.starts):
		return len(t.content), nil
	}
	start = t.starts[n]
	end := len(t.content)
	if n+1 < len(t.starts) {
		end = t.starts[n+1]
	}
	line = bytes.TrimSuffix(t.content[start:end], []byte("\n"))
	return start, bytes.TrimSuffix(line, []byte("\r"))
}

// An encoding says what the characters of a position are.
type encoding = protocol.PositionEncodingKind

// units is how many characters a rune is.
func units(e encoding, r rune, size int) int {
	switch e {
	case protocol.PositionEncodingKindUTF8:
		return size
	case protocol.PositionEncodingKindUTF32:
		return 1
	}
	return max(utf16.RuneLen(r), 1)
}

// position is that of a byte, given as go/token has it: line and column begin
// with 1, columns are bytes.
func (t *text) position(e encoding, line, column int) protocol.Position {
	start, content := t.line(line - 1)
	if line > len(t.starts) {
		line = len(t.starts)
		start, content = t.line(line - 1)
		column = len(content) + 1
	}
	_ = start
	if column-1 < len(content) {
		content = content[:max(column-1, 0)]
	}
	count := 0
	for i := 0; i < len(content); {
		r, size := utf8.DecodeRune(content[i:])
		count += units(e, r, size)
		i += size
	}
	return protocol.Position{Line: uint32(max(line-1, 0)), Character: uint32(count)}
}

// offset is where a position is. Where there is nothing it is the end of the
// line, or of the text, as the protocol wants it.
func (t *text) offset(e encoding, p place) int {
	start, line := t.line(int(p.Line))
	count := 0
	for i := 0; i < len(line); {
		if count >= int(p.Character) {
			return start + i
		}
		r, size := utf8.DecodeRune(line[i:])
		count += units(e, r, size)
		i += size
	}
	return start + len(line)
}

// at is the position of an offset.
func (t *text) at(e encoding, offset int) protocol.Position {
	lo, hi := 0, len(t.starts)
	for lo+1 < hi {
		if mid := (lo + hi) / 2; t.starts[mid] <= offset {
			lo = mid
		} else {
			hi = mid
		}
	}
	return t.position(e, lo+1, offset-t.starts[lo]+1)
}
