package lsp

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/parser"
	"go/token"
	"strings"

	"github.com/aymanbagabas/go-udiff"
	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/suppress"
)

// fixAllKind is the action that editors can run when a file is saved.
const fixAllKind protocol.CodeActionKind = "source.fixAll.asynclint"

// openPage is the command that shows the page of a check.
const openPage = "asynclint.openPage"

// wants reports whether a client asks for a kind of actions: those that it
// names stand for all below them.
func wants(only []string, kind protocol.CodeActionKind) bool {
	if len(only) == 0 {
		// Source actions are for those who ask for them.
		return kind == protocol.CodeActionKindQuickFix
	}
	for _, o := range only {
		if o == "" || o == string(kind) || strings.HasPrefix(string(kind), o+".") {
			return true
		}
	}
	return false
}

func (s *server) codeAction(p actionParams) (any, error) {
	name, err := nameOf(p.TextDocument.URI)
	if err != nil {
		return nil, err
	}
	actions := actionList{}
	sh, list := s.at(name, p.Range.Start, p.Range.End)
	if sh == nil || !s.client.literals {
		return actions, nil
	}
	if wants(p.Context.Only, protocol.CodeActionKindQuickFix) {
		for _, i := range list {
			actions = append(actions, s.quickFixes(sh, i)...)
		}
		seen := make(map[string]bool)
		for _, i := range list {
			check := sh.findings[i].Check
			if seen[check] {
				continue
			}
			seen[check] = true
			if same := fixable(sh.findings, check); len(same) > 1 {
				if edit := s.fixes(sh, same); edit != nil {
					actions = append(actions, action{fmt.Sprintf("Fix all %d of %s in this file", len(same), check), protocol.CodeActionKindQuickFix, edit}.with(sh, i))
				}
			}
		}
		for _, i := range list {
			actions = append(actions, s.asides(sh, i, seen)...)
		}
	}
	if wants(p.Context.Only, fixAllKind) {
		if edit := s.fixes(sh, fixable(sh.findings, "")); edit != nil {
			kind := fixAllKind
			actions = append(actions, &protocol.CodeAction{Title: "Fix all that asynclint can fix", Kind: &kind, Edit: edit})
		}
	}
	return actions, nil
}

// actionList encodes as a list, also if it is empty.
type actionList []*protocol.CodeAction

type action struct {
	title string
	kind  protocol.CodeActionKind
	edit  *protocol.WorkspaceEdit
}

func (a action) with(sh *shown, i int) *protocol.CodeAction {
	return &protocol.CodeAction{Title: a.title, Kind: &a.kind, Edit: a.edit, Diagnostics: []protocol.Diagnostic{sh.diagnostics[i]}}
}

// fixable are the findings of a check, or of any, that have a fix.
func fixable(list []driver.Finding, check string) []driver.Finding {
	var some []driver.Finding
	for _, f := range list {
		if len(f.Fixes) > 0 && (check == "" || f.Check == check) {
			some = append(some, f)
		}
	}
	return some
}

// quickFixes has an action for each way to fix a finding.
func (s *server) quickFixes(sh *shown, i int) []*protocol.CodeAction {
	var list []*protocol.CodeAction
	for j, alternative := range sh.findings[i].Fixes {
		f := sh.findings[i]
		f.Fixes = []driver.Fix{alternative}
		edit := s.fixes(sh, []driver.Finding{f})
		if edit == nil {
			continue
		}
		a := action{title(alternative.Message), protocol.CodeActionKindQuickFix, edit}.with(sh, i)
		if j == 0 {
			best := true
			a.IsPreferred = &best
		}
		list = append(list, a)
	}
	return list
}

