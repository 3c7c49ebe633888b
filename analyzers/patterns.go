package analyzers

import (
	"fmt"

	"github.com/asynclint/asynclint/analyzers/internal/patterns"
)

// Reserved are words that name neither a check nor a pattern: they are folders
// beside those of the checks, and `asynclint -explain patterns` is a list.
var Reserved = []string{"patterns", "passes"}

// Patterns is the list of the reference implementations of the guide.
func Patterns() (string, error) { return patterns.List() }

// PatternPage is all there is to know about a pattern, in Markdown. It reports
// false if there is no such pattern.
func PatternPage(name string) (string, bool, error) {
	all, err := patterns.All()
	if err != nil {
		return "", false, fmt.Errorf("the patterns cannot be read: %w", err)
	}
	for _, p := range all {
		if p.Name == name {
			return p.Page(), true, nil
		}
	}
	return "", false, nil
}
