package output

import (
	"encoding/json"
	"go/token"
	"io"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// Version is that of the JSON document. It grows when a reader of the old one
// could misread the new; a new field is no such change.
const Version = 1

// The types below are the document, docs/asynclint-findings.schema.json its
// description. Columns are bytes, as everywhere in Go's tools.
type (
	document struct {
		Version  int           `json:"version"`
		Tool     toolJSON      `json:"tool"`
		Complete bool          `json:"complete"`
		Findings []findingJSON `json:"findings"`
		Ignored  []findingJSON `json:"ignored,omitempty"`
	}
	toolJSON struct {
		Name    string `json:"name"`
		Version string `json:"version"`
	}
	findingJSON struct {
		Check       string         `json:"check"`
		Tier        analyzers.Tier `json:"tier"`
		Message     string         `json:"message"`
		URL         string         `json:"url,omitempty"`
		Package     string         `json:"package"`
		Function    string         `json:"function,omitempty"`
		Position    positionJSON   `json:"position"`
		End         positionJSON   `json:"end"`
		Fingerprint string         `json:"fingerprint"`
		Steps       []stepJSON     `json:"steps"`
		Fixes       []fixJSON      `json:"fixes"`
		Ignored     *ignoredJSON   `json:"ignored,omitempty"`
	}
	ignoredJSON struct {
		Reason   string       `json:"reason"`
		Position positionJSON `json:"position"`
	}
	positionJSON struct {
		File   string `json:"file"`
		Line   int    `json:"line"`
		Column int    `json:"column"`
		// Offset is there in edits only: elsewhere //line comments may have
		// moved the position to a file that it does not count in.
		Offset *int `json:"offset,omitempty"`
	}
	stepJSON struct {
		Message  string       `json:"message"`
		Position positionJSON `json:"position"`
		End      positionJSON `json:"end"`
	}
	fixJSON struct {
		Message string     `json:"message"`
		Edits   []editJSON `json:"edits"`
	}
	editJSON struct {
		Position positionJSON `json:"position"`
		End      positionJSON `json:"end"`
		NewText  string       `json:"newText"`
	}
)

// jsonDocument is all findings in one document.
type jsonDocument struct{ Options }

// Format implements Formatter.
func (j jsonDocument) Format(w io.Writer, r Report) error {
	enc := encoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(document{
		Version:  Version,
		Tool:     toolJSON{"asynclint", j.Version},
		Complete: r.Complete,
		Findings: j.findings(r.Findings),
		Ignored:  j.ignored(r),
	})
}

// jsonLines is a finding a line.
type jsonLines struct{ Options }

// Format implements Formatter.
func (j jsonLines) Format(w io.Writer, r Report) error {
	enc := encoder(w)
	for _, f := range append(j.findings(r.Findings), j.ignored(r)...) {
		if err := enc.Encode(f); err != nil {
			return err
		}
	}
	return nil
}

// encoder leaves <, > and & alone: this is for no browser.
func encoder(w io.Writer) *json.Encoder {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	return enc
}

// findings is never nil, nor is any other list: readers loop without a look.
func (o Options) findings(list []driver.Finding) []findingJSON {
	list = sorted(o.Dir, list)
	prints := fingerprints(list)
	out := make([]findingJSON, len(list))
	for i, f := range list {
		out[i] = findingJSON{
			Check: f.Check, Tier: o.tier(f.Check), Message: f.Message, URL: f.URL,
			Package: f.Package, Function: f.Func,
			Position: o.position(f.Pos), End: o.position(f.End),
			Fingerprint: prints[i],
			Steps:       []stepJSON{}, Fixes: o.fixes(f.Fixes),
		}
		for _, s := range f.Steps {
			out[i].Steps = append(out[i].Steps, stepJSON{s.Message, o.position(s.Pos), o.position(s.End)})
		}
	}
	return out
}

// ignored are the findings that were silenced. They are numbered among
// themselves, so that nobody's fingerprint depends on who asks for them.
func (o Options) ignored(r Report) []findingJSON {
	list := r.ignored(o.Dir)
	findings := make([]driver.Finding, len(list))
	for i, s := range list {
		findings[i] = s.Finding
	}
	out := o.findings(findings)
	for i, s := range list {
		out[i].Ignored = &ignoredJSON{s.Reason, o.position(s.Directive)}
	}
	return out
}

func (o Options) fixes(list []driver.Fix) []fixJSON {
	out := []fixJSON{}
	for _, fix := range list {
		f := fixJSON{Message: fix.Message, Edits: []editJSON{}}
		for _, e := range fix.Edits {
			edit := editJSON{o.position(e.Pos), o.position(e.End), e.NewText}
			edit.Position.Offset, edit.End.Offset = &e.Pos.Offset, &e.End.Offset
			f.Edits = append(f.Edits, edit)
		}
		out = append(out, f)
	}
	return out
}

func (o Options) position(pos token.Position) positionJSON {
	return positionJSON{File: slashPath(o.Dir, pos.Filename), Line: pos.Line, Column: pos.Column}
}
