// Package neverends reports goroutines that nothing can end, started again and again.
//
// # Why
//
// A goroutine that cannot end is a leak as soon as there may be two of it. One
// that works for an object keeps the object, with all that it refers to, and goes
// on working after everybody else has let go of it. A server that makes one for
// each connection or tenant grows until it is restarted, and the profile of
// leaked goroutines does not list them: they are not blocked for good, they sleep
// and wake up.
//
// Ranging over the channel of a ticker is the common form. It looks like the range
// over a channel of work, which ends when the channel is closed; but Stop does not
// close the channel of a ticker.
//
// # What is reported
//
// A go statement, or another call that starts a goroutine, whose function gets to
// a loop that has no way out (no return, break, goto or panic), a range over the
// channel of a ticker, an empty select, or a loop whose only ways out wait for a
// channel that nothing closes or sends to; the loop may be in a function that it
// calls. It counts if there may be many: it is started
//
//   - by a method, or by a function that returns an object that it makes
//   - by an HTTP handler
//   - in a loop that does not count, such as one that accepts connections
//   - by any function, if it ends up in an empty select
//
// A send that is to end goroutines, if one function starts several that end only
// by a value on that channel: one of them gets it.
//
// # What is not reported
//
//   - goroutines that end on a condition: a context, a channel, an error of a
//     connection that somebody closes, a flag; also if nobody ever makes it true,
//     unless it is a channel that only this package can touch
//   - goroutines that are there for the whole process: started by main or init, by
//     functions that only these call, for a package-level variable, by a sync.Once
//     or under a condition that is one
//   - other functions: programs call StartMetrics once
//   - a fixed number of workers started by such functions
//   - functions that do not return themselves, or wait for the goroutine: whoever
//     calls Run or Serve knows
//   - tests
//   - functions that are not known: interface methods, func values that may be several
//
// # How to silence
//
//	//asynclint:ignore neverends the reason
//
// on the line of the report or the line above. An object that really exists once
// for each process is such a reason.
//
// # Proof
//
// The test makes a buffer and closes it, in a bubble of testing/synctest. The
// goroutine is still there when nothing else is, waiting for a ticker that has been
// stopped.
//
// # References
//
//   - Package time, Ticker.Stop: "Stop does not close the channel, to prevent a
//     concurrent goroutine reading from the channel from seeing an erroneous 'tick'"
//   - Fixed in grpc/grpc-go#4583, apache/pulsar-client-go#331 (partition
//     discovery): both a range over the channel of a ticker, after Close
//   - CWE-772, missing release of resource after effective lifetime
package neverends
