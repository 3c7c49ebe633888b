package effect

import (
	"slices"
	"strings"
)

// AsyncSummary is what a function may do, in terms of its parameters, results and
// package-level variables. It is the one function fact of asynclint.
type AsyncSummary struct {
	V      uint8
	Events []Event // sorted by Event.Compare, one of each by Event.Same
	// Incomplete is set when something the function calls could not be
	// resolved or a budget ran out: absence of an event then proves nothing.
	Incomplete bool
}

// AFact marks AsyncSummary as a go/analysis fact.
func (*AsyncSummary) AFact() {}

// MaxEvents bounds a summary. A function that does more than this many
// different things is a dispatcher; its tail is cut and it is Incomplete.
const MaxEvents = 64

// New returns the summary of the given events: sorted, unique and within
// MaxEvents.
func New(events []Event, incomplete bool) *AsyncSummary {
	events = slices.Clone(events)
	slices.SortFunc(events, Event.Compare)
	events = slices.CompactFunc(events, Event.Same)
	if len(events) > MaxEvents {
		events, incomplete = events[:MaxEvents], true
	}
	return &AsyncSummary{V: Version, Events: events, Incomplete: incomplete}
}

// Known returns the events of s, none if s is nil or of another version.
func (s *AsyncSummary) Known() []Event {
	if s == nil || s.V != Version {
		return nil
	}
	return s.Events
}

// Has reports whether some event of kind k concerns exactly place p.
func (s *AsyncSummary) Has(k Kind, p Place) bool {
	return slices.ContainsFunc(s.Known(), func(e Event) bool { return e.Kind == k && e.Place == p })
}

// String lists the events, for `// want name:"…"` assertions.
func (s *AsyncSummary) String() string {
	if s == nil {
		return "nothing"
	}
	var parts []string
	for _, e := range s.Known() {
		parts = append(parts, e.String())
	}
	if s.Incomplete {
		parts = append(parts, "…")
	}
	return strings.Join(parts, " ")
}

// AsyncSummarised is the package fact that a package has been summarised: a
// function of it without an AsyncSummary does nothing of what summaries tell.
// Without this fact nothing is known of its functions, as in hosts that do not
// keep facts.
type AsyncSummarised struct {
	V uint8 // Version
}

// AFact marks AsyncSummarised as a go/analysis fact.
func (*AsyncSummarised) AFact() {}

// String is the form that tests assert.
func (*AsyncSummarised) String() string { return "summarised" }
