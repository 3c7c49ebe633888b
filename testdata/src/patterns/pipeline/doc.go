// Package pipeline connects stages by channels: fan-out, fan-in, and a parallel
// map that keeps the order.
//
// # Rust
//
// `buffer_unordered` runs so many futures of a stream at a time and yields results
// as they come, `buffered` yields them in order; `merge` joins streams.
//
// Words: buffer_unordered, buffered, for_each_concurrent, merge, StreamExt.
//
// # Guarantees
//
//   - At most n items are in the hands of a stage with n workers. (TestUnordered, TestOrdered)
//   - Unordered passes results on as they come, Ordered in the order of the items, though they were computed at the same time. (TestUnordered, TestOrdered)
//   - One slow item holds up Ordered by no more than n results behind it: it does not hoard. (TestHeadOfLine)
//   - Merge ends when all of its sources have. (TestMerge)
//   - The first error ends all stages, and Wait returns it when the last goroutine has ended. (TestErrors)
//   - A last stage that returns early ends the stages before it. (TestErrors)
//   - When the context ends at any step, Wait returns in the same instant, with its cause, and nothing is left. (TestEveryCancel)
//
// # Why it is right
//
// All stages are tasks of one group, with one context: whatever ends a stage
// early ends the context, and every send and every receive has that beside
// it. So a stage can fail, or the last one can have enough, without any other
// having to know. Each stage makes its output, and closes it when its last
// worker has ended; no other closes it.
//
// Ordered hands each item a channel for its one result, and queues those
// channels in the order of the items. The room of that queue is what bounds both
// the workers and the results that wait for their turn.
//
// # What goes wrong
//
// A stage returns at an error, and those before it wait for ever to send. The
// results are sorted at the end, which is no stream any more. A map from index to
// result, for the order, grows while the first item is slow.
//
// # Checks
//
//   - sendnodone: a stage that does not notice that the next one has left
//   - orphanchan: the output of a stage that nobody closes
//   - groupctx: stages that do not use the context of their group
//   - grouplimit: a limit on a group whose tasks wait for each other is a deadlock; this one has none
//
// # Measured
//
//   - most items in work, 3 workers, unordered: 3
//   - most items in work, 3 workers, ordered: 3
//   - items begun while the first of 100 is stuck, 3 workers, ordered: 3
//   - time for 100 items of 1s, 10 workers, ordered: 10s
package pipeline
