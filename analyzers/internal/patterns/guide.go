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
		Title: "Runtime configuration",
		Idea: "Worker threads, stack size and thread names have no counterpart, because the runtime sees to them. Two " +
			"things it cannot know: the memory that there is, and what a goroutine is for.",
		Patterns: []string{"runtimeconf"},
	},
	{
		Title: "Running things at the same time",
		Idea: "Joining is waiting for goroutines that were started here. Either all results are wanted, or the first " +
			"error makes the rest pointless.",
		Patterns: []string{"joinall"},
		Refs: []Ref{{
			Check: "groupctx",
			Short: "first error wins",
			Text: "First error wins: the context of an errgroup ends with the first error and stops the others, and `Wait` " +
				"returns when all have ended.",
			Words: []string{"try_join!", "CancellationToken"},
		}},
	},
	{
		Title: "Racing operations",
		Idea: "A select chooses between channels, not between computations: what loses the race goes on. So the loser " +
			"is told to stop, or is left alone with room for its result.",
		Patterns: []string{"deadline", "firstof"},
	},
	{
		Title: "Spawning tasks",
		Idea: "A go statement returns nothing, and nothing bounds how often it is executed. Results, errors, the end of " +
			"a task and the number of them are the business of whoever spawns.",
		Patterns: []string{"gather", "taskhandle"},
	},
	{
		Title: "Producers and consumers",
		Idea: "A channel does not know who sends and who receives. So one side owns it and closes it, and the other has " +
			"a way to say that it has left.",
		Patterns: []string{"queue"},
	},
	{
		Title: "Broadcast",
		Idea: "Each value that is sent on a channel goes to one receiver. Closing a channel reaches all of them, once; " +
			"for more than that, each subscriber gets a channel of its own, and somebody decides what happens to the slow one.",
		Patterns: []string{"latch", "broadcast"},
	},
	{
		Title: "Streams",
		Idea: "Most streams are loops and need no goroutine. Those that do are stages, each of which must end when any " +
			"other does.",
		Patterns: []string{"generator", "pipeline"},
	},
	{
		Title:    "Buffering and batching",
		Idea:     "A batch ends by size, by time or because all is over; the third is the one that is forgotten.",
		Patterns: []string{"batcher"},
	},
	{
		Title: "Connection pools",
		Idea: "A permit that is dropped comes back by itself in Rust. In Go it is a deferred call, and it has to stand " +
			"in the right place.",
		Patterns: []string{"connpool"},
	},
	{
		Title: "Graceful shutdown",
		Idea: "Nothing new begins, what has begun is finished, and neither takes for ever. The context whose end starts " +
			"all this is not the one to finish with.",
		Patterns: []string{"drain"},
		Refs: []Ref{{
			Check: "shutdownwait",
			Short: "an HTTP server",
			Text: "The same for an HTTP server: `Serve` returns at once when the shutdown begins, and what has to be " +
				"waited for is `Shutdown`.",
			Words: []string{"graceful shutdown", "hyper"},
		}},
	},
	{
		Title: "Not blocking what is serial",
		Idea: "A goroutine that blocks gives its thread to others. What it does hold up is who waits for the same loop, " +
			"the same lock or the same result. (For many who want the same result, see loadcache.)",
		Patterns: []string{"eventloop", "snapshot"},
	},
	{
		Title: "Computing and waiting",
		Idea: "What computes is bounded by the processors that the scheduler may use, what waits by the capacity of " +
			"what it waits for, and neither by the size of the input.",
		Patterns: []string{"cpuio"},
	},
	{
		Title: "Testing",
		Idea: "A bubble has a clock that jumps when all wait, and knows which goroutines are its own. So tests of time " +
			"are exact and quick, and leaks are found where they are made.",
		Patterns: []string{"virtualtime", "leaklabel"},
		Refs: []Ref{{
			Check: "leakparallel",
			Short: "leak checks of a package",
			Text:  "Leak checks of a whole package, when all of its tests are over.",
			Words: []string{"tokio::test"},
		}},
		Tests: true,
	},
	{
		Title: "Further",
		Idea: "What the guide has in its list of pitfalls, or leaves to other crates: rate limits, retries, lock order, " +
			"caches, and tasks that own state.",
		Patterns: []string{"ratelimit", "backoff", "lockpair", "loadcache", "actor"},
	},
}
