// Package suppress judges the comments that silence checks. The suite obeys
// them under every host; that one is stale, or never meant anything, is for the
// command to say, which knows which checks ran.
package suppress

import (
	"fmt"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/passes/directives"
)

// Check is the name under which findings about comments are reported. It is no
// check of the suite: it cannot be selected, nor silenced by what it judges.
const Check = "staleignore"

// URL is its page.
const URL = "https://github.com/asynclint/asynclint/blob/main/docs/suppress.md"

// Stale returns a finding, in order of position, for each comment in what res
// is the result of that
//
//   - silences nothing, though everything of ours that it names ran there;
//   - names a check that is not in all, where the form is ours alone;
//   - lacks a check or a reason, where the form is ours or names one of ours.
//
// Every comment may speak to other linters too: //nolint and //lint:ignore are
// theirs, and names that are not ours are none of our business. A comment that
// speaks to all of them, such as //nolint or one that names "*", is never
// stale. One that speaks to asynclint as a whole is if all checks ran that run
// by default.
//
// Nothing is said of packages that are broken, and nothing is stale where a
// check has failed: facts that it did not find may be missed in any package.
// Nor must Stale be asked about a run that was interrupted.
func Stale(res *driver.Result, ran, all []analyzers.Check) []driver.Finding {
	j := judge{ran: ran, all: all, broken: make(map[string]bool)}
	for _, p := range res.Problems {
		j.failed = j.failed || p.Kind == driver.Internal
		j.broken[p.Package] = true
		for _, path := range p.Blocked {
			j.broken[path] = true
		}
	}
	var list []driver.Finding
	for _, d := range res.Directives {
		if f, ok := j.finding(d); ok {
			list = append(list, f)
		}
	}
	return list
}

// A judge knows what there is to know beside the directive.
type judge struct {
	ran, all []analyzers.Check
	broken   map[string]bool // import paths
	failed   bool            // some check has
}

func (j judge) finding(d driver.Directive) (driver.Finding, bool) {
	if j.broken[d.Package] {
		return driver.Finding{}, false
	}
	// Of the list, what means something to us; unknown is what means something
	// to nobody.
	var ours, unknown []string
	for _, name := range d.Checks {
		switch {
		case name == "asynclint" || len(j.named(name)) > 0:
			ours = append(ours, name)
		case d.Form == directives.Own && !everything(name):
			unknown = append(unknown, name)
		}
	}
	var msg string
	drop := ours
	switch {
	case d.Malformed:
		if d.Form != directives.Own && len(ours) == 0 {
			return driver.Finding{}, false
		}
		msg = malformed(d)
		drop = d.Checks
	case len(unknown) > 0:
		msg = fmt.Sprintf("there is no check %s: this comment does not silence it, correct the name (asynclint -list shows them) or delete it", strings.Join(unknown, ", "))
		drop = unknown
	case len(d.Silenced) > 0 || len(ours) == 0 || slices.ContainsFunc(d.Checks, everything) || !j.allRan(ours):
		return driver.Finding{}, false
	default:
		place := "here"
		if d.File {
			place = "in this file"
		}
		msg = fmt.Sprintf("stale comment: %s finds nothing %s that it could silence, delete it", strings.Join(ours, ", "), place)
		if len(ours) < len(d.Checks) {
			msg = strings.TrimSuffix(msg, "delete it") + "take it out of the list"
		}
	}
	f := driver.Finding{Check: Check, Package: d.Package, Pos: d.Pos, End: d.End, Message: msg, URL: URL}
	if fix, ok := without(d, drop); ok {
		f.Fixes = []driver.Fix{fix}
	}
	return f, true
}

// malformed words what d lacks.
func malformed(d driver.Directive) string {
	word := "//lint:ignore"
	switch {
	case d.Form == directives.Own:
		word = "//asynclint:ignore"
	case d.File:
		word = "//lint:file-ignore"
	}
	if len(d.Checks) == 0 {
		return fmt.Sprintf("this comment silences nothing: it names no check and gives no reason, write %s CHECK REASON", word)
	}
	return fmt.Sprintf("this comment silences nothing: it gives no reason, write %s %s REASON", word, strings.Join(d.Checks, ","))
}

// everything reports whether a name speaks to all linters.
func everything(name string) bool { return name == "all" || name == "*" }

// named returns the checks that a name stands for, which may be a glob.
func (j judge) named(name string) []analyzers.Check {
	if everything(name) || name == "asynclint" {
		return nil
	}
	d := directives.Directive{Checks: []string{name}}
	var list []analyzers.Check
	for _, c := range j.all {
		if d.Names(c.Name()) {
			list = append(list, c)
		}
	}
	return list
}

// allRan reports whether everything ran that names speak of.
func (j judge) allRan(names []string) bool {
	if j.failed {
		return false
	}
	ran := func(c analyzers.Check) bool {
		return slices.ContainsFunc(j.ran, func(r analyzers.Check) bool { return r.Name() == c.Name() })
	}
	for _, name := range names {
		list := j.named(name)
		if name == "asynclint" {
			list = slices.DeleteFunc(slices.Clone(j.all), func(c analyzers.Check) bool { return !c.Default() })
		}
		for _, c := range list {
			if !ran(c) {
				return false
			}
		}
	}
	return true
}

// without takes names out of the list of d, or deletes the comment if none is
// left. Not ok if the list is not one of names and commas alone, or the file is
// not what people edit.
func without(d driver.Directive, names []string) (driver.Fix, bool) {
	if d.Comment.Pos.Filename == "" {
		return driver.Fix{}, false
	}
	if len(names) == len(d.Checks) {
		return driver.Fix{Message: "Delete the comment", Edits: []driver.Edit{{Pos: d.Line.Pos, End: d.Line.End}}}, true
	}
	start, end := list(d.Text)
	var kept []string
	for item := range strings.SplitSeq(d.Text[start:end], ",") {
		if item = strings.TrimSpace(item); item != "" && !slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, item) }) {
			kept = append(kept, item)
		}
	}
	if len(kept) != len(d.Checks)-len(names) {
		return driver.Fix{}, false
	}
	at := d.Comment.Pos // the comment is on one line
	from, to := at, at
	from.Offset, from.Column = at.Offset+start, at.Column+start
	to.Offset, to.Column = at.Offset+end, at.Column+end
	return driver.Fix{
		Message: "take " + strings.Join(names, ", ") + " out of the list",
		Edits:   []driver.Edit{{Pos: from, End: to, NewText: strings.Join(kept, ",")}},
	}, true
}

// list is where the names of checks are in the text of a directive.
func list(text string) (start, end int) {
	if i := strings.Index(text, "nolint:"); i >= 0 && strings.Trim(text[:i], "/ ") == "" {
		start = i + len("nolint:")
		end = len(text)
		if j := strings.Index(text[start:], "//"); j >= 0 {
			end = start + j
		}
	} else {
		// The word, blanks, the list, blanks, the reason.
		start = len(text)
		if i := strings.IndexAny(text, " \t"); i >= 0 {
			start = i + len(text[i:]) - len(strings.TrimLeft(text[i:], " \t"))
		}
		end = len(text)
		if i := strings.IndexAny(text[start:], " \t"); i >= 0 {
			end = start + i
		}
	}
	return start, start + len(strings.TrimRight(text[start:end], " \t"))
}
