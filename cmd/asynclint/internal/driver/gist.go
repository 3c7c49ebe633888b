package driver

import (
	"regexp"
	"strings"
)

// number is one that stands alone: line 12, but not mu2.
var number = regexp.MustCompile(`\b[0-9]+\b`)

// Gist is the message, on one line, without what changes with edits elsewhere:
// what names a finding from one run to the next must not contain that.
func (f Finding) Gist() string {
	return number.ReplaceAllString(strings.Join(strings.Fields(f.Message), " "), "0")
}
