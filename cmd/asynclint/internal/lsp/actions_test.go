package lsp_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
)

type codeAction struct {
	Title       string       `json:"title"`
	Kind        string       `json:"kind"`
	IsPreferred bool         `json:"isPreferred"`
	Diagnostics []diagnostic `json:"diagnostics"`
	Command     *struct {
		Command   string `json:"command"`
		Arguments []any  `json:"arguments"`
	} `json:"command"`
	Edit *struct {
		Changes         map[string][]textEdit `json:"changes"`
		DocumentChanges []struct {
			TextDocument struct {
				URI     string `json:"uri"`
				Version *int   `json:"version"`
			} `json:"textDocument"`
			Edits []textEdit `json:"edits"`
		} `json:"documentChanges"`
	} `json:"edit"`
}

type textEdit struct {
	Range   rng    `json:"range"`
	NewText string `json:"newText"`
}

func actions(t testing.TB, c *client, name string, r rng, only []string) []codeAction {
	t.Helper()
	context := object{"diagnostics": []any{}}
	if only != nil {
		context["only"] = only
	}
	raw := c.call("textDocument/codeAction", object{
		"textDocument": object{"uri": uriOf(name)},
		"range":        object{"start": object{"line": r.Start.Line, "character": r.Start.Character}, "end": object{"line": r.End.Line, "character": r.End.Character}},
		"context":      context,
	})
	var list []codeAction
	if err := json.Unmarshal(raw, &list); err != nil {
		t.Fatalf("%v: %s", err, raw)
	}
	return list
}

func titles(list []codeAction) []string {
	var all []string
	for _, a := range list {
		all = append(all, a.Title)
	}
	return all
}

func byTitle(t testing.TB, list []codeAction, title string) codeAction {
	t.Helper()
	i := slices.IndexFunc(list, func(a codeAction) bool { return a.Title == title })
	if i < 0 {
		t.Fatalf("no %q in %q", title, titles(list))
	}
	return list[i]
}

// apply does what an editor does with an action for one file. Positions are in
// UTF-16.
func apply(t testing.TB, name, text string, a codeAction) string {
	t.Helper()
	if a.Edit == nil {
		t.Fatalf("%s: no edit", a.Title)
	}
	edits := a.Edit.Changes[uriOf(name)]
	for _, c := range a.Edit.DocumentChanges {
		if c.TextDocument.URI == uriOf(name) {
			edits = append(edits, c.Edits...)
		}
	}
	slices.SortFunc(edits, func(a, b textEdit) int {
		return (b.Range.Start.Line-a.Range.Start.Line)*10000 + b.Range.Start.Character - a.Range.Start.Character
	})
	for _, e := range edits {
		text = text[:offset16(text, e.Range.Start)] + e.NewText + text[offset16(text, e.Range.End):]
	}
	return text
}

func offset16(text string, p pos) int {
	lines := strings.SplitAfter(text, "\n")
	at := 0
	for i := 0; i < p.Line && i < len(lines); i++ {
		at += len(lines[i])
	}
	count := 0
	for i, r := range text[at:] {
		if count >= p.Character {
			return at + i
		}
		count++
		if r > 0xffff {
			count++
		}
	}
	return len(text)
}
