// Package lockorder reports two locks that are taken in opposite orders.
//
// # Why
//
// If one function locks A and then B, and another locks B and then A, it takes
// two goroutines and bad luck: each gets its first lock, and each waits for ever
// for the one that the other has. Everybody else who needs one of the two
// locks waits behind them. The runtime says nothing as long as anything else in
// the process runs, the race detector sees no race, and tests hardly ever meet
// the moment.
//
// The two orders rarely stand side by side. One of the locks is taken some
// calls further down, often in another package.
//
// # What is reported
//
// A call that takes lock B, or leads to a function that does, while lock A is
// held, where somewhere in this package or in one that it imports A is taken
// while B is held. A lock is meant by its class, the field of a type or the
// package-level variable: Ledger.mu, not the mu of one Ledger. Embedded
// mutexes, mutexes behind pointer fields, RWMutex and generic types count, and
// so do locks that a helper takes or lets go for its caller.
//
// Two orders of read locks alone are reported only if each of the locks is
// taken for writing on one of the two sides.
//
// Three orders that make a ring are reported as well, if no two of them do.
//
// There is one report for each two or three locks, in the package that has the
// last of the orders: what it imports was there before.
//
// # What is not reported
//
//   - Two orders under a third lock that both sides hold, which lets only one
//     of them in at a time. That callers within the package always hold it
//     counts, too.
//   - Two locks of one class, as of two accounts or of the nodes of a tree. The
//     order that such code needs (by an id, by address, parent first) is not
//     visible in classes, so its lack is not reported either.
//   - Locks of an object that the function has just made, which nobody else
//     can hold yet, and what runs in init.
//   - Orders that are both within one goroutine of which there is only one: main,
//     functions that only it calls, a goroutine that it starts once.
//   - Orders in test files.
//   - TryLock: it does not wait. It does count as holding a lock.
//   - A lock that is let go before the other is taken, be it in a callee.
//   - What a goroutine does that is started under a lock: it does not hold it.
//   - Local mutexes, and calls through interfaces and func values that cannot
//     be resolved.
//   - Rings of four and more locks.
//   - Orders in packages of which none imports the others.
//
// Functions count whether or not two of them can run at the same time. A
// protocol that keeps them apart by other means than a lock (a state that is
// reached once, a reference count of zero) is not seen.
//
// # How to silence
//
// If the two can never run at the same time, say why:
//
//	//asynclint:ignore lockorder Load runs before the ledger is shared
//
// # Proof
//
// The test of the pair writes a checkpoint to a journal that takes its time,
// and meanwhile starts a transfer, which locks the ledger and waits for the
// journal. When the journal goes on, the checkpoint waits for the ledger. The
// leak profile of the runtime lists both as goroutines that nothing can wake. With
// the reference, both come to an end.
//
// # References
//
//   - Brotherston, Brunet, Gorogiannis and Kanovich, "A compositional deadlock
//     detector for Android Java", ASE 2021: the pairs of held and wanted locks.
//   - GoKer has kernels of real ones, among them cockroach#7504, cockroach#10214
//     and moby#4951.
//   - CWE-833, deadlock.
package lockorder
