package output_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// TestStylishWidth: no line of a source is wider than the terminal, and the mark
// is in sight.
func TestStylishWidth(t *testing.T) {
	skip(t)
	const wide = dir + "/wide.go"
	files[wide] = "package wide\n" + strings.Repeat("世界", 40) + "\nf(" + strings.Repeat("世界, ", 30) + "mu.Lock(), " + strings.Repeat("tail, ", 30) + ")\n"
	defer delete(files, wide)
	column := 1 + strings.Index(strings.Split(files[wide], "\n")[2], "mu.")
	r := output.Report{Findings: []driver.Finding{
		{Check: "first", Pos: at(wide, 3, column), End: at(wide, 3, column+9)},
		{Check: "first", Pos: at(wide, 3, 1), End: at(wide, 3, len(files[wide]))},
	}}
	o := options()
	if text := format(t, "stylish", o, r); strings.Contains(text, "…") {
		t.Errorf("clipped, but not for a terminal:\n%s", text)
	}
	o.Width = 40
	text := format(t, "stylish", o, r)
	want := `first] 
  --> wide.go:3:` + fmt.Sprint(column) + `
  2 | 世界世界世界世界世界世界世界世界…
  3 | …界, 世界, mu.Lock(), tail, tail,…
    |            ^^^^^^^^^
`
	if !strings.Contains(text, want) {
		t.Errorf("got\n%s\nwant\n%s", text, want)
	}
	for line := range strings.Lines(text) {
		if number, _, ok := strings.Cut(line, " |"); ok && len([]rune(line))-1+strings.Count(line, "世")+strings.Count(line, "界") > o.Width {
			t.Errorf("%s is wider than %d: %s", number, o.Width, line)
		}
	}
}
