// Package batcher collects items into batches by size and by time.
//
// Where all items are there already, [slices.Chunk] is enough.
//
// # Rust
//
// `chunks` groups the items of a stream by number, `chunks_timeout` by time as well.
//
// Words: chunks, ready_chunks, chunks_timeout, buffer, interval.
//
// # Guarantees
//
//   - A batch is flushed when it has size items, at once. (TestBySize)
//   - A batch is flushed when its first item has waited for the given time, and there are no empty ones. (TestByTime)
//   - Add that returned nil is a promise: after Close, the item is in exactly one batch, and in order. (TestNoLoss)
//   - Close flushes the tail, at once. (TestTail)
//   - Add and Close at the same time are safe: an Add that comes too late says so. (TestNoLoss)
//   - While a flush is under way Add waits: what cannot be flushed is not collected either. (TestBackpressure)
//   - An error of flush ends the batcher; Add and Close return it. (TestFlushError)
//   - Add obeys its context, and Close ends the flush when its own context ends; cancelled at any step, both return in the same instant. (TestEveryCancel)
//
// # Why it is right
//
// One goroutine owns the batch, so there is no lock. The channel has no room on
// purpose: a send succeeds only if that goroutine has received, and from then
// on the item is in the batch. Items in the room of a channel would be nobody's
// when the end comes.
//
// Close closes a channel of its own, not the one with the items, which has many
// senders. Since Go 1.23 Reset and Stop leave nothing behind in a timer's channel:
// an old time cannot end the next batch.
//
// # What goes wrong
//
// The last, incomplete batch is forgotten at the end; the timer runs on after a
// flush by size, and the next batch comes too early; the drain of the timer's
// channel hangs; Close closes the channel, and an Add panics.
//
// # Checks
//
//   - timerdrain: a bare receive after Stop, to empty a timer's channel
//
// # Measured
//
//   - items in the batches of 1000 Adds from 10 goroutines with a Close in between, minus those accepted: 0
//   - time from the first item to a flush by time, limit 1s: 1s
//   - time that Close takes to flush the tail: 0s
package batcher
