package output

import (
	"io"

	"github.com/asynclint/asynclint/analyzers"
)

// codeClimate is a Code Quality report of GitLab: the part of Code Climate's
// issues that GitLab reads, and no more, because it ignores the rest.
type codeClimate struct{ Options }

type (
	issueJSON struct {
		Description string        `json:"description"`
		CheckName   string        `json:"check_name"`
		Fingerprint string        `json:"fingerprint"`
		Severity    string        `json:"severity"`
		Location    issueLocation `json:"location"`
	}
	issueLocation struct {
		Path  string     `json:"path"`
		Lines issueLines `json:"lines"`
	}
	issueLines struct {
		Begin int `json:"begin"`
		End   int `json:"end"` // Code Climate has no lines without it
	}
)

// issueSeverity leaves critical and blocker to those who know what blocks them.
var issueSeverity = map[analyzers.Tier]string{analyzers.Bug: "major", analyzers.Suspicious: "minor", analyzers.Advice: "info"}

// Format implements Formatter.
func (c codeClimate) Format(w io.Writer, r Report) error {
	list := sorted(c.Dir, r.Findings)
	issues := make([]issueJSON, len(list))
	for i, print := range fingerprints(list) {
		f := list[i]
		// GitLab links to a line: one that is not known is the first.
		lines := issueLines{max(1, f.Pos.Line), max(1, f.Pos.Line)}
		if f.End.Filename == f.Pos.Filename {
			lines.End = max(lines.Begin, f.End.Line)
		}
		issues[i] = issueJSON{
			Description: c.story(f),
			CheckName:   f.Check,
			Fingerprint: print,
			Severity:    issueSeverity[c.tier(f.Check)],
			Location:    issueLocation{slashPath(c.Root, f.Pos.Filename), lines},
		}
	}
	enc := encoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(issues)
}
