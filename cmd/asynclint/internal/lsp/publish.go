package lsp

import (
	"bytes"
	"go/token"
	"maps"
	"slices"
	"strings"

	"go.lsp.dev/protocol"
	"go.lsp.dev/uri"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// shown is what the client was told of a file.
type shown struct {
	view *view
	// doc is what it was told of; nil if the editor does not have it open.
	doc         *document
	text        *text
	findings    []driver.Finding
	diagnostics []protocol.Diagnostic // of findings
	sent        jsonOf
}

// jsonOf is a list of diagnostics as it was sent.
type jsonOf []byte

// forget clears what was shown of files that nobody has open.
func (s *server) forget(snap snapshot) {
	s.mu.Lock()
	defer s.mu.Unlock()
	dirs := make(map[string]bool)
	for name := range s.docs {
		dirs[dirOf(name)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(s.shown)) {
		// A package is shown as long as one of its files is open.
		if sh := s.shown[name]; s.docs[name] == nil && !dirs[dirOf(name)] {
			s.send(name, nil, sh.sent, &shown{})
			delete(s.shown, name)
		}
	}
	for _, name := range snap.closed {
		if s.docs[name] == nil && s.shown[name] != nil {
			s.shown[name].doc = nil
		}
	}
}

func dirOf(name string) string { return name[:strings.LastIndexAny(name, `/\`)+1] }

// publish tells the client of what was found. A file that was edited since is
// left out: the next run is on its way.
func (s *server) publish(v *view, answers []driver.Answer, snap snapshot) {
	whole := make(map[string]bool) // files that were analyzed
	never := make(map[string]bool) // that have never been
	var results []*driver.Result
	for _, a := range answers {
		for _, name := range a.Files {
			switch {
			case !a.Broken:
				whole[name] = true
			default:
				never[name] = true
			}
		}
		if !a.Broken {
			results = append(results, a.Result)
		}
		s.tell(v, a)
	}
	byFile := make(map[string][]driver.Finding)
	if len(results) > 0 {
		merged := driver.Merge(results...)
		v.project.Sift(merged)
		for _, f := range merged.Findings {
			byFile[f.Place().Pos.Filename] = append(byFile[f.Place().Pos.Filename], f)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for name := range snap.docs {
		// Files that belong to no package that is built: nothing is said.
		if !whole[name] && s.shown[name] == nil && s.views[viewKey(name)] == v {
			never[name] = true
		}
	}
	for name, sh := range s.shown {
		// Files that are gone, or not built any more.
		if sh.view == v && !whole[name] && !never[name] && s.docs[name] == snap.docs[name] {
			s.show(name, &shown{view: v, doc: s.docs[name], text: sh.text})
			if s.docs[name] == nil {
				delete(s.shown, name)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(whole)) {
		d := s.docs[name]
		if d != snap.docs[name] {
			continue // edited, opened or closed since
		}
		src, err := s.source(name)
		if err != nil {
			continue
		}
		slices.SortStableFunc(byFile[name], func(a, b driver.Finding) int { return a.Place().Pos.Offset - b.Place().Pos.Offset })
		s.show(name, &shown{view: v, doc: d, text: src, findings: byFile[name]})
	}
	for _, name := range slices.Sorted(maps.Keys(never)) {
		if d := s.docs[name]; d != nil && d == snap.docs[name] && s.shown[name] == nil && !whole[name] {
			s.show(name, &shown{view: v, doc: d, text: d.text})
		}
	}
}

// show sends the diagnostics of a file, unless the client has them.
func (s *server) show(name string, sh *shown) {
	for _, f := range sh.findings {
		sh.diagnostics = append(sh.diagnostics, s.diagnostic(sh, f))
	}
	old := s.shown[name]
	s.shown[name] = sh
	var sent jsonOf
	changed := true
	if old != nil {
		sent = old.sent
		changed = old.doc != sh.doc
	}
	if sh.doc == nil && old == nil && len(sh.diagnostics) == 0 {
		sh.sent = encodeDiagnostics(nil)
		return // as the client thinks anyway
	}
	if !changed && bytes.Equal(sent, encodeDiagnostics(sh.diagnostics)) {
		sh.sent = sent
		return
	}
	s.send(name, sh.doc, nil, sh)
}

func encodeDiagnostics(list []protocol.Diagnostic) jsonOf {
	raw, err := encode(&protocol.PublishDiagnosticsParams{Diagnostics: list})
	if err != nil {
		return nil
	}
	return jsonOf(raw)
}

func (s *server) send(name string, d *document, sent jsonOf, sh *shown) {
	sh.sent = encodeDiagnostics(sh.diagnostics)
	if sent != nil && bytes.Equal(sent, sh.sent) {
		return
	}
	params := &protocol.PublishDiagnosticsParams{URI: s.uriOf(name), Diagnostics: sh.diagnostics}
	if params.Diagnostics == nil {
		params.Diagnostics = []protocol.Diagnostic{}
	}
	if d != nil {
		params.Version = protocol.NewOptional(d.version)
	}
	s.notify("textDocument/publishDiagnostics", params)
}

// tell logs what went wrong inside of us, once.
func (s *server) tell(v *view, a driver.Answer) {
	for _, p := range append(slices.Clone(a.Problems), a.Result.Problems...) {
		if p.Kind != driver.Internal || v.crashed[p.Check+" "+p.Package] {
			continue
		}
		v.crashed[p.Check+" "+p.Package] = true
		s.notify("window/logMessage", &protocol.LogMessageParams{
			Type: protocol.MessageTypeError, Message: "asynclint: " + v.project.Describe(p) + "\n" + p.Stack,
		})
	}
}

var severities = map[analyzers.Tier]protocol.DiagnosticSeverity{
	analyzers.Bug:        protocol.DiagnosticSeverityError,
	analyzers.Suspicious: protocol.DiagnosticSeverityWarning,
	analyzers.Advice:     protocol.DiagnosticSeverityInformation,
}

func (s *server) diagnostic(sh *shown, f driver.Finding) protocol.Diagnostic {
	d := protocol.Diagnostic{
		Range:    s.rangeOf(sh.text, f.Place()),
		Severity: protocol.DiagnosticSeverityWarning,
		Code:     protocol.String(f.Check),
		Source:   protocol.NewOptional("asynclint"),
		Message:  protocol.String(f.Message),
	}
	if f.URL != "" {
		d.CodeDescription = protocol.CodeDescription{Href: uri.URI(f.URL)}
	}
	if check, ok := sh.view.project.Check(f.Check); ok {
		d.Severity = severities[check.Tier]
	}
	for _, step := range f.Steps {
		place := step.Place()
		src := sh.text
		if place.Pos.Filename != f.Place().Pos.Filename {
			var err error
			if src, err = s.source(place.Pos.Filename); err != nil {
				continue
			}
		}
		d.RelatedInformation = append(d.RelatedInformation, protocol.DiagnosticRelatedInformation{
			Location: protocol.Location{URI: s.uriOf(place.Pos.Filename), Range: s.rangeOf(src, place)},
			Message:  step.Message,
		})
	}
	return d
}

// rangeOf never is empty: some editors do not show those.
func (s *server) rangeOf(t *text, span driver.Span) protocol.Range {
	r := protocol.Range{Start: s.positionOf(t, span.Pos), End: s.positionOf(t, span.End)}
	if span.End.Filename != span.Pos.Filename || before(r.End, r.Start) || r.End == r.Start {
		r.End = r.Start
		r.End.Character++
	}
	return r
}

func (s *server) positionOf(t *text, p token.Position) protocol.Position {
	return t.position(s.encoding, p.Line, max(p.Column, 1))
}

func before(a, b protocol.Position) bool {
	return a.Line < b.Line || a.Line == b.Line && a.Character < b.Character
}
