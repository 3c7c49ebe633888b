// Package rlockagain reports read-locking a mutex that the same goroutine has read-locked already.
//
// # Why
//
// A sync.RWMutex lets many readers in at once, so it seems that one goroutine
// may read-lock it twice. It works in every test without a writer at that very
// moment. But a Lock that waits keeps new readers out, or else it would wait for
// ever under a constant load of readers. So if some goroutine calls Lock between
// the two RLocks, the second RLock waits for that Lock, and the Lock waits for
// the first RLock. Neither goes on, and soon nor does anybody else.
//
// It is as common as locking twice, and overlooked more often: it needs three
// events in one order, which load brings about once in a while.
//
// # What is reported
//
// A call that read-locks a mutex which the path to it has read-locked and not
// unlocked, by itself or through any number of calls, in this package or in
// another, if the package also has a Lock of that mutex. The same paths, places
// and calls are understood as by doublelock. The steps of the report show the
// first RLock, the calls that lead to the second, and a writer.
//
// # What is not reported
//
//   - a mutex that the package never locks for writing: readers alone do not
//     wait for each other
//   - a mutex that is a local variable, where a writer would have to be local,
//     too
//   - TryRLock, which does not wait
//   - a callee that unlocks first what its caller holds
//   - what a new goroutine locks, or a function that is called later
//   - calls through interfaces and func values that may be of several kinds
//   - Lock after RLock, which waits even without a writer: see doublelock
//
// # How to silence
//
//	//asynclint:ignore rlockagain the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// In the test of the pair, a goroutine dumps counters into a writer that, when
// the first counter arrives, starts an Add in another goroutine and waits until
// that has the lock or queues for it. Then the dump read-locks for the second
// counter, and both are stuck: the leak profile lists them.
//
// # References
//
//   - [sync.RWMutex]: "If any goroutine calls RWMutex.Lock while the lock is
//     already held by one or more readers, concurrent calls to RWMutex.RLock will
//     block until the writer has acquired (and released) the lock [...] Note that
//     this prohibits recursive read-locking."
//   - Asked for as a check: golang/go#74641, dominikh/go-tools#727
//   - Fixed in cockroachdb/cockroach#6181, kubernetes/kubernetes#62464: kernels of
//     the GoBench suite, both reported here
//   - CWE-833, deadlock
package rlockagain
