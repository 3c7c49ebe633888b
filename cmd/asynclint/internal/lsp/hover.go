package lsp

import (
	"fmt"
	"strings"

	"go.lsp.dev/protocol"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// at returns what is shown at a place, as far as it is still true: nothing is
// said of a text that the client has changed.
func (s *server) at(name string, from, to place) (*shown, []int) {
	sh := s.shown[name]
	if sh == nil || sh.doc == nil || sh.doc != s.docs[name] {
		return nil, nil
	}
	var list []int
	for i, d := range sh.diagnostics {
		start, end := d.Range.Start, d.Range.End
		if !before(end, protocol.Position(from)) && !before(protocol.Position(to), start) {
			list = append(list, i)
		}
	}
	return sh, list
}

func (s *server) hover(p documentParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	sh, list := s.at(name, p.Position, p.Position)
	if len(list) == 0 {
		return nil, nil
	}
	var parts []string
	seen := make(map[string]bool)
	for _, i := range list {
		f := sh.findings[i]
		if !seen[f.Check] {
			seen[f.Check] = true
			parts = append(parts, s.explain(sh, f))
		}
	}
	r := sh.diagnostics[list[0]].Range
	return &protocol.Hover{
		Contents: &protocol.MarkupContent{Kind: s.markup(), Value: strings.Join(parts, "\n\n---\n\n")},
		Range:    &r,
	}, nil
}

func (s *server) markup() protocol.MarkupKind {
	if s.client.markdown {
		return protocol.MarkupKindMarkdown
	}
	return protocol.MarkupKindPlainText
}

// explain is the short explanation of a check: what its page begins with.
func (s *server) explain(sh *shown, f driver.Finding) string {
	check, ok := sh.view.project.Check(f.Check)
	if !ok {
		return f.Message
	}
	text := fmt.Sprintf("**%s** (%s)", f.Check, check.Tier)
	if !s.client.markdown {
		text = fmt.Sprintf("%s (%s)", f.Check, check.Tier)
	}
	if page, err := sh.view.project.Page(check); err == nil {
		if why := section(page, "Why"); why != "" {
			text += "\n\n" + why
		} else {
			text += "\n\nReports " + analyzers.Summary(check) + "."
		}
	}
	switch {
	case f.URL == "":
	case s.client.markdown:
		text += fmt.Sprintf("\n\n[All about %s](%s)", f.Check, f.URL)
	default:
		text += "\n\n" + f.URL
	}
	return text
}

// section is the text below a heading of a page.
func section(page, heading string) string {
	_, rest, ok := strings.Cut(page, "\n## "+heading+"\n")
	if !ok {
		return ""
	}
	rest, _, _ = strings.Cut(rest, "\n## ")
	return strings.TrimSpace(rest)
}
