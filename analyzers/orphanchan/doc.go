// Package orphanchan reports channel operations that nothing in the program can ever complete.
//
// # Why
//
// A receive waits for a send or a close, an unbuffered send for a receive, and
// a range over a channel ends when the channel is closed. If the other half was
// never written, or went in a refactoring, then whoever gets there stays there:
// a goroutine that never ends, with all that it refers to, or a Stop that
// hangs. Go reports a deadlock only if all goroutines are stuck.
//
// Most channels can be judged one package at a time: they are made in a
// function and do not leave it, or are kept in an unexported field. All that can
// be done to such a channel is then in sight.
//
// # What is reported
//
// For channels that only this package can reach:
//
//   - a receive from, or a range over, a channel that nothing sends on and
//     nothing closes;
//   - a send on an unbuffered channel that nothing receives from; on one with a
//     buffer, kept in a field or a package variable, if the send can be seen to
//     run repeatedly;
//   - a select without default of which all cases are of these kinds;
//   - a range in a goroutine, over a channel that nothing closes, whose loop has
//     no other exit, while only the function that made the channel sends on it,
//     and returns: nobody can send after that;
//   - Wait of a sync.Cond that nothing signals;
//   - a send on or a receive from a channel that is nil whenever control gets
//     there.
//
// A channel that goes through parameters, results, closures, slices, maps and
// other channels is followed. One field is one channel, whatever object it is in,
// and where two channels may be mixed up they are taken for one: what is
// done to one of them counts for both.
//
// # What is not reported
//
//   - Channels that others may reach: exported fields and variables, parameters
//     of exported functions, what is converted to an interface, passed to another
//     package, or handled by a function whose value is passed around. Types
//     count: others cannot send on a <-chan T.
//   - Fields and functions that are named in a file of the package which build
//     constraints leave out, as far as the driver tells of those files. Under
//     go vet, what tests do to a channel of the package is not known.
//   - A select with a case that can happen; its other case is only dead.
//   - Blocking on purpose: forever := make(chan bool); <-forever outside
//     goroutines; anything in main, init and TestMain; select {}.
//   - Receives in test files: tests need something that hangs.
//   - A channel that is never made: a hook that only tests set.
//   - Buffered channels of a function that nobody reads: a result that nobody
//     needs does not block if there is room.
//   - Sends on a channel that the same function has closed: those panic.
//   - Operations whose counterpart is there, but in code that is never run.
//
// # How to silence
//
// Delete the operation, or complete it. To wait for ever on purpose, select {}
// says so. Else:
//
//	//asynclint:ignore orphanchan keeps the goroutine for the debugger
//
// # Proof
//
// In a bubble of testing/synctest the test drops the monitor and stops it. Stop
// waits for a goroutine that waits for a channel that nobody closes, and all
// goroutines of the bubble are blocked. With the reference they all end.
//
// # References
//
//   - The Go memory model and the specification on channels: "receiving from a
//     nil channel blocks forever".
//   - Uber's study of leaks in production names ranges over channels that are
//     never closed as one of six patterns: doi:10.1109/CGO57630.2024.10444835.
//   - GoBench, doi:10.1109/CGO51591.2021.9370317: cockroach 25456, grpc 1275,
//     kubernetes 25331 and 38669, moby 30408.
package orphanchan
