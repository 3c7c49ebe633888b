// Package prose reads doc comments as the pages need them: cut at their
// headings, and in Markdown.
package prose

import (
	"go/doc/comment"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// A Doc is a package comment, cut at its headings.
type Doc struct {
	Headings []string // in order
	First    string   // the first paragraph, as plain text
	parts    map[string]*comment.Doc
}

// Parse reads the package comment of a Go file.
func Parse(name string, src []byte) (*Doc, error) {
	file, err := parser.ParseFile(token.NewFileSet(), name, src, parser.ParseComments|parser.PackageClauseOnly)
	if err != nil {
		return nil, err
	}
	doc := new(comment.Parser).Parse(file.Doc.Text())
	d := &Doc{parts: make(map[string]*comment.Doc)}
	d.First, _, _ = strings.Cut(string(new(comment.Printer).Text(doc)), "\n\n")
	part := new(comment.Doc)
	d.parts[""] = part
	for _, block := range doc.Content {
		if h, ok := block.(*comment.Heading); ok {
			part = new(comment.Doc)
			d.Headings = append(d.Headings, plain(h.Text))
			d.parts[plain(h.Text)] = part
			continue
		}
		part.Content = append(part.Content, block)
	}
	return d, nil
}

// Markdown renders what stands under a heading, or, for "", above the first.
func (d *Doc) Markdown(heading string) string {
	part, ok := d.parts[heading]
	if !ok {
		return ""
	}
	return render(part)
}

// Paragraphs returns the Markdown of each paragraph, list or code block under a
// heading.
func (d *Doc) Paragraphs(heading string) []string {
	var all []string
	if part, ok := d.parts[heading]; ok {
		for _, block := range part.Content {
			all = append(all, render(&comment.Doc{Content: []comment.Block{block}}))
		}
	}
	return all
}

// Items returns the items of the lists under a heading, in Markdown, each on
// one line.
func (d *Doc) Items(heading string) []string {
	var items []string
	if part, ok := d.parts[heading]; ok {
		for _, block := range part.Content {
			if list, ok := block.(*comment.List); ok {
				for _, item := range list.Items {
					items = append(items, strings.Join(strings.Fields(render(&comment.Doc{Content: item.Content})), " "))
				}
			}
		}
	}
	return items
}

// render makes Markdown of part of a doc comment.
func render(doc *comment.Doc) string {
	printer := comment.Printer{
		DocLinkURL: func(link *comment.DocLink) string { return link.DefaultURL("https://pkg.go.dev") },
	}
	return strings.Trim(code.ReplaceAllStringFunc(string(printer.Markdown(doc)), func(span string) string {
		return escape.ReplaceAllString(span, "$1")
	}), "\n")
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

// Block is a fenced code block.
func Block(language, text string) string {
	return "```" + language + "\n" + strings.TrimSuffix(text, "\n") + "\n```"
}
