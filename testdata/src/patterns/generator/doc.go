// Package generator makes sequences: pulled by call, or produced ahead of time.
//
// Most streams need no goroutine. An [iter.Seq] runs its body when the loop asks
// for the next item, in the goroutine of the loop, and ends when the loop
// does. Only if producing and consuming are to overlap does a producer get a
// goroutine, and then that has to end when its consumer does.
//
// # Rust
//
// A `Stream` is polled for its next item, and does nothing while nobody polls;
// dropping it ends it. `stream!` writes one as a function that yields.
//
// Words: stream, async-stream, yield, StreamExt, ReceiverStream.
//
// # Guarantees
//
//   - Lines reads no further than its loop asks, and reports an error of the reader as its last item. (TestLazy, TestReadError)
//   - Ahead yields the same items in the same order. (TestSame)
//   - It is at most room items, and the one in hand, ahead of its loop. (TestAhead)
//   - When the loop ends, by break, return or panic, at any item, the producer has ended before the loop is left. (TestLeaveAnywhere, TestEveryPanic)
//   - A panic of the sequence comes out of the loop, after the items before it. (TestEveryPanic)
//   - When the context ends at any step the loop ends in the same instant. (TestEveryCancel)
//   - The sequence can be ranged over again, each time with a producer of its own. (TestSame)
//
// # Why it is right
//
// The goroutine begins when the loop does, and Ahead does not let go of the loop
// before it has ended: cancel, then wait, both deferred, so that a break and a
// panic of the loop's body take the same way. A send has the context beside it,
// for the loop may leave while the producer waits to hand over an item.
//
// The producer closes the channel, as the only sender. A function that returns
// a channel instead leaves it to every caller to receive until the end; who
// breaks out of that loop leaks the producer.
//
// # What goes wrong
//
// func() <-chan T with a goroutine behind it, and a caller that takes the first
// ten; yield called again after it returned false, which panics.
//
// # Checks
//
//   - sendnodone: a producer that waits for ever to hand over an item
//   - chanleak: the same, where one function has both ends
//
// # Measured
//
//   - lines read for a loop that breaks after the second: 2
//   - items produced, room 3, while the loop is stuck with its first: 5
//   - producers left after a loop of 10 items was left at any of them: 0
package generator
