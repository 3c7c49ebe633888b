package output

import (
	"encoding/xml"
	"io"

	"github.com/asynclint/asynclint/analyzers"
)

// checkstyle is the report of Java's Checkstyle, which many services read.
// There is no schema; the version is the one that others claim, too.
type checkstyle struct{ Options }

type (
	checkstyleXML struct {
		XMLName xml.Name         `xml:"checkstyle"`
		Version string           `xml:"version,attr"`
		Files   []checkstyleFile `xml:"file"`
	}
	checkstyleFile struct {
		Name   string            `xml:"name,attr"`
		Errors []checkstyleError `xml:"error"`
	}
	checkstyleError struct {
		Line     int    `xml:"line,attr"`
		Column   int    `xml:"column,attr,omitempty"`
		Severity string `xml:"severity,attr"`
		Message  string `xml:"message,attr"`
		Source   string `xml:"source,attr"`
	}
)

var checkstyleSeverity = map[analyzers.Tier]string{analyzers.Bug: "error", analyzers.Suspicious: "warning", analyzers.Advice: "info"}

// Format implements Formatter.
func (c checkstyle) Format(w io.Writer, r Report) error {
	src := c.sources()
	doc := checkstyleXML{Version: "4.3"}
	for _, f := range sorted(c.Dir, r.Findings) {
		name := slashPath(c.Root, f.Pos.Filename)
		if n := len(doc.Files); n == 0 || doc.Files[n-1].Name != name {
			doc.Files = append(doc.Files, checkstyleFile{Name: name})
		}
		file := &doc.Files[len(doc.Files)-1]
		// Columns are characters; without the source there is none, rather than
		// a wrong one.
		column, _ := src.runeColumn(f.Pos)
		file.Errors = append(file.Errors, checkstyleError{
			Line:     f.Pos.Line,
			Column:   column,
			Severity: checkstyleSeverity[c.tier(f.Check)],
			Message:  c.story(f),
			// Jenkins takes what is before the last dot for the category.
			Source: "asynclint." + f.Check,
		})
	}
	return encodeXML(w, doc)
}

// encodeXML writes a document. What XML cannot hold, such as control
// characters, encoding/xml turns into U+FFFD.
func encodeXML(w io.Writer, doc any) error {
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	enc := xml.NewEncoder(w)
	enc.Indent("", "  ")
	if err := enc.Encode(doc); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}
