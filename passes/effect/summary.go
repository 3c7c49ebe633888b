package effect

import (
	"slices"
	"strings"
)

// Summary is what a function may do, in terms of its parameters, results and
// package-level variables. It is the one function fact of asynclint.
type Summary struct {
	V      uint8
	Events []Event // sorted by Event.Compare, one of each by Event.Same
	// Incomplete is set when something the function calls could not be
	// resolved or a budget ran out: absence of an event then proves nothing.
	Incomplete bool
}

// AFact marks Summary as a go/analysis fact.
func (*Summary) AFact() {}

// MaxEvents bounds a summary. A function that does more than this many
// different things is a dispatcher; its tail is cut and it is Incomplete.
const MaxEvents = 64

// New returns the summary of the given events: sorted, unique and within
// MaxEvents.
func New(events []Event, incomplete bool) *Summary {
	events = slices.Clone(events)
	slices.SortFunc(events, Event.Compare)
	events = slices.CompactFunc(events, Event.Same)
	if len(events) > MaxEvents {
		events, incomplete = events[:MaxEvents], true
	}
	return &Summary{V: Version, Events: events, Incomplete: incomplete}
}

// Known returns the events of s, none if s is nil or of another version.
func (s *Summary) Known() []Event {
	if s == nil || s.V != Version {
		return nil
	}
	return s.Events
}

// Has reports whether some event of kind k concerns exactly place p.
func (s *Summary) Has(k Kind, p Place) bool {
	return slices.ContainsFunc(s.Known(), func(e Event) bool { return e.Kind == k && e.Place == p })
}

// String lists the events, for `// want name:"…"` assertions.
func (s *Summary) String() string {
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

// Summarised is the package fact that a package has been summarised: a
// function of it without a Summary does nothing of what summaries tell.
// Without this fact nothing is known of its functions, as in hosts that do not
// keep facts.
type Summarised struct {
	V uint8 // Version
}

// AFact marks Summarised as a go/analysis fact.
func (*Summarised) AFact() {}

// String is the form that tests assert.
func (*Summarised) String() string { return "summarised" }
