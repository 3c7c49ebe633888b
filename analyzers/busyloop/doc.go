// Package busyloop reports loops that ask for something again and again and never wait.
//
// # Why
//
// A loop that looks whether something has happened, and if not looks again at
// once, keeps a processor busy for as long as nothing happens. All who have
// something to do have one processor less, among them whoever the loop is
// waiting for.
//
// # What is reported
//
// A loop of which one way round does nothing but ask: a select with a default
// case, an atomic load, Err of a context, len of a channel, reading under a lock,
// or a call of a function of the package that does nothing else. It assigns
// nothing and calls nothing that is not known, so that every round is like the
// one before until somebody else changes something. A deadline makes no
// difference: the loop is busy until then.
//
// # What is not reported
//
//   - Loops that call runtime.Gosched, sleep, compare and swap, or do anything that
//     is not known to be quick.
//   - Loops that get on by themselves: with a counter, an element, a sum, a flag that
//     each round sets, or another loop inside.
//   - Rounds in which a case of a select was chosen: it has received something.
//   - Rounds that try both to send to a channel and to receive from it, to drop what
//     is oldest, and a switch of which no case holds: there may be no others.
//   - Loops without a question, such as for {}, and plain reads of variables: those
//     are data races first of all.
//   - Loops in tests.
//
// # How to silence
//
//	//asynclint:ignore busyloop reason
//
// That what the loop waits for takes some nanoseconds at most is such a reason.
//
// # Proof
//
// The test hands the waiter a context that counts how often it is asked whether
// it is over. While nothing happens it is asked a thousand times and more with
// bad code; with the reference the goroutine waits in a select.
//
// # References
//
//   - staticcheck has the simplest form as SA5004: an empty default case.
package busyloop
