package output

import (
	"go/token"
	"io"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// The types below are reviewdog's Diagnostic Format, as in its reviewdog.proto.
// Columns are bytes there as well as here.
type (
	rdResult struct {
		Source      rdSource       `json:"source"`
		Diagnostics []rdDiagnostic `json:"diagnostics"`
	}
	rdSource struct {
		Name string `json:"name"`
		URL  string `json:"url"`
	}
	rdDiagnostic struct {
		Message     string         `json:"message"`
		Location    rdLocation     `json:"location"`
		Severity    string         `json:"severity"`
		Source      *rdSource      `json:"source,omitempty"`
		Code        rdCode         `json:"code"`
		Suggestions []rdSuggestion `json:"suggestions,omitempty"`
		Related     []rdRelated    `json:"related_locations,omitempty"`
		// Original is what reviewdog shows as it is, at a terminal and folded
		// away in a review; without it, it makes up something unreadable.
		Original string `json:"original_output"`
	}
	rdCode struct {
		Value string `json:"value"`
		URL   string `json:"url,omitempty"`
	}
	rdLocation struct {
		Path  string   `json:"path"`
		Range *rdRange `json:"range,omitempty"`
	}
	rdRange struct {
		Start rdPosition  `json:"start"`
		End   *rdPosition `json:"end,omitempty"`
	}
	rdPosition struct {
		Line   int `json:"line"`
		Column int `json:"column,omitempty"`
	}
	rdSuggestion struct {
		Range rdRange `json:"range"`
		Text  string  `json:"text"`
	}
	rdRelated struct {
		Message  string     `json:"message"`
		Location rdLocation `json:"location"`
	}
)

var rdSeverity = map[analyzers.Tier]string{analyzers.Bug: "ERROR", analyzers.Suspicious: "WARNING", analyzers.Advice: "INFO"}

// rdJSON is all findings in one document for reviewdog.
type rdJSON struct{ Options }

// Format implements Formatter.
func (j rdJSON) Format(w io.Writer, r Report) error {
	enc := encoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(rdResult{rdSource{"asynclint", site}, j.diagnostics(r)})
}

// rdJSONLines is a finding a line for reviewdog.
type rdJSONLines struct{ Options }

// Format implements Formatter.
func (j rdJSONLines) Format(w io.Writer, r Report) error {
	enc := encoder(w)
	for _, d := range j.diagnostics(r) {
		d.Source = &rdSource{"asynclint", site} // there is no document to say it
		if err := enc.Encode(d); err != nil {
			return err
		}
	}
	return nil
}

func (o Options) diagnostics(r Report) []rdDiagnostic {
	src := o.sources()
	out := []rdDiagnostic{}
	for _, f := range sorted(o.Dir, r.Findings) {
		d := rdDiagnostic{
			Message:  oneLine(f.Message),
			Location: o.rdLocation(f.Pos, f.End),
			Severity: rdSeverity[o.tier(f.Check)],
			Code:     rdCode{f.Check, f.URL},
			Original: strings.TrimSuffix(Text{o.Root}.finding(f), "\n"),
		}
		for _, s := range f.Steps {
			d.Related = append(d.Related, rdRelated{oneLine(s.Message), o.rdLocation(s.Pos, s.End)})
		}
		for _, fix := range f.Fixes {
			if s, ok := suggestion(src, f.Pos.Filename, fix); ok {
				d.Suggestions = append(d.Suggestions, s)
			}
		}
		out = append(out, d)
	}
	return out
}

func (o Options) rdLocation(pos, end token.Position) rdLocation {
	at := rdLocation{Path: slashPath(o.Root, pos.Filename)}
	if pos.Line < 1 {
		return at
	}
	at.Range = &rdRange{Start: rdPosition{pos.Line, pos.Column}}
	// //line comments can put the end anywhere.
	if end.Filename == pos.Filename && (end.Line > pos.Line || end.Line == pos.Line && end.Column > pos.Column) {
		at.Range.End = &rdPosition{end.Line, end.Column}
	}
	return at
}

// suggestion makes one of a fix. Each suggestion is one that can be accepted
// without the others, so a fix is one, from its first edit to its last, with
// the text between them as it is. A fix that changes another file than the one
// that the finding is in cannot be told.
func suggestion(src *sources, file string, fix driver.Fix) (rdSuggestion, bool) {
	var b strings.Builder
	var last token.Position
	edits := slices.SortedStableFunc(slices.Values(fix.Edits), func(a, b driver.Edit) int { return a.Pos.Offset - b.Pos.Offset })
	for i, e := range edits {
		if e.Pos.Filename != file || e.End.Filename != file {
			return rdSuggestion{}, false
		}
		if i > 0 {
			between, ok := src.text(last, e.Pos)
			if !ok {
				return rdSuggestion{}, false
			}
			b.WriteString(between)
		}
		b.WriteString(e.NewText)
		last = e.End
	}
	if len(edits) == 0 {
		return rdSuggestion{}, false
	}
	first := edits[0].Pos
	return rdSuggestion{
		Range: rdRange{rdPosition{first.Line, first.Column}, &rdPosition{last.Line, last.Column}},
		Text:  b.String(),
	}, true
}
