package patterns

import (
	"bytes"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/asynclint/asynclint/analyzers/internal/prose"
	"github.com/asynclint/asynclint/testdata"
)

// Page is all there is to know about a pattern, in Markdown.
func (p *Pattern) Page() string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %s\n\n", p.Name)
	p.write(&b, "##")
	return strings.TrimSpace(b.String()) + "\n"
}

// write writes the page below its title, with the given kind of heading.
func (p *Pattern) write(b *strings.Builder, heading string) {
	section := func(title, text string) { fmt.Fprintf(b, "%s %s\n\n%s\n\n", heading, title, text) }
	fmt.Fprintf(b, "It %s.\n\n", p.lead)
	if p.intro != "" {
		fmt.Fprintf(b, "%s\n\n", p.intro)
	}
	fmt.Fprintf(b, "**In Rust.** %s\n\n", p.rust)

	var table strings.Builder
	table.WriteString("| guarantee | proven by |\n|---|---|\n")
	for _, g := range p.Guarantees {
		fmt.Fprintf(&table, "| %s | `%s` |\n", strings.ReplaceAll(g.Text, "|", `\|`), strings.Join(g.Tests, "`, `"))
	}
	fmt.Fprintf(&table, "\nThe tests are [%s_test.go](../%s/%[1]s_test.go). They run shuffled and repeated under the race detector, and once more with the runtime's goroutine leak profile, which must be empty at the end.", p.Name, p.Dir())
	section("Guarantees", table.String())

	section("The reference", prose.Block("go", string(p.Code)))
	if p.showsTest() {
		section("Its test", prose.Block("go", string(p.Test)))
	}
	section("Why it is right", p.doc.Markdown("Why it is right"))

	var wrong strings.Builder
	wrong.WriteString(p.doc.Markdown("What goes wrong"))
	for _, m := range p.Mutants {
		fmt.Fprintf(&wrong, "\n\n*%s.* %s `%s` fails with `%s`", m.Name, m.Why, m.Test, m.Says)
		if len(m.Checks) > 0 {
			fmt.Fprintf(&wrong, ", and %s reports it", links(m.Checks))
		}
		if len(m.Missed) > 0 {
			fmt.Fprintf(&wrong, " (%s, which is about this mistake, does not see it here)", links(m.Missed))
		}
		wrong.WriteString(":\n\n" + prose.Block("diff", m.Diff))
	}
	section("What goes wrong", wrong.String())

	checks := p.doc.Markdown("Checks")
	for _, c := range p.Checks {
		checks = strings.Replace(checks, "- "+c+": ", "- "+link(c)+": ", 1)
	}
	section("Checks", flush(checks))
	section("Measured", flush(p.doc.Markdown("Measured")))
}

// flush is a list without the indentation that doc comments give it.
func flush(list string) string {
	return strings.TrimPrefix(strings.ReplaceAll("\n"+list, "\n  - ", "\n- "), "\n")
}

// showsTest reports whether the test is part of the pattern.
func (p *Pattern) showsTest() bool {
	return slices.ContainsFunc(Guide, func(s Section) bool { return s.Tests && slices.Contains(s.Patterns, p.Name) })
}

// link links to the page of a check from a file in docs.
func link(check string) string { return "[" + check + "](checks/" + check + ".md)" }

func links(checks []string) string {
	var all []string
	for _, c := range checks {
		all = append(all, link(c))
	}
	return strings.Join(all, ", ")
}

// Document is docs/patterns.md: the guide, section by section.
func Document() (string, error) {
	all, err := All()
	if err != nil {
		return "", err
	}
	byName := make(map[string]*Pattern)
	for _, p := range all {
		byName[p.Name] = p
	}

	var b strings.Builder
	b.WriteString(preface)
	for i, s := range Guide {
		fmt.Fprintf(&b, "%d. [%s](#%s):", i+1, s.Title, anchor(fmt.Sprintf("%d. %s", i+1, s.Title)))
		for _, name := range s.Patterns {
			fmt.Fprintf(&b, " [%s](#%[1]s)", name)
		}
		for _, r := range s.Refs {
			fmt.Fprintf(&b, " [%s](#%s)", r.title(), anchor(r.title()))
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## The words of Tokio\n\n| word | here |\n|---|---|\n")
	for _, w := range index(all) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", w.word, strings.Join(w.places, ", "))
	}
	for i, s := range Guide {
		fmt.Fprintf(&b, "\n## %d. %s\n\n%s\n\n", i+1, s.Title, s.Idea)
		for _, name := range s.Patterns {
			fmt.Fprintf(&b, "### %s\n\n", name)
			byName[name].write(&b, "####")
		}
		for _, r := range s.Refs {
			code, err := fs.ReadFile(testdata.FS, "src/"+r.Check+"/ref/ref.go")
			if err != nil {
				return "", err
			}
			var plain bytes.Buffer
			for _, line := range testdata.Lines(code) {
				plain.WriteString(line.Code + "\n")
			}
			fmt.Fprintf(&b, "### %s\n\n%s The page of %s shows the pitfall beside it, why it is one, and how both were proven.\n\n%s\n\n",
				r.title(), r.Text, link(r.Check), prose.Block("go", plain.String()))
		}
	}
	return strings.TrimSpace(b.String()) + "\n", nil
}

const preface = `<!-- Generated from testdata/src/patterns by go test ./analyzers -update. -->

# Patterns

Concurrent Go that can be copied, after a guide to async patterns in Rust with Tokio, section by section. Each pattern is a
package of its own with a table of what it guarantees; behind each line stands a test, and behind the tests stand mutants,
wrong edits that they must catch. The checks of asynclint, ` + "`go vet`" + ` and staticcheck have nothing to say about any of them.
` + "`asynclint -explain patterns`" + ` lists them, ` + "`asynclint -explain NAME`" + ` prints one. Where a check has a reference that is the
pattern already, that is what stands here.

`

// An entry of the index.
type entry struct {
	word   string
	places []string // links
}

// index is the words of Tokio, in order, and where each is answered.
func index(all []*Pattern) []entry {
	places := make(map[string][]string)
	for _, s := range Guide {
		for _, p := range all {
			if slices.Contains(s.Patterns, p.Name) {
				for _, w := range p.Words {
					places[w] = append(places[w], fmt.Sprintf("[%s](#%[1]s)", p.Name))
				}
			}
		}
		for _, r := range s.Refs {
			for _, w := range r.Words {
				places[w] = append(places[w], fmt.Sprintf("[%s](#%s)", r.title(), anchor(r.title())))
			}
		}
	}
	var entries []entry
	for w, links := range places {
		slices.Sort(links)
		entries = append(entries, entry{w, slices.Compact(links)})
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return strings.Compare(strings.ToLower(a.word), strings.ToLower(b.word))
	})
	return entries
}

// anchor is the fragment that GitHub makes of a heading.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '-', r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			return r
		}
		return -1
	}, strings.ToLower(heading))
}

// List is what `asynclint -explain patterns` prints: a line for each pattern,
// below the section of the guide to which it belongs.
func List() (string, error) {
	all, err := All()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	t := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	for i, s := range Guide {
		fmt.Fprintf(t, "%d. %s\n", i+1, s.Title)
		for _, p := range all {
			if slices.Contains(s.Patterns, p.Name) {
				fmt.Fprintf(t, "   %s\t%s\n", p.Name, p.Summary)
			}
		}
		for _, r := range s.Refs {
			fmt.Fprintf(t, "   %s\tthe reference of this check: %s\n", r.Check, r.Short)
		}
	}
	t.Flush()
	return b.String(), nil
}
