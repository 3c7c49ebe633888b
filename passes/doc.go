// Package passes is the folder of what is true of a program: each pass answers
// "what holds here?", and never reports. Checks, in analyzers, ask them and
// decide whether someone should be told.
//
// The passes stand on floors, and import only from the floors below:
//
//	effect                               plain data: places, events, summaries
//	place, flow, explore, knowledge      identity, dataflow, exploration, tables: no go/analysis
//	directives, ssabuild                 comments; SSA, built when asked for
//	calls                                who is called, who is started
//	lockset                              which locks are held where
//	effects                              what each function does to what it is given
//	classes, contexts, locks             what a whole package does to a channel, a context, a lock
//	spawns                               what ends each goroutine
//	automata, waits                      who waits for whom
//
// An exported Analyzer gives a typed result, whose methods say in their names
// whether they speak of all executions or of some (must, may). What is unknown
// is never claimed.
package passes
