package output

import (
	"fmt"
	"go/token"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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
		p.finding(f, string(s.tier(f.Check)))
		counts[s.tier(f.Check)]++
	}
	for _, silenced := range r.ignored(s.Dir) {
		p.finding(withDirective(silenced), "ignored")
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
	src    *sources
	b      strings.Builder
	gutter int // width of the line numbers of a finding and its steps
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

// finding prints f under a label: its tier, or why it does not count.
func (p *stylishPrinter) finding(f driver.Finding, label string) {
	tier := p.tier(f.Check)
	color := map[analyzers.Tier]string{analyzers.Bug: red, analyzers.Suspicious: yellow, analyzers.Advice: cyan}[tier]
	fmt.Fprintf(&p.b, "%s %s\n", p.paint(color, fmt.Sprintf("%s[%s]", label, f.Check)), p.paint(bold, printable(oneLine(f.Message))))
	p.gutter = p.digits(f)
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
	for n := max(1, pos.Line-context); n <= p.last(pos, context); n++ {
		if n != pos.Line {
			p.row(strconv.Itoa(n), p.clip(printable(lines[n-1])))
			continue
		}
		// A range of several lines is underlined on its first.
		stop := len(line)
		if end.Line == pos.Line && end.Column <= len(line)+1 {
			stop = max(end.Column, pos.Column) - 1
		}
		text, indent, carets := p.mark(printable(line[:pos.Column-1]), printable(line[pos.Column-1:stop]), printable(line[stop:]))
		p.row(strconv.Itoa(n), text)
		p.row("", strings.Repeat(" ", indent)+p.paint(color, strings.Repeat("^", carets)))
	}
}

func (p *stylishPrinter) row(number, text string) {
	row := fmt.Sprintf("  %s %s", p.paint(dim, fmt.Sprintf("%*s |", p.gutter, number)), text)
	fmt.Fprintln(&p.b, strings.TrimRight(row, " "))
}

// last is the number of the last line that is shown with that of pos.
func (p *stylishPrinter) last(pos token.Position, context int) int {
	lines := p.src.file(pos.Filename)
	last := pos.Line + min(context, len(lines)-pos.Line)
	if last > pos.Line && last == len(lines) && lines[last-1] == "" {
		last-- // what follows the last newline is no line
	}
	return last
}

// digits is how wide the numbers of the lines of f and its steps are: below
// each other, their sources begin in one column.
func (p *stylishPrinter) digits(f driver.Finding) int {
	n := 0
	if _, ok := p.src.line(f.Pos); ok {
		n = p.last(f.Pos, p.Context)
	}
	for _, s := range f.Steps {
		if _, ok := p.src.line(s.Pos); ok {
			n = max(n, s.Pos.Line)
		}
	}
	return len(strconv.Itoa(n))
}

// room is how many cells there are for a source, 0 for any number.
func (p *stylishPrinter) room() int {
	const enough = 20 // with less, clipped lines say nothing
	if room := p.Width - len("   | ") - p.gutter; p.Width > 0 && room >= enough {
		return room
	}
	return 0
}

// clip cuts what has no place on the line.
func (p *stylishPrinter) clip(s string) string {
	room := p.room()
	if room == 0 || cells(s) <= room {
		return s
	}
	n := 0
	for i, r := range s {
		if n += cells(string(r)); n > room-1 {
			return s[:i] + "…"
		}
	}
	return s
}

// mark returns the line to show, how far its mark is indented, and how long it
// is. If the mark would be out of sight, the line begins shortly before it.
func (p *stylishPrinter) mark(before, marked, after string) (text string, indent, carets int) {
	indent, carets = cells(before), max(1, cells(marked))
	if room := p.room(); room > 0 {
		if indent+min(carets, room/2) > room {
			for indent > room/3 {
				_, size := utf8.DecodeRuneInString(before)
				before = before[size:]
				indent = cells(before) + 1
			}
			before = "…" + before
		}
		carets = min(carets, room-indent)
	}
	return p.clip(before + marked + after), indent, carets
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
