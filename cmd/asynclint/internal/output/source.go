package output

import (
	"go/token"
	"path/filepath"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// sources hands out lines of the files that findings are in.
type sources struct {
	dir   string
	read  func(name string) ([]byte, error)
	lines map[string][]string // nil if the file cannot be read
}

// file returns the lines of a file, none if it cannot be read: a finding is
// worth printing without them, too.
func (s *sources) file(name string) []string {
	if !filepath.IsAbs(name) {
		name = filepath.Join(s.dir, name)
	}
	lines, ok := s.lines[name]
	if !ok {
		if data, err := s.read(name); err == nil {
			lines = strings.Split(strings.ReplaceAll(string(data), "\r\n", "\n"), "\n")
		}
		s.lines[name] = lines
	}
	return lines
}

// line returns the text of the line of pos; false if the file has no such line
// or column, as after an edit, or in what another program wrote.
func (s *sources) line(pos token.Position) (string, bool) {
	lines := s.file(pos.Filename)
	if pos.Line < 1 || pos.Line > len(lines) {
		return "", false
	}
	line := lines[pos.Line-1]
	return line, 0 < pos.Column && pos.Column <= len(line)+1
}

// text returns what is from pos to end, which are of one file; false if the
// source is not at hand or end is before pos.
func (s *sources) text(pos, end token.Position) (string, bool) {
	first, ok := s.line(pos)
	if !ok {
		return "", false
	}
	last, ok := s.line(end)
	if !ok || end.Line < pos.Line || end.Line == pos.Line && end.Column < pos.Column {
		return "", false
	}
	if pos.Line == end.Line {
		return first[pos.Column-1 : end.Column-1], true
	}
	lines := []string{first[pos.Column-1:]}
	lines = append(lines, s.file(pos.Filename)[pos.Line:end.Line-1]...)
	return strings.Join(append(lines, last[:end.Column-1]), "\n"), true
}

// runeColumn is the column of pos in characters, from 1.
func (s *sources) runeColumn(pos token.Position) (int, bool) {
	line, ok := s.line(pos)
	if !ok {
		return 0, false
	}
	return 1 + utf8.RuneCountInString(line[:pos.Column-1]), true
}

// utf16Column is the column of pos in UTF-16 code units, from 1.
func (s *sources) utf16Column(pos token.Position) (int, bool) {
	line, ok := s.line(pos)
	if !ok {
		return 0, false
	}
	return 1 + utf16Len(line[:pos.Column-1]), true
}

func utf16Len(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}
