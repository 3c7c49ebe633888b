package analyzers

import (
	"embed"
	"fmt"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"regexp"
	"slices"
	"strings"
)

// docs holds what each check says of itself.
//
//go:embed */doc.go
var docs embed.FS

// Headings are the sections of a check's doc comment, in order.
var Headings = []string{"Why", "What is reported", "What is not reported", "How to silence", "Proof", "References"}

// prose is the doc comment of a check, taken apart.
type prose struct {
	summary  string            // X of "Package N reports X.", as plain text
	lead     string            // the same in Markdown
	intro    string            // Markdown between the first sentence and the first heading
	sections map[string]string // heading -> Markdown
}

// readProse parses analyzers/NAME/doc.go and insists on its form.
func readProse(name string) (*prose, error) {
	path := name + "/doc.go"
	src, err := docs.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("analyzers/%s/doc.go is missing: %w", name, err)
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, src, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return nil, err
	}
	doc := new(comment.Parser).Parse(file.Doc.Text())

	// Cut at the headings.
	p := &prose{sections: make(map[string]string)}
	var seen []string
	var part comment.Doc
	flush := func() {
		text := strings.Trim(markdown(&part), "\n")
		if len(seen) == 0 {
			p.intro = text
		} else {
			p.sections[seen[len(seen)-1]] = text
		}
		part.Content = nil
	}
	for _, block := range doc.Content {
		if h, ok := block.(*comment.Heading); ok {
			flush()
			seen = append(seen, plain(h.Text))
			continue
		}
		part.Content = append(part.Content, block)
	}
	flush()
	if !slices.Equal(seen, Headings) {
		return nil, fmt.Errorf("analyzers/%s has the headings %q, want %q", path, seen, Headings)
	}
	for _, h := range Headings {
		if p.sections[h] == "" {
			return nil, fmt.Errorf("analyzers/%s says nothing under %q", path, h)
		}
	}

	// The first sentence is the summary.
	text, _, _ := strings.Cut(string(new(comment.Printer).Text(doc)), "\n\n")
	first, rest, _ := strings.Cut(p.intro, "\n\n")
	var more string
	p.summary, _ = firstSentence(name, text)
	p.lead, more = firstSentence(name, first)
	if p.summary == "" || p.lead == "" {
		return nil, fmt.Errorf("analyzers/%s does not begin %q", path, "Package "+name+" reports ...")
	}
	p.intro = strings.TrimSpace(more + "\n\n" + rest)
	return p, nil
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

// markdown renders part of a doc comment.
func markdown(doc *comment.Doc) string {
	printer := comment.Printer{
		DocLinkURL: func(link *comment.DocLink) string { return link.DefaultURL("https://pkg.go.dev") },
	}
	return code.ReplaceAllStringFunc(string(printer.Markdown(doc)), func(span string) string {
		return escape.ReplaceAllString(span, "$1")
	})
}

// Doc comments have no code spans, but authors write them, and Markdown has
// them: between two backticks that the printer escaped, nothing is escaped.
var (
	code   = regexp.MustCompile("\\\\`[^`\n]+\\\\`")
	escape = regexp.MustCompile("\\\\([!-/:-@[-`{-~])")
)

// plain is the text of a heading.
func plain(text []comment.Text) string {
	var b strings.Builder
	for _, t := range text {
		if t, ok := t.(comment.Plain); ok {
			b.WriteString(string(t))
		}
	}
	return b.String()
}
