package patterns

import (
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/asynclint/asynclint/analyzers/internal/prose"
	"github.com/asynclint/asynclint/testdata"
)

// Headings are the sections of a pattern's doc comment, in order.
var Headings = []string{"Rust", "Guarantees", "Why it is right", "What goes wrong", "Checks", "Measured"}

// A Pattern is a reference implementation and what it says of itself.
type Pattern struct {
	Name       string
	Summary    string // X of "Package N X.", as plain text
	Words      []string
	Guarantees []Guarantee
	Checks     []string // names of the checks that guard it
	Measured   []string // "what: value"
	Mutants    []Mutant
	Code       []byte // of N.go
	Test       []byte // of N_test.go

	lead  string // the summary in Markdown
	intro string // what follows it
	rust  string // without the words
	doc   *prose.Doc
}

// A Guarantee is what holds of a pattern, in Markdown, and the tests behind it.
type Guarantee struct {
	Text  string
	Tests []string
}

// A Mutant is a wrong edit of a pattern's code.
type Mutant struct {
	Name   string
	Why    string
	Test   string   // that fails
	Says   string   // in its output
	Checks []string // that report something
	Later  []string // that are yet to be built, and should
	Missed []string // that should, and do not
	Diff   string
	Code   []byte // of N.go, edited
}

// Dir is the folder of a pattern, below the root of the module.
func (p *Pattern) Dir() string { return "testdata/src/patterns/" + p.Name }

// All returns the patterns in the order of [Guide].
func All() ([]*Pattern, error) {
	var all []*Pattern
	for _, s := range Guide {
		for _, name := range s.Patterns {
			p, err := load(testdata.FS, name)
			if err != nil {
				return nil, err
			}
			all = append(all, p)
		}
	}
	return all, nil
}

// load reads a pattern and insists on its form.
func load(fsys fs.FS, name string) (*Pattern, error) {
	p := &Pattern{Name: name}
	read := func(file string) (data []byte, err error) {
		return fs.ReadFile(fsys, strings.TrimPrefix(p.Dir(), "testdata/")+"/"+file)
	}
	fault := func(file, format string, args ...any) error {
		return fmt.Errorf("%s/%s: %s", p.Dir(), file, fmt.Sprintf(format, args...))
	}
	src, err := read("doc.go")
	if err != nil {
		return nil, err
	}
	if p.Code, err = read(name + ".go"); err != nil {
		return nil, err
	}
	if p.Test, err = read(name + "_test.go"); err != nil {
		return nil, err
	}
	mutants, err := read("mutants.txtar")
	if err != nil {
		return nil, err
	}
	if p.doc, err = prose.Parse("doc.go", src); err != nil {
		return nil, err
	}
	if !slices.Equal(p.doc.Headings, Headings) {
		return nil, fault("doc.go", "has the headings %q, want %q", p.doc.Headings, Headings)
	}
	for _, h := range Headings {
		if p.doc.Markdown(h) == "" {
			return nil, fault("doc.go", "says nothing under %q", h)
		}
	}
	p.Summary, _ = firstSentence(name, p.doc.First)
	first, rest, _ := strings.Cut(p.doc.Markdown(""), "\n\n")
	var more string
	p.lead, more = firstSentence(name, first)
	if p.Summary == "" || p.lead == "" {
		return nil, fault("doc.go", "does not begin %q", "Package "+name+" ...")
	}
	p.intro = strings.TrimSpace(more + "\n\n" + rest)

	rust := p.doc.Paragraphs("Rust")
	words, ok := strings.CutPrefix(rust[len(rust)-1], "Words: ")
	if !ok || len(rust) < 2 {
		return nil, fault("doc.go", "under Rust, a paragraph %q follows the idea", "Words: ...")
	}
	p.rust = strings.Join(rust[:len(rust)-1], "\n\n")
	for word := range strings.SplitSeq(strings.TrimSuffix(strings.Join(strings.Fields(words), " "), "."), ", ") {
		p.Words = append(p.Words, unescape.ReplaceAllString(word, "$1"))
	}
	for _, item := range p.doc.Items("Guarantees") {
		m := proven.FindStringSubmatch(item)
		if m == nil {
			return nil, fault("doc.go", "a guarantee ends in the names of its tests, (TestA, TestB): %s", item)
		}
		p.Guarantees = append(p.Guarantees, Guarantee{m[1], strings.Split(m[2], ", ")})
	}
	for _, item := range p.doc.Items("Checks") {
		check, _, ok := strings.Cut(item, ": ")
		if !ok {
			return nil, fault("doc.go", "an item under Checks is %q: %s", "check: what it guards", item)
		}
		p.Checks = append(p.Checks, check)
	}
	for _, item := range p.doc.Items("Measured") {
		p.Measured = append(p.Measured, unescape.ReplaceAllString(item, "$1"))
	}
	for _, f := range txtar.Parse(mutants).Files {
		m, err := parseMutant(f.Name, string(f.Data), string(p.Code))
		if err != nil {
			return nil, fault("mutants.txtar", "%s: %v", f.Name, err)
		}
		p.Mutants = append(p.Mutants, m)
	}
	return p, nil
}

