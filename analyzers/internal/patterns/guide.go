package patterns

// A Section of the guide.
type Section struct {
	Title    string
	Idea     string   // what it is about in Go, in a sentence or two
	Patterns []string // below testdata/src/patterns
	Refs     []Ref    // references of checks that are patterns of this section
	Tests    bool     // the tests are what a reader comes for
}

// A Ref is the reference of a check that a section shows.
type Ref struct {
	Check string
	Short string   // half a sentence, for the list
	Text  string   // Markdown, sentences
	Words []string // for the index
}

func (r Ref) title() string { return "the reference of " + r.Check }

// Guide is the guide, in order.
var Guide = []Section{
	{
		Title: "Program start and end",
		Idea: "Go has no runtime to build and no async main to enter. What the guide's basic runtime does at its end, " +
			"dropping the tasks that still run, is what a Go program must not leave to chance.",
		Patterns: []string{"mainrun"},
	},
	{
		Title: "Racing operations",
		Idea: "A select chooses between channels, not between computations: what loses the race goes on. So the loser " +
			"is told to stop, or is left alone with room for its result.",
		Patterns: []string{"deadline"},
	},
}
