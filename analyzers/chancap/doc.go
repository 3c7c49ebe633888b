// Package chancap reports channels with an enormous capacity.
//
// # Why
//
// The buffer of a channel evens out bursts. It does not make a receiver faster: if
// that is too slow for what comes in, any buffer fills up, and the larger it is the
// longer it takes until somebody notices. By then a hundred thousand elements wait,
// each of them late by all that are before it, and the answer to the last one is
// for a client that gave up long ago. When the process ends, they are lost all at once.
//
// The memory for all of them is taken when the channel is made, whether it is used
// or not.
//
// # What is reported
//
// A make of a channel whose capacity is a constant of 65536 or more, or whose buffer
// takes 1 MiB or more.
//
// # What is not reported
//
//   - capacities that are no constants: somebody can set them
//   - tests
//   - what elements refer to: it is there anyhow
//
// # How to silence
//
//	//asynclint:ignore chancap the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair makes a queue, puts nothing in, and measures the memory that
// was taken: 6.1 MiB, for a hundred thousand lines of 64 bytes. The reference takes
// less than a hundredth.
//
// # References
//
//   - https://github.com/pilosa/go-pilosa/issues/258: a smaller channel took memory from
//     30 GB to 1 GB
//   - [Fred Hebert, "Queues Don't Fix Overload"]
//   - CWE-770: Allocation of Resources Without Limits or Throttling
//
// [Fred Hebert, "Queues Don't Fix Overload"]: https://ferd.ca/queues-don-t-fix-overload.html
package chancap