var (
	proven   = regexp.MustCompile(`^(.+) \((Test\w+(?:, Test\w+)*)\)$`)
	unescape = regexp.MustCompile("\\\\([!-/:-@[-`{-~])") // what Markdown needs
)

// firstSentence returns X and the rest of a paragraph "Package N X. ...".
func firstSentence(name, paragraph string) (x, rest string) {
	sentence, rest, _ := strings.Cut(strings.Join(strings.Fields(paragraph), " ")+" ", ". ")
	x, ok := strings.CutPrefix(sentence, "Package "+name+" ")
	if !ok {
		return "", ""
	}
	return strings.TrimSuffix(strings.TrimSpace(x), "."), strings.TrimSpace(rest)
}

// parseMutant reads one section of mutants.txtar and applies it to code.
func parseMutant(name, text, code string) (Mutant, error) {
	m := Mutant{Name: name}
	head, diff, ok := strings.Cut(text, "@@\n")
	if !ok {
		return m, fmt.Errorf("there is no edit")
	}
	for line := range strings.Lines(head) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		switch word {
		case "test":
			test, quoted, _ := strings.Cut(rest, " ")
			says, err := strconv.Unquote(quoted)
			if err != nil || says == "" || m.Test != "" {
				return m, fmt.Errorf("want one test NAME \"text\": %s", line)
			}
			m.Test, m.Says = test, says
		case "check":
			m.Checks = append(m.Checks, rest)
		case "later":
			m.Later = append(m.Later, rest)
		case "missed":
			m.Missed = append(m.Missed, rest)
		default:
			m.Why = strings.TrimSpace(m.Why + " " + line)
		}
	}
	if m.Why == "" || m.Test == "" {
		return m, fmt.Errorf("it says why it is wrong, and which test fails")
	}
	m.Diff = strings.TrimRight(diff, "\n")
	for edit := range strings.SplitSeq(diff, "@@\n") {
		var before, after strings.Builder
		for line := range strings.Lines(edit) {
			switch rest := line[1:]; line[0] {
			case ' ':
				before.WriteString(rest)
				after.WriteString(rest)
			case '\n':
				before.WriteString("\n")
				after.WriteString("\n")
			case '-':
				before.WriteString(rest)
			case '+':
				after.WriteString(rest)
			default:
				return m, fmt.Errorf("a line of an edit begins with ' ', - or +: %s", line)
			}
		}
		old := strings.TrimLeft(before.String(), "\n")
		if n := strings.Count(code, "\n"+old); n != 1 || old == "" {
			return m, fmt.Errorf("the lines of an edit occur %d times, not once:\n%s", n, old)
		}
		code = strings.Replace(code, "\n"+old, "\n"+strings.TrimLeft(after.String(), "\n"), 1)
	}
	m.Code = []byte(code)
	return m, nil
}

// Overlay returns every mutant as a package of its own, by the absolute names
// of files that are not there; root is that of the module. The folder of a
// mutant is that of its pattern, with _ and its name.
func Overlay(root string, all []*Pattern, tests bool) map[string][]byte {
	files := make(map[string][]byte)
	for _, p := range all {
		for _, m := range p.Mutants {
			dir := root + "/" + p.MutantDir(m) + "/"
			files[dir+p.Name+".go"] = m.Code
			if tests {
				files[dir+p.Name+"_test.go"] = p.Test
			}
		}
	}
	return files
}

// MutantDir is the folder of a mutant, below the root of the module.
func (p *Pattern) MutantDir(m Mutant) string { return p.Dir() + "_" + m.Name }
