// Package lockpair locks several things of the same kind, in an order that all
// agree on.
//
// Where two locks are of different kinds the order is in the code; see the
// reference of lockorder. Here it is between instances, and has to be computed.
//
// # Rust
//
// Nothing in the types keeps two tasks from locking two Mutexes in opposite orders;
// one sorts them by an id or an address first.
//
// Words: Mutex, lock ordering, deadlock.
//
// # Guarantees
//
//   - Whatever the order of the arguments, locks are taken in the order of the ids: nobody who waits for one holds a later one. (TestOrder, TestAllOrders)
//   - The same account twice is locked once. (TestSame, TestAllOrders)
//   - A transfer is all or nothing: nobody sees the money gone and not yet there. (TestStorm)
//   - When the function panics, at any step, all locks are free again. (TestEveryPanic)
//
// # Why it is right
//
// A deadlock of locks is a circle of goroutines, each waiting for what the next
// one holds. If everybody takes them in one order there is no circle: whoever
// holds the last one of them waits for none.
//
// The order has to be one that does not change. An id that is given once does
// not; the address would do as well today, but the language does not promise
// that values stay where they are.
//
// # What goes wrong
//
// from.mu.Lock(); to.mu.Lock(): two transfers in opposite directions, and both
// wait for ever. A transfer to oneself waits for itself. TryLock in a loop, which
// burns a processor and may never succeed.
//
// # Checks
//
//   - lockorder: two locks of different kinds, in both orders
//   - doublelock: the same lock twice
//   - unlockpath: an early return with a lock held
//
// # Measured
//
//   - orders of 4 accounts that were tried: 24
//   - accounts locked out of turn: 0
//   - transfers in opposite directions at the same time: 8000
package lockpair
