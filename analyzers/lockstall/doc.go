// Package lockstall reports locks that are held while somebody outside takes his time, and others need them.
//
// # Why
//
// A mutex is cheap because it is held for nanoseconds. Held during a request,
// it makes everyone who needs the data wait for the server: a lookup in a map
// takes as long as the slowest answer, and if no answer comes it takes for
// ever. In a server, all requests that touch the lock pile up behind the one
// that waits, and the outage of something small becomes an outage of
// everything.
//
// # What is reported
//
// A call of time.Sleep, and a call that waits for the answer of a server
// (net/http and RPC clients) or for a process (os/exec), by itself or through
// one or two functions of this package or another, while every path to it
// holds a lock, if another function of the package takes that lock for
// something that does not take long: that one waits in vain. And in the same
// situation:
//
//   - A send, without an alternative, to a channel that another package gave: as
//     a parameter of an exported function or in an exported field, and kept in a
//     field, a slice or a map since. It waits for whoever receives there. The send
//     may be in a helper, up to two calls away.
//   - A write to a connection, if most writes of the package to it are made without
//     that lock: then it is not there to keep them apart.
//
// # What is not reported
//
//   - A lock that is there to have one request or process at a time: all its
//     users, or nearly all, do something of the kind.
//   - Locks of local variables, and elements of maps and slices: who waits asked
//     for the same key.
//   - Read locks, if all others read too, and users that only TryLock.
//   - Sleeps of a constant time below 20 ms, and sleeps in callees: most are
//     pauses between two tries, under a lock that is there for the slow work.
//   - Reads and writes of connections and files, for which a mutex that keeps
//     them apart is common and right, but for the writes above, and waits for
//     channels, WaitGroups and other locks: whether those are a problem depends
//     on who is at the other end. Sends that are a case of a select, and those to a
//     channel that the function is passed: its caller is there to receive.
//   - Locks of an object that the function itself has just made.
//   - Calls that may unlock the lock before they wait, and what is only perhaps
//     locked.
//   - Goroutines that are started under the lock, and deferred calls.
//   - Functions named init, sync.Once, test files.
//   - Interfaces and func values of which nothing is known.
//   - Other users in other packages.
//
// # How to silence
//
// If the lock is meant to keep everyone out meanwhile, say so:
//
//	//asynclint:ignore lockstall nobody may read before the first update
//
// # Proof
//
// The test of the pair reads from a cache while an update waits for a server that
// does not answer until the test lets it. In bad code the reader is seen to wait
// for the mutex, that is for the server. With the reference it gets the last
// value at once.
//
// # References
//
//   - Work that was moved out of a lock is the subject of some 100 commits in
//     100 repositories that were read for this check.
//   - CWE-667, improper locking.
package lockstall
