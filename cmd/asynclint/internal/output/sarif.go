package output

import (
	"fmt"
	"go/token"
	"io"
	"net/url"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// sarif is SARIF 2.1.0, for code scanning services and editors.
type sarif struct{ Options }

// Format implements Formatter.
func (s sarif) Format(w io.Writer, r Report) error {
	p := &sarifPrinter{Options: s.Options, src: s.sources(), rules: make(map[string]int)}
	run, err := p.run(r)
	if err != nil {
		return err
	}
	enc := encoder(w)
	enc.SetIndent("", "  ")
	return enc.Encode(sarifLog{Schema: sarifSchema, Version: "2.1.0", Runs: []sarifRun{*run}})
}

type sarifPrinter struct {
	Options
	src   *sources
	rules map[string]int // index by check
}

const (
	site     = "https://github.com/asynclint/asynclint"
	srcRoot  = "%SRCROOT%"
	printKey = "asynclintFingerprint/v1"
)

func (p *sarifPrinter) run(r Report) (*sarifRun, error) {
	run := &sarifRun{
		ColumnKind:  "utf16CodeUnits",
		BaseIDs:     map[string]sarifArtifact{srcRoot: {Description: &sarifText{Text: "The root of the repository."}}},
		Invocations: []sarifInvocation{invocation(r)},
		Results:     []sarifResult{},
	}
	driver := &run.Tool.Driver
	// Readers compare versions as numbers, so ours loses its v.
	*driver = sarifDriver{Name: "asynclint", Version: strings.TrimPrefix(p.Version, "v"), InformationURI: site, Rules: []sarifRule{}}
	for i, c := range p.Checks {
		rule, err := p.rule(c)
		if err != nil {
			return nil, err
		}
		p.rules[c.Name()] = i
		driver.Rules = append(driver.Rules, *rule)
	}
	list := sorted(p.Dir, r.Findings)
	for i, print := range fingerprints(list) {
		run.Results = append(run.Results, p.result(list[i], print))
	}
	p.silenced(run, r)
	return run, nil
}

// silenced adds the findings that were silenced. If there are any, every
// result says whether it is suppressed: that is how SARIF tells "not
// suppressed" from "not known".
func (p *sarifPrinter) silenced(run *sarifRun, r Report) {
	if len(r.Silenced) == 0 {
		return
	}
	for i := range run.Results {
		run.Results[i].Suppressions = &[]sarifSuppression{}
	}
	list := make([]driver.Finding, len(r.Silenced))
	for i, s := range r.Silenced {
		list[i] = s.Finding
	}
	// They are numbered among themselves: a finding has the same fingerprint
	// whether or not those that are silenced are asked for.
	for i, print := range fingerprints(list) {
		s := r.Silenced[i]
		res := p.result(s.Finding, print)
		res.Suppressions = &[]sarifSuppression{{
			Kind:          "inSource",
			Justification: oneLine(s.Reason),
			Location:      &sarifLocation{Physical: p.physical(s.Directive, s.Directive)},
		}}
		run.Results = append(run.Results, res)
	}
}

func invocation(r Report) sarifInvocation {
	inv := sarifInvocation{Successful: r.Complete, ExitCode: r.ExitCode}
	for _, problem := range r.Problems {
		inv.Notifications = append(inv.Notifications, sarifNotification{"error", sarifText{Text: plain(oneLine(problem))}})
	}
	return inv
}

// level and precision put the promise of a tier into SARIF's and GitHub's words.
var (
	level     = map[analyzers.Tier]string{analyzers.Bug: "error", analyzers.Suspicious: "warning", analyzers.Advice: "note"}
	severity  = map[analyzers.Tier]string{analyzers.Bug: "error", analyzers.Suspicious: "warning", analyzers.Advice: "recommendation"}
	precision = map[analyzers.Tier]string{analyzers.Bug: "very-high", analyzers.Suspicious: "high", analyzers.Advice: "medium"}
)

func (p *sarifPrinter) rule(c analyzers.Check) (*sarifRule, error) {
	page, err := p.Page(c)
	if err != nil {
		return nil, err
	}
	uri := c.Analyzer.URL
	if uri == "" {
		uri = site + "/blob/main/docs/checks/" + c.Name() + ".md"
	}
	summary := analyzers.Summary(c)
	return &sarifRule{
		ID:               c.Name(),
		ShortDescription: sarifText{Text: summary},
		FullDescription:  sarifText{Text: lead(page, summary)},
		Help: sarifText{
			Text: lead(page, summary) + " See " + uri + ".",
			// Its links are relative to where it is in the repository.
			Markdown: strings.ReplaceAll(page, "](../../", "]("+site+"/blob/main/"),
		},
		HelpURI:       uri,
		Configuration: sarifConfiguration{Level: level[c.Tier]},
		Properties: sarifRuleProperties{
			Tags:      []string{"concurrency", string(c.Pitfall)},
			Precision: precision[c.Tier],
			Severity:  severity[c.Tier],
		},
	}, nil
}

// lead is the first paragraph of a page, else the summary.
func lead(page, summary string) string {
	for part := range strings.SplitSeq(page, "\n\n") {
		if part = strings.TrimSpace(part); part != "" && !strings.HasPrefix(part, "#") {
			return oneLine(part)
		}
	}
	return summary
}

func (p *sarifPrinter) result(f driver.Finding, print string) sarifResult {
	res := sarifResult{
		RuleID:       f.Check,
		Level:        level[p.tier(f.Check)],
		Message:      sarifText{Text: message(f)},
		Fingerprints: map[string]string{printKey: print},
	}
	if i, ok := p.rules[f.Check]; ok {
		res.RuleIndex = &i
	}
	at := sarifLocation{Physical: p.physical(f.Pos, f.End)}
	if f.Func != "" {
		at.Logical = []sarifLogical{{f.Package + "." + f.Func, "function"}}
	}
	res.Locations = []sarifLocation{at}
	for _, fix := range f.Fixes {
		if out, ok := p.fix(fix); ok {
			res.Fixes = append(res.Fixes, out)
		}
	}
	if len(f.Steps) == 0 {
		return res
	}
	// The flow is the story in the order in which it is told, from the finding
	// on. Findings do not say which goroutine a step runs on, nor which of two
	// is first, so it is one thread flow without an execution order.
	flow := sarifThreadFlow{[]sarifFlowLocation{{sarifLocation{Physical: at.Physical, Message: &sarifText{Text: plain(oneLine(f.Message))}}}}}
	for i, s := range f.Steps {
		step := sarifLocation{Physical: p.physical(s.Pos, s.End), Message: &sarifText{Text: plain(oneLine(s.Message))}}
		flow.Locations = append(flow.Locations, sarifFlowLocation{step})
		step.ID = i + 1
		res.Related = append(res.Related, step)
	}
	res.CodeFlows = []sarifCodeFlow{{[]sarifThreadFlow{flow}}}
	return res
}

// message links to each step: GitHub shows no related location without a link.
func message(f driver.Finding) string {
	var b strings.Builder
	b.WriteString(plain(oneLine(f.Message)))
	for i, s := range f.Steps {
		text := strings.NewReplacer(`\`, `\\`, `[`, `\[`, `]`, `\]`).Replace(oneLine(s.Message))
		fmt.Fprintf(&b, "; [%s](%d)", text, i+1)
	}
	return b.String()
}

// link is what SARIF takes for one in the text of a message.
var link = regexp.MustCompile(`\[([^\]]*)\]\(`)

// plain keeps code such as f[i](1) from being a link.
func plain(s string) string { return link.ReplaceAllString(s, `\[$1\](`) }

// fix is not ok if an edit is where there is no text to replace any more.
func (p *sarifPrinter) fix(fix driver.Fix) (sarifFix, bool) {
	out := sarifFix{Description: sarifText{Text: plain(oneLine(fix.Message))}}
	index := make(map[string]int)
	for _, e := range fix.Edits {
		region, ok := p.region(e.Pos, e.End)
		if !ok {
			return out, false
		}
		i, ok := index[e.Pos.Filename]
		if !ok {
			i = len(out.Changes)
			index[e.Pos.Filename] = i
			out.Changes = append(out.Changes, sarifChange{Artifact: p.artifact(e.Pos.Filename)})
		}
		out.Changes[i].Replacements = append(out.Changes[i].Replacements, sarifReplacement{*region, sarifContent{e.NewText}})
	}
	return out, len(out.Changes) > 0
}

func (p *sarifPrinter) physical(pos, end token.Position) *sarifPhysical {
	if pos.Filename == "" {
		return nil
	}
	at := &sarifPhysical{Artifact: p.artifact(pos.Filename)}
	if pos.Line < 1 {
		return at
	}
	region, ok := p.region(pos, end)
	if !ok {
		region = &sarifRegion{StartLine: pos.Line} // the whole line is true anyway
	}
	if ok && pos.Line == end.Line && pos.Column == end.Column {
		region.EndColumn++ // an empty region is a place to insert at, nothing to show
	}
	at.Region = region
	return at
}

// region converts columns from bytes; not ok if the source is not at hand.
func (p *sarifPrinter) region(pos, end token.Position) (*sarifRegion, bool) {
	startColumn, ok := p.src.utf16Column(pos)
	if !ok {
		return nil, false
	}
	if end.Filename != pos.Filename || end.Line < pos.Line {
		end = pos // //line comments can do that
	}
	endColumn, ok := p.src.utf16Column(end)
	if !ok {
		return nil, false
	}
	return &sarifRegion{pos.Line, startColumn, end.Line, endColumn}, true
}

// artifact is relative to the root of the repository if it can be.
func (p *sarifPrinter) artifact(name string) sarifArtifact {
	if name = Path(p.Root, name); !filepath.IsAbs(name) {
		return sarifArtifact{URI: (&url.URL{Path: filepath.ToSlash(name)}).String(), BaseID: srcRoot}
	}
	path := filepath.ToSlash(name)
	if !strings.HasPrefix(path, "/") {
		path = "/" + path // C:/x
	}
	return sarifArtifact{URI: (&url.URL{Scheme: "file", Path: path}).String()}
}
