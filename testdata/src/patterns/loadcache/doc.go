// Package loadcache loads what is asked for once, however many ask at the same time.
//
// golang.org/x/sync/singleflight does this without contexts and without keeping
// results; here a load ends when nobody waits for it any more.
//
// # Rust
//
// `OnceCell::get_or_init` runs one initialization that all wait for; moka's
// `get_with` does so for each key of a cache.
//
// Words: OnceCell, get_or_init, DashMap, Shared.
//
// # Guarantees
//
//   - However many ask for a key at the same time, it is loaded once, and all get the result. (TestSingleFlight)
//   - Different keys do not wait for each other. (TestKeys)
//   - A caller that gives up does not disturb the others: the load goes on for them. (TestGiveUp)
//   - When the last one has given up, the load is told to end; who asks next gets a new one. (TestAllGiveUp)
//   - Errors are returned to all who waited, and not kept. (TestErrors)
//   - A panic of the load comes out in everyone who waited, and the key can be loaded again. (TestPanic)
//   - When the context ends at any step, Get returns in the same instant, with its cause. (TestEveryCancel)
//
// # Why it is right
//
// The lock is held to look and to count, never during a load. Who finds a load
// under way waits for the channel that it closes, and counts as one of those who
// do; the count is what keeps the load alive, because it has a context that
// belongs to nobody who asks. With the context of the first who asked, all others
// would fail when that one goes home.
//
// An entry is taken out of the map before those who wait are told, when it
// failed: so whoever asks after that begins anew.
//
// # What goes wrong
//
// The cache is locked while it loads, and one slow key stops all. Check, load,
// store: a thousand requests for a key that has just expired are a thousand
// loads. The error of the first load is cached for ever by a sync.Once.
//
// # Checks
//
//   - lockstall: loading over the network with the lock held
//   - doublelock: a load that asks the cache it was called by
//
// # Measured
//
//   - loads for 100 callers of one key: 1
//   - time for 10 keys of 1s each at the same time: 1s
//   - time from the last caller's leaving to the end of the load: 0s
package loadcache
