package output

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// junit is a report of tests: a suite for each package that has findings, in
// it a failed test for each finding.
//
// The document keeps to Jenkins' schema, which knows no file or line of a
// test: they are in the text of the failure.
type junit struct{ Options }

type (
	junitXML struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string       `xml:"classname,attr"`
		Name    string       `xml:"name,attr"`
		Error   *junitResult `xml:"error"`
		Failure *junitResult `xml:"failure"`
	}
	junitResult struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// Format implements Formatter.
func (j junit) Format(w io.Writer, r Report) error {
	doc := junitXML{Name: "asynclint"}
	suites := make(map[string]int) // index by name
	add := func(suite string, c junitCase) {
		at, ok := suites[suite]
		if !ok {
			at = len(doc.Suites)
			suites[suite] = at
			doc.Suites = append(doc.Suites, junitSuite{Name: suite})
		}
		s := &doc.Suites[at]
		s.Cases = append(s.Cases, c)
		s.Tests++
		doc.Tests++
		if c.Failure != nil {
			s.Failures++
			doc.Failures++
		}
		if c.Error != nil {
			s.Errors++
			doc.Errors++
		}
	}
	// The run itself is a test: what could not be analyzed is its error, and
	// Jenkins refuses a document without any test.
	run := junitCase{Class: "asynclint", Name: "run"}
	if !r.Complete {
		run.Error = &junitResult{Message: "not everything could be analyzed", Type: "incomplete", Text: r.problems()}
	}
	add("asynclint", run)

	seen := make(map[string]int)
	for _, f := range sorted(j.Dir, r.Findings) {
		// Services tell by the name whether a failure is new, so there is no
		// line in it, and they take two of a name for one.
		name := fmt.Sprintf("%s: %s (%s)", slashPath(j.Root, f.Pos.Filename), oneLine(f.Message), f.Check)
		seen[name]++
		if n := seen[name]; n > 1 {
			name += fmt.Sprintf(" #%d", n)
		}
		suite := f.Package
		if suite == "" {
			suite = "asynclint" // a name is required
		}
		add(suite, junitCase{Class: suite, Name: name, Failure: &junitResult{
			Message: oneLine(f.Message),
			Type:    string(j.tier(f.Check)),
			Text:    strings.TrimSuffix(Text{j.Root}.finding(f), "\n"),
		}})
	}
	return encodeXML(w, doc)
}
