package testdata

import (
	"regexp/syntax"
	"strconv"
	"strings"
)

// A Line is a line of a fixture, told apart from what it expects.
type Line struct {
	Code  string   // without the expectations
	Wants []string // regular expressions, each of one finding of the paired check
	Also  []string // names of other checks that report something here
}

// Lines splits the source of a fixture. Expectations are as in analysistest,
// `// want "..."` with an optional offset, and `// also: CHECK, CHECK`, which
// comes first where a line has both.
func Lines(src []byte) []Line {
	texts := strings.Split(strings.TrimSuffix(string(src), "\n"), "\n")
	lines := make([]Line, len(texts))
	for i, text := range texts {
		code, want, _ := strings.Cut(text, "// want")
		code, also, _ := strings.Cut(code, "// also:")
		lines[i].Code = strings.TrimRight(code, " \t")
		lines[i].Also = strings.FieldsFunc(also, func(r rune) bool { return r == ',' || r == ' ' || r == '\t' })
		delta, patterns := parseWant(want)
		if at := i + delta; at < len(lines) {
			lines[at].Wants = append(lines[at].Wants, patterns...)
		}
	}
	return lines
}

// parseWant parses what follows the word want: `+1 "pattern" "pattern"`.
// Malformed text is left to analysistest to complain about.
func parseWant(s string) (delta int, patterns []string) {
	s = strings.TrimSpace(s)
	if n, ok := strings.CutPrefix(s, "+"); ok {
		n, s, _ = strings.Cut(n, " ")
		delta, _ = strconv.Atoi(n)
	}
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		quoted, err := strconv.QuotedPrefix(s)
		if err != nil {
			break
		}
		pattern, _ := strconv.Unquote(quoted)
		patterns = append(patterns, pattern)
		s = s[len(quoted):]
	}
	return delta, patterns
}

// Plain shows a regular expression to a reader: what it takes literally as it
// is, what it leaves open as an ellipsis.
func Plain(pattern string) string {
	re, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return pattern
	}
	var b strings.Builder
	var write func(re *syntax.Regexp)
	write = func(re *syntax.Regexp) {
		switch re.Op {
		case syntax.OpLiteral:
			b.WriteString(string(re.Rune))
		case syntax.OpAnyCharNotNL:
			b.WriteByte('.') // an unquoted period is meant as one
		case syntax.OpConcat, syntax.OpCapture:
			for _, sub := range re.Sub {
				write(sub)
			}
		case syntax.OpEmptyMatch, syntax.OpBeginText, syntax.OpEndText, syntax.OpBeginLine, syntax.OpEndLine:
		default:
			b.WriteString("…")
		}
	}
	write(re)
	return b.String()
}
