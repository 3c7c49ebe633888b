// Package analyzers is the suite: one row per check, and the page of each.
package analyzers

import (
	"slices"

	"golang.org/x/tools/go/analysis"
)

// Tier is a promise about false reports.
type Tier string

const (
	// Bug: whenever the stated facts hold, some schedule or input blocks for
	// ever, panics or loses the cancellation.
	Bug Tier = "bug"
	// Suspicious: needs one assumption that the code does not show; the
	// message names it.
	Suspicious Tier = "suspicious"
	// Advice: better practice.
	Advice Tier = "advice"
)

// Tiers lists the tiers, strictest first.
var Tiers = []Tier{Bug, Suspicious, Advice}

// Pitfall is one of the six of the guide that asynclint grew from, or tests.
type Pitfall string

const (
	Blocking     Pitfall = "blocking"     // blocking what others wait behind
	Spawning     Pitfall = "spawning"     // too many tasks
	Backpressure Pitfall = "backpressure" // channels without room or bound
	Cancellation Pitfall = "cancellation" // contexts ignored or misused
	Leaks        Pitfall = "leaks"        // goroutines and resources that stay
	Locks        Pitfall = "locks"        // lock ordering, locks across waits
	Tests        Pitfall = "tests"        // concurrency mistakes in tests
)

// A Check is a row of the suite. What the check says of itself (summary, why,
// exclusions) is the doc comment of its package; see Page.
type Check struct {
	Analyzer *analysis.Analyzer
	Tier     Tier // of its mildest message
	Pitfall  Pitfall
	Since    string // first release that has it
	// Nursery is a state, not a tier: the check is built, but off until its
	// labels on real code are good enough.
	Nursery bool
	// Evidence says what the row rests on: the labels from real code, or why
	// the check is off.
	Evidence string
}

// Name is the check's one name everywhere: in messages, in flags, in
// suppressions, of its package, fixture folder and page.
func (c Check) Name() string { return c.Analyzer.Name }

// Default reports whether the check runs when nobody chose.
func (c Check) Default() bool { return !c.Nursery && c.Tier != Advice }

// Rejected is an idea that was weighed and turned down, so that it is not
// weighed again without new evidence.
type Rejected struct{ Name, Reason string }

// RejectedIdeas returns what was turned down.
func RejectedIdeas() []Rejected { return slices.Clone(rejected) }

// Suite returns every check, in order of name.
func Suite() []Check { return slices.Clone(suite) }

// Lookup returns the check with this name.
func Lookup(name string) (Check, bool) {
	i := slices.IndexFunc(suite, func(c Check) bool { return c.Name() == name })
	if i < 0 {
		return Check{}, false
	}
	return suite[i], true
}
