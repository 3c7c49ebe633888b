// Package chanleak reports channel operations at which a goroutine stays for ever.
//
// # Why
//
// A goroutine that waits for a channel which nobody else uses any more never
// ends. It keeps its stack, all that it refers to, and the work that was to come
// after it; and each call of the function leaves another one behind. Nothing
// crashes: memory grows until the process is restarted.
//
// By far the most frequent form is the result that nobody picks up. A goroutine
// sends one value on a channel without a buffer, and its caller also waits for a
// timeout, a context or an error: when that comes first, the caller leaves and
// the send stays.
//
// # What is reported
//
// A send, a receive, a range or a select at which a goroutine can get stuck, on
// channels (and contexts) that one call of a function makes and keeps to itself.
// The function, the goroutines it starts and the functions of the package that
// it calls are run in every possible order; the report says under which
// condition it happens. Among what that finds are
//
//   - results that nobody receives: the caller returned early, by a timeout, by
//     a context, by an error; the first of several answers was enough
//   - a consumer that leaves a range while the producer has more to send, and a
//     range whose producer returned without closing the channel
//   - a receive from a channel whose sender returned without a send or a close
//   - a second send, by a return that is missing; a send in the same goroutine
//     that is to receive
//   - select statements all of whose cases are such operations
//
// Where every sender sends once and there are few of them, the suggested fix
// makes room for their values: with the new capacity nobody gets stuck at this
// channel, which was run, too.
//
// # What is not reported
//
//   - channels that something else may use: they are returned, stored in a field
//     of an object from elsewhere, in a slice or a map, sent on a channel, or given
//     to functions of other packages
//   - operations with a way out: a default, a timer, a channel from elsewhere, a
//     context that is not made here, which is expected to end
//   - goroutines that are stuck for a function that other code may call, or only
//     if it does
//   - what depends on flags, counters or messages of the goroutines themselves;
//     conditions that are the same go the same way, and loops over the same data
//     run equally often. What needs more than three conditions to happen is not
//     reported, and neither is what needs a loop not to run
//   - channels whose capacity is computed: whoever does that has counted
//   - what happens after a panic, and in main after its end
//   - in tests, what does not happen on every run
//   - channels that nothing ever sends on, receives from or closes: see
//     orphanchan
//   - a goroutine for which its function waits with a WaitGroup: see waitforever;
//     locks that have a part in it: see lockwait
//
// # How to silence
//
//	//asynclint:ignore chanleak the reason
//
// on the line of the operation or the line above.
//
// # Proof
//
// The first test cancels the context while the mirror is at work, and lets it
// answer after the caller has left; the goroutine leak profile of the runtime
// then lists the sender. The second has two answers where one is wanted, in a
// testing/synctest bubble, which ends with goroutines that remain.
//
// # References
//
//   - https://go.dev/ref/spec#Send_statements
//   - https://go.dev/blog/pipelines: "goroutine leak"
//   - Liu et al., Automatically Detecting and Fixing Concurrency Bugs in Go
//     Software Systems, ASPLOS 2021, doi:10.1145/3445814.3446756
//   - CWE-772: Missing Release of Resource after Effective Lifetime
package chanleak
