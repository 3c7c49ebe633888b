// Package broadcast sends every item to every subscriber.
//
// Subscribers differ in speed, and something has to give: the slow one, all
// others, or memory. Here it is the slow one, in the way that it has chosen.
//
// # Rust
//
// `broadcast` gives each receiver every value and tells one that was too slow how
// many it has missed; `watch` keeps only the latest value.
//
// Words: broadcast, watch, Lagged, subscribe.
//
// # Guarantees
//
//   - Publish never waits, however slow or dead a subscriber is. (TestSlow)
//   - A subscriber gets what was published while it subscribed, in order and without gaps, as long as it keeps up. (TestOrder)
//   - DropOldest: one that lags loses the oldest items, and knows exactly how many; with a buffer of 1 it has the latest value. (TestSlow, TestLatest)
//   - Disconnect: one that lags is disconnected after the items that it has, and learns why. (TestDisconnect)
//   - A subscriber that leaves, at any item, or panics, concerns nobody else. (TestLeaveAnywhere)
//   - Close ends every subscription after its last item; publishing and subscribing after it are safe. (TestClose)
//   - All of this at the same time, without a race. (TestStorm)
//
// # Why it is right
//
// Sends happen under the hub's lock, and cannot wait: each is a select with a
// default. That makes the hub the only sender, so that after it took
// the oldest item out there is room, and the only one that closes, so that no
// send can come after a close. Receivers need no lock.
//
// Every subscriber has a channel of its own. With a single one for all, each
// item would go to one of them; a loop of plain sends would be as slow as
// the slowest, and stuck when one has left.
//
// # What goes wrong
//
// The registry is locked while sends wait: one subscriber that stops reading
// stops all publishers, and it cannot even unsubscribe, because that takes the
// same lock. Subscribers close their own channels, and the next send panics.
//
// # Checks
//
//   - lockwait: a send under the lock that the receiver needs
//   - lockstall: waiting for the network, a process or a sleep while others want the lock
//   - unlockpath: the early return that forgets to unlock
//
// # Measured
//
//   - time that 100 calls of Publish take while nobody receives: 0s
//   - items that a subscriber with room for 10 still gets of 100: 10
//   - items that it knows to have lost: 90
package broadcast
