package output

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// github is a workflow command a finding, which GitHub Actions shows beside the
// code. It shows ten a step and kind, and fifty a job: so the worst come first,
// unlike in every other format. In the log is every one, and because the log
// leaves out the properties, the message is all of what text prints.
type github struct{ Options }

// Format implements Formatter.
func (g github) Format(w io.Writer, r Report) error {
	var b strings.Builder
	list := sorted(g.Dir, r.Findings)
	slices.SortStableFunc(list, func(a, b driver.Finding) int {
		return slices.Index(analyzers.Tiers, g.tier(a.Check)) - slices.Index(analyzers.Tiers, g.tier(b.Check))
	})
	for _, f := range list {
		command := map[analyzers.Tier]string{analyzers.Bug: "error", analyzers.Advice: "notice"}[g.tier(f.Check)]
		if command == "" {
			command = "warning"
		}
		fmt.Fprintf(&b, "::%s file=%s,line=%d", command, escapeProperty(slashPath(g.Root, f.Pos.Filename)), f.Pos.Line)
		if f.Pos.Column > 0 {
			fmt.Fprintf(&b, ",col=%d", f.Pos.Column)
		}
		// GitHub refuses columns that go on into another line.
		switch {
		case f.End.Line > f.Pos.Line:
			fmt.Fprintf(&b, ",endLine=%d", f.End.Line)
		case f.End.Column > f.Pos.Column:
			fmt.Fprintf(&b, ",endColumn=%d", f.End.Column)
		}
		text := strings.TrimSuffix(Text{g.Dir}.finding(f), "\n")
		fmt.Fprintf(&b, ",title=%s::%s\n", escapeProperty("asynclint: "+f.Check), escapeData(text))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// As in actions/toolkit, packages/core/src/command.ts.
var (
	dataEscapes     = []string{"%", "%25", "\r", "%0D", "\n", "%0A"}
	propertyEscapes = append(dataEscapes[:len(dataEscapes):len(dataEscapes)], ":", "%3A", ",", "%2C")

	escapeData     = strings.NewReplacer(dataEscapes...).Replace
	escapeProperty = strings.NewReplacer(propertyEscapes...).Replace
)
