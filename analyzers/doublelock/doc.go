// Package doublelock reports locking a mutex that the same goroutine holds already.
//
// # Why
//
// A sync.Mutex does not know who holds it. Lock waits until it is unlocked, and
// where the one who should unlock it is the one who waits, it waits for ever:
// that goroutine, and after it everybody else who needs the lock. The process
// goes on serving what does not, so nothing dies and nothing is logged.
//
// Two calls of Lock in one function are seen in review. What is not seen is a
// method that locks and is called, perhaps years later, from another method of
// the type that has locked, on a path that no test takes: when the cache is
// full, when the connection broke.
//
// # What is reported
//
// A call that locks a mutex which every run that comes there by this path holds,
// by itself or through any number of calls, in this package or another:
//
//   - Lock after Lock, Lock after RLock (there is no upgrade), RLock after Lock,
//     and Lock after a TryLock that succeeded;
//   - of a variable, a field however deeply nested, an embedded mutex, a mutex
//     behind a pointer, a package-level mutex;
//   - in methods and functions, also generic ones and ones that another package
//     has for locking; in function literals and method values that are called
//     or deferred, and in sync.Once.Do. Deferred calls run in their order;
//   - through a pointer back to the owner: s.mu is held, r is one of s.replicas,
//     and r.store.mu is locked. That r.store is s is what such a field is for;
//     the check assumes it.
//
// Paths are followed with the decisions that they rest on, so conditional locks
// and bool parameters such as `locked` are understood where the same condition
// decides on both ends.
//
// # What is not reported
//
//   - a callee that unlocks first what its caller holds, as methods named
//     ...AndUnlock do, and those that unlock for a while and lock again
//   - different locks of one type: c.in and c.out, a node and its parent or
//     child, two variables, two elements of a slice or map
//   - TryLock, which does not wait
//   - what a new goroutine locks, or a function that is called later
//   - calls through interfaces and func values that may be of several kinds
//   - a mutex that another goroutine unlocks: the second Lock waits for it
//   - RLock after RLock: see rlockagain
//   - a lock that stays held into the next round of a loop: see unlockpath
//   - functions with more ways to hold locks than the simulation follows
//
// # How to silence
//
//	//asynclint:ignore doublelock the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair fills a cache and puts one more value into it. The
// goroutine that does stops in Mutex.Lock, and the runtime's leak profile lists
// it: nobody is left who could unlock. In a process of its own the same two
// calls end in "all goroutines are asleep - deadlock!".
//
// # References
//
//   - [sync.Mutex.Lock]: "If the lock is already in use, the calling goroutine
//     blocks until the mutex is available."
//   - Russ Cox on recursive mutexes, golang-nuts 2010: why Go has none
//   - Fixed in cockroachdb/cockroach#9935, moby/moby#36114,
//     syncthing/syncthing#4829: kernels of the GoBench suite, all reported here
//   - CWE-764, multiple locks of a critical resource; CWE-833, deadlock
package doublelock
