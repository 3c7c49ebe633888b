// Package connpool lends connections, no more than so many at a time.
//
// For databases, [database/sql.DB] is such a pool.
//
// # Rust
//
// A `Semaphore` hands out permits, and dropping a permit gives it back; a pool
// keeps the permit beside the connection that it lends.
//
// Words: Semaphore, acquire, OwnedSemaphorePermit, Arc, Drop.
//
// # Guarantees
//
//   - There are never more connections than the pool has slots. (TestBound)
//   - A connection that was used without an error is used again; the others are closed. (TestReuse)
//   - The slot comes back on every path: after an error, a failed dial, a panic, a Goexit. (TestEveryPath, TestEveryPanic)
//   - Waiting for a slot ends with the context; cancelled at any step, Do returns in the same instant. (TestEveryCancel)
//   - Close refuses all who come later or still wait, waits for the connections in use, as long as its context allows, and closes the rest. (TestCloseInUse)
//   - A connection that comes back to a closed pool is closed, even after Close gave up. (TestCloseGivesUp)
//   - Who wants another connection while it has one is told so by its context at the latest; the pool does not pretend that this works. (TestNested)
//
// # Why it is right
//
// A caller never sees the slot: Do takes it, and one deferred call gives it
// back, whatever happens in between. The deferral stands behind the acquire, so
// that a failed acquire gives nothing back.
//
// A channel with room for n is the semaphore, because a select can then
// wait for the slot, the context and the end of the pool at once;
// golang.org/x/sync/semaphore knows only the context, but has weights. Close
// takes all n slots and keeps them: when it has them nobody uses anything.
//
// # What goes wrong
//
// An early return keeps the slot, and some days later the pool is empty. The
// release is deferred before the error of the acquire is looked at. A
// connection is given back after an error in the middle of an answer, and the next
// one reads the rest of that answer.
//
// # Checks
//
//   - lockstall: dialling with the lock held that everybody needs
//   - unlockpath: the same mistake as a forgotten slot, with a lock
//
// # Measured
//
//   - most connections open at once, 100 users, 4 slots: 4
//   - dials for 100 users, 4 slots: 4
//   - free slots after a panic at each of 4 steps: 2
//   - time that Close waits for a connection in use for 1m: 1m0s
package connpool
