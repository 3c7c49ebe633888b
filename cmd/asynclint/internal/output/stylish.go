package output

import (
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/width"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// stylish is for people at a terminal: each finding with its source, then its
// steps in the order of the story, each with its source.
type stylish struct{ Options }

// Format implements Formatter.
func (s stylish) Format(w io.Writer, r Report) error {
	p := &stylishPrinter{Options: s.Options, src: s.sources()}
	counts := make(map[analyzers.Tier]int)
	for _, f := range sorted(s.Dir, r.Findings) {
		p.finding(f)
		counts[s.tier(f.Check)]++
	}
	if n := len(r.Findings); n > 0 {
		var parts []string
		for _, tier := range analyzers.Tiers {
			if counts[tier] > 0 {
				parts = append(parts, fmt.Sprintf("%d %s", counts[tier], tier))
			}
		}
		noun := "findings"
		if n == 1 {
			noun = "finding"
		}
		fmt.Fprintf(&p.b, "%d %s: %s\n", n, noun, strings.Join(parts, ", "))
	}
	_, err := io.WriteString(w, p.b.String())
	return err
}

type stylishPrinter struct {
	Options
	src *sources
	b   strings.Builder
}

// SGR codes. Every terminal knows these sixteen; a library would add only
// names for them.
const (
	bold   = "1"
	dim    = "2"
	red    = "1;31"
	yellow = "1;33"
	cyan   = "1;36"
)

func (p *stylishPrinter) paint(code, s string) string {
	if !p.Color {
		return s
	}
	return "\x1b[" + code + "m" + s + "\x1b[0m"
}

func (p *stylishPrinter) finding(f driver.Finding) {
	tier := p.tier(f.Check)
	color := map[analyzers.Tier]string{analyzers.Bug: red, analyzers.Suspicious: yellow, analyzers.Advice: cyan}[tier]
	fmt.Fprintf(&p.b, "%s %s\n", p.paint(color, fmt.Sprintf("%s[%s]", tier, f.Check)), p.paint(bold, printable(oneLine(f.Message))))
	p.place(f.Pos, f.End, p.Context, color)
	for i, s := range f.Steps {
		fmt.Fprintf(&p.b, "  %s %s\n", p.paint(bold, strconv.Itoa(i+1)+"."), printable(oneLine(s.Message)))
		p.place(s.Pos, s.End, 0, cyan)
	}
	for _, fix := range f.Fixes {
		fmt.Fprintf(&p.b, "  %s %s\n", p.paint(bold, "fix:"), printable(oneLine(fix.Message)))
	}
	fmt.Fprintf(&p.b, "  %s\n\n", p.paint(dim, "more: asynclint -explain "+f.Check))
}

// place shows where something is: the position, and the source if it is there.
func (p *stylishPrinter) place(pos, end token.Position, context int, color string) {
	fmt.Fprintf(&p.b, "  %s %s\n", p.paint(dim, "-->"), printable(Position(p.Dir, pos)))
	line, ok := p.src.line(pos)
	if !ok {
		return
	}
	lines := p.src.file(pos.Filename)
	context = min(context, len(lines))
	last := min(pos.Line+context, len(lines))
	if last > pos.Line && last == len(lines) && lines[last-1] == "" {
		last-- // what follows the last newline is no line
	}
	gutter := len(strconv.Itoa(last))
	for n := max(1, pos.Line-context); n <= last; n++ {
		row := fmt.Sprintf("  %s %s", p.paint(dim, fmt.Sprintf("%*d |", gutter, n)), printable(lines[n-1]))
		fmt.Fprintln(&p.b, strings.TrimRight(row, " "))
		if n != pos.Line {
			continue
		}
		// A range of several lines is underlined on its first.
		stop := len(line)
		if end.Line == pos.Line && end.Column <= len(line)+1 {
			stop = max(end.Column, pos.Column) - 1
		}
		before, marked := line[:pos.Column-1], line[pos.Column-1:stop]
		carets := strings.Repeat("^", max(1, cells(printable(marked))))
		fmt.Fprintf(&p.b, "  %s %s%s\n", p.paint(dim, fmt.Sprintf("%*s |", gutter, "")), strings.Repeat(" ", cells(printable(before))), p.paint(color, carets))
	}
}

// printable keeps a source from talking to the terminal: tabs become four
// spaces, other control characters U+FFFD.
func printable(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\t':
			b.WriteString("    ")
		case unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control):
			b.WriteRune(unicode.ReplacementChar)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// cells is how wide a terminal shows s. Emoji of several code points are out
// of its reach; that costs a caret its place, no more.
func cells(s string) int {
	n := 0
	for _, r := range s {
		switch kind := width.LookupRune(r).Kind(); {
		case unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf):
		case kind == width.EastAsianWide || kind == width.EastAsianFullwidth:
			n += 2
		default:
			n++
		}
	}
	return n
}
