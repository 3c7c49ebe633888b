package analyzers

import (
	"embed"
	"fmt"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers/internal/prose"
)

// docs holds what each check says of itself.
//
//go:embed */doc.go
var docs embed.FS

// Headings are the sections of a check's doc comment, in order.
var Headings = []string{"Why", "What is reported", "What is not reported", "How to silence", "Proof", "References"}

// checkDoc is the doc comment of a check, taken apart.
type checkDoc struct {
	summary  string            // X of "Package N reports X.", as plain text
	lead     string            // the same in Markdown
	intro    string            // Markdown between the first sentence and the first heading
	sections map[string]string // heading -> Markdown
}

// readDoc parses analyzers/NAME/doc.go and insists on its form.
func readDoc(name string) (*checkDoc, error) {
	path := name + "/doc.go"
	src, err := docs.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("analyzers/%s/doc.go is missing: %w", name, err)
	}
	doc, err := prose.Parse(path, src)
	if err != nil {
		return nil, err
	}
	if !slices.Equal(doc.Headings, Headings) {
		return nil, fmt.Errorf("analyzers/%s has the headings %q, want %q", path, doc.Headings, Headings)
	}
	c := &checkDoc{sections: make(map[string]string)}
	for _, h := range Headings {
		if c.sections[h] = doc.Markdown(h); c.sections[h] == "" {
			return nil, fmt.Errorf("analyzers/%s says nothing under %q", path, h)
		}
	}

	// The first sentence is the summary.
	first, rest, _ := strings.Cut(doc.Markdown(""), "\n\n")
	var more string
	c.summary, _ = firstSentence(name, doc.First)
	c.lead, more = firstSentence(name, first)
	if c.summary == "" || c.lead == "" {
		return nil, fmt.Errorf("analyzers/%s does not begin %q", path, "Package "+name+" reports ...")
	}
	c.intro = strings.TrimSpace(more + "\n\n" + rest)
	return c, nil
}

// firstSentence returns X and the rest of a paragraph "Package N reports X. ...".
func firstSentence(name, paragraph string) (x, rest string) {
	sentence, rest, _ := strings.Cut(strings.Join(strings.Fields(paragraph), " ")+" ", ". ")
	x, ok := strings.CutPrefix(sentence, "Package "+name+" reports ")
	if !ok {
		return "", ""
	}
	return strings.TrimSuffix(strings.TrimSpace(x), "."), rest
}
