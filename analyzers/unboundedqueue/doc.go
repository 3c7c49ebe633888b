// Package unboundedqueue reports queues between goroutines that nothing keeps short.
//
// # Why
//
// A slice behind a mutex is a simple queue: who has work appends it, a goroutine takes
// it from the front. It never says no. As long as the goroutine keeps up it is empty;
// once what that goroutine talks to becomes slow, everything that comes in stays in
// memory, and nothing tells who sends it to slow down. The process ends by the
// hand of the kernel, with all that was in the queue, and the last of what was handled
// before was too old to be of use.
//
// A limit makes the trouble visible where something can be done about it: the caller
// waits, drops what is least important, or answers that it is busy.
//
// # What is reported
//
// A slice or a list.List in an unexported field, if
//
//   - some function appends one element to it, with a lock held
//   - a goroutine of the package, one that goes round a loop, takes from its front or
//     its end, with a lock held
//   - nothing on the way to any place where it gets longer may be a limit: no
//     comparison of numbers, no wait for a channel, a condition or a permit, no lookup in
//     a map, no call of a function whose name tells of limits, sizes or flushes; neither
//     in the function that appends nor in those of the package that call it
//   - its length is compared nowhere with anything but 0 and 1
//
// # What is not reported
//
//   - slices of bytes, and slices that are taken whole, to be written as one batch:
//     buffers
//   - lists that are more than a queue, such as the order of a cache
//   - fields whose address goes elsewhere, and those that are handed batches: who makes
//     a batch has it in memory anyhow
//   - what only the goroutine itself adds
//   - lists of handlers, watchers and subscribers
//   - channels: one of a size that no one meant is for advice (chancap)
//
// # How to silence
//
//	//asynclint:ignore unboundedqueue the reason
//
// on the line of the report or the line above. That something else limits what comes
// in, such as a protocol with so many requests under way, is a good one.
//
// # Proof
//
// The test of the pair has a handler that does not come back, puts ten thousand
// events into the queue, and counts how many of them are held: all but one. The
// reference holds as many as its limit and refuses the others.
//
// # References
//
//   - [Fred Hebert, "Queues Don't Fix Overload"]
//   - CWE-770: Allocation of Resources Without Limits or Throttling
//
// [Fred Hebert, "Queues Don't Fix Overload"]: https://ferd.ca/queues-don-t-fix-overload.html
package unboundedqueue
