// Package passes is the folder of what is true of the code. A pass never
// reports; it answers queries, and says in the name of each query whether the
// answer holds on every path (must) or on some (may). What a user should hear
// about it is decided in package analyzers.
//
// The floors, lowest first; each imports only what is below it, and a test
// over `go list -deps` enforces that:
//
//	effect                       what functions do, as plain data: the vocabulary of facts
//	place flow knowledge         names of shared things; dataflow and loops; what std does, by heart
//	explore                      what small concurrent programs can come to (on the same floor)
//	directives ssabuild          comments that silence checks; SSA form, built on first use
//	calls                        what a call calls and what a goroutine runs
//	lockset obligations          the locks of one function along its paths; what must be released, and where it is lost
//	conns                        (on the same floor) the goroutines that read from a connection
//	effects                      a summary of each function; exports the function fact
//	given                        the functions and channels that other packages hand in
//	classes                      channels, WaitGroups and conditions that only the package can touch
//	contexts locks               live contexts and where they end; lock conflicts and lock order
//	polls                        loops that ask again and again
//	bubbles groups joins         what runs in a synctest bubble; errgroups and their tasks; what waits for a goroutine
//	permits spawns timers        (on the same floor) lost permits; what ends a goroutine; tickers left running
//	automata fanouts             local scopes for the explorer; goroutines by the input
//	queues waits                 (on the same floor) queues without a limit; waits under locks that cannot end
//	requests unheard             (on the same floor) goroutines that use a request's context after its end; sends and receives that do not hear that a context has ended
//
// The first two floors do not import go/analysis: they are tested with plain
// values.
package passes