func title(s string) string {
	if s == "" {
		return "Fix"
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// fixes is what the command would do with -fix, as an edit; nil if that is
// nothing.
func (s *server) fixes(sh *shown, findings []driver.Finding) *protocol.WorkspaceEdit {
	plan := fix.New(findings, func(name string) ([]byte, error) {
		if !below(sh.view.dir, name) {
			return nil, errors.New("outside of the module")
		}
		src, err := s.source(name)
		if err != nil {
			return nil, err
		}
		return src.content, nil
	})
	changes := make(map[string][]udiff.Edit)
	for _, name := range plan.Files() {
		after, _ := plan.After(name)
		src, err := s.source(name)
		if err != nil {
			return nil
		}
		changes[name] = trimmed(src.content, after)
	}
	return s.edit(changes)
}

// trimmed are the edits from one text to another, in which no edit has lines in
// common at its ends: an editor keeps its marks in what is not touched.
func trimmed(before, after []byte) []udiff.Edit {
	return udiff.Lines(string(before), string(after))
}

func (s *server) edit(changes map[string][]udiff.Edit) *protocol.WorkspaceEdit {
	if len(changes) == 0 {
		return nil
	}
	edit := new(protocol.WorkspaceEdit)
	for name, edits := range changes {
		src, err := s.source(name)
		if err != nil {
			return nil
		}
		var list []protocol.TextEdit
		for _, e := range edits {
			list = append(list, protocol.TextEdit{
				Range:   protocol.Range{Start: src.at(s.encoding, e.Start), End: src.at(s.encoding, e.End)},
				NewText: e.New,
			})
		}
		if !s.client.versioned {
			if edit.Changes == nil {
				edit.Changes = make(map[uri.URI][]protocol.TextEdit)
			}
			edit.Changes[s.uriOf(name)] = list
			continue
		}
		change := &protocol.TextDocumentEdit{TextDocument: protocol.OptionalVersionedTextDocumentIdentifier{
			TextDocumentIdentifier: protocol.TextDocumentIdentifier{URI: s.uriOf(name)},
		}}
		if d := s.docs[name]; d != nil {
			version := d.version
			change.TextDocument.Version = &version
		}
		for i := range list {
			change.Edits = append(change.Edits, &list[i])
		}
		edit.DocumentChanges = append(edit.DocumentChanges, change)
	}
	return edit
}

// asides are what else can be done about a finding: to silence it, to read of
// it. The page is offered once for each check.
func (s *server) asides(sh *shown, i int, pages map[string]bool) []*protocol.CodeAction {
	f := sh.findings[i]
	var list []*protocol.CodeAction
	if edit := s.ignore(sh, f); edit != nil {
		list = append(list, action{fmt.Sprintf("Ignore %s here, with a reason", f.Check), protocol.CodeActionKindQuickFix, edit}.with(sh, i))
	}
	if s.client.show && f.URL != "" && pages[f.Check] {
		delete(pages, f.Check)
		a := action{"Open the page of " + f.Check, protocol.CodeActionKindQuickFix, nil}.with(sh, i)
		arg, _ := json.Marshal(f.URL)
		a.Command = protocol.Command{Title: a.Title, Command: openPage, Arguments: []protocol.LSPAny{arg}}
		list = append(list, a)
	}
	return list
}

// reason stands where the user is to say why. A comment without a reason would
// silence nothing.
const reason = "TODO: say why this is right"

// ignore puts a comment above the line of a finding, or adds to the one that is
// there.
func (s *server) ignore(sh *shown, f driver.Finding) *protocol.WorkspaceEdit {
	if f.Check == suppress.Check {
		return nil
	}
	const word = "//asynclint:ignore "
	n := f.Place().Pos.Line - 1
	start, line := sh.text.line(n)
	e := udiff.Edit{Start: start, End: start}
	above, prev := sh.text.line(n - 1)
	if fields := strings.Fields(string(prev)); n > 0 && len(fields) > 2 && fields[0]+" " == word {
		at := above + bytes.Index(prev, []byte(word)) + len(word)
		at += strings.Index(string(sh.text.content[at:]), fields[1]) + len(fields[1])
		e = udiff.Edit{Start: at, End: at, New: "," + f.Check}
	} else {
		indent := line[:len(line)-len(bytes.TrimLeft(line, " \t"))]
		end := "\n"
		if bytes.HasPrefix(sh.text.content[start+len(line):], []byte("\r\n")) {
			end = "\r\n"
		}
		e.New = string(indent) + word + f.Check + " " + reason + end
	}
	// In a string of several lines it would be no comment.
	after, err := udiff.Apply(string(sh.text.content), []udiff.Edit{e})
	if err != nil || !commented(after, word, sh.text.content) {
		return nil
	}
	return s.edit(map[string][]udiff.Edit{sh.doc.name: {e}})
}

// commented reports whether the comments of a text have one more word, or one
// that is longer, than before.
func commented(after, word string, before []byte) bool {
	count := func(src []byte) (n, size int) {
		file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ParseComments|parser.SkipObjectResolution)
		if err != nil {
			return 0, 0
		}
		for _, g := range file.Comments {
			for _, c := range g.List {
				if strings.HasPrefix(c.Text, word) {
					n, size = n+1, size+len(c.Text)
				}
			}
		}
		return n, size
	}
	n1, s1 := count(before)
	n2, s2 := count([]byte(after))
	return n2 > n1 || n2 == n1 && s2 > s1
}

func (s *server) executeCommand(p commandParams) (any, error) {
	if p.Command != openPage || len(p.Arguments) != 1 {
		return nil, fmt.Errorf("unknown command %q", p.Command)
	}
	var page string
	if err := json.Unmarshal(p.Arguments[0], &page); err != nil || !strings.HasPrefix(page, "https://") {
		return nil, errors.New("not a page")
	}
	external := true
	go func() {
		if err := s.call("window/showDocument", &protocol.ShowDocumentParams{URI: uri.URI(page), External: &external}); err != nil {
			s.log("window/showDocument: %v", err)
		}
	}()
	return nil, nil
}
