// Package unlockpath reports paths that leave a function without the unlock that other paths have.
//
// # Why
//
// A function that unlocks by hand has to do so on every way out, and ways out
// are added later: a check that returns an error, a continue for the case that
// nobody thought of. The path runs well, once. Whoever locks next waits for
// ever, and that is often far from the mistake. More than a third of the lock
// fixes that we read in the history of public Go code add one missing Unlock.
//
// The opposite is an unlock too many, on a path that has unlocked already. The
// runtime ends the process for it, and no recover helps.
//
// # What is reported
//
//   - A return, the end of a function, or a continue (or the end of the loop's
//     body), with a lock held that the function locked itself and unlocks on
//     another path. In a loop it counts when the next round locks the same mutex
//     again, or has moved on to another one.
//   - An Unlock or RUnlock, deferred ones included, of a mutex that the path has
//     locked and unlocked before.
//
// The fix inserts the unlock before the return or continue. It is offered where
// what is returned does not need the lock. A defer after the Lock is often
// better, but changes when the other paths unlock, so that is left to you.
//
// # What is not reported
//
//   - functions that unlock on no path: they lock for their callers; and those
//     that always keep the lock in the end, as one that waits for something, if
//     others can unlock it
//   - functions that keep the lock exactly when they succeed (return nil, true,
//     or an object) if others can unlock it, and those whose lock some other
//     function unlocks for its callers
//   - locks handed on: to a goroutine, to a function literal or method value
//     that is returned, stored or passed, and that unlocks
//   - locks and unlocks under the same condition, such as a bool parameter, a
//     flag, or the result of TryLock
//   - paths that end in panic, log.Fatal, os.Exit or t.FailNow, even if
//     the panic is recovered; the ends of main and of tests
//   - locks that the function takes through another one, such as the Lock method
//     of a type of your own
//   - mutexes that are local variables, and elements of collections by an index
//     that changed
//   - functions with more ways to hold locks than the simulation follows
//
// # How to silence
//
//	//asynclint:ignore unlockpath the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair withdraws from an empty account and then deposits. The
// deposit stops in Mutex.Lock, and the runtime's leak profile lists its
// goroutine: the lock is kept by a function that has returned.
//
// # References
//
//   - Fixed in nats-io/nats.go#1364, centrifugal/centrifuge#552,
//     flynn/flynn#2591
//   - cockroachdb/cockroach#584, etcd-io/etcd#5509, grpc/grpc-go#3017,
//     moby/moby#7559, moby/moby#17176: kernels of the GoBench suite, all reported
//     here
//   - CWE-667, improper locking; CWE-832, unlock of a resource that is not locked
package unlockpath
