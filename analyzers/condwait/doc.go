// Package condwait reports waits on a sync.Cond that miss the loop, its lock, or keep another lock.
//
// # Why
//
// Wait unlocks the mutex of the condition, sleeps until it is woken, and locks the
// mutex again. Three mistakes fit into that sentence.
//
// Between the wake-up and the lock others may have run. The job that was added
// has been taken, the slot that was free is occupied: what was waited for has to
// be tested again, in a loop.
//
// A goroutine that waits without having locked the mutex makes Wait unlock what
// it does not hold. That ends the program with "fatal error: sync: unlock of
// unlocked mutex", or takes the lock away from whoever does hold it.
//
// And the mutex of the condition is the only one that Wait unlocks. Another
// lock that the goroutine holds stays locked until somebody signals. If the one
// who should needs that lock, nobody ever does.
//
// # What is reported
//
//   - Wait behind an if, instead of in a for with the same condition. If the
//     Wait is all that there is in the if, the fix turns the if into a for.
//   - Wait in the function literal of a goroutine that holds no lock there.
//   - Wait, or a call that leads to one, in a place where every path holds another
//     lock, which other functions of the package take too.
//
// The mutex of a condition is known from sync.NewCond(&q.mu), from an assignment
// to its L, also of an RWMutex's RLocker, of an embedded mutex and of a mutex
// that the constructor was given; for fields and package-level variables if
// that is the only one in the package.
//
// # What is not reported
//
//   - Wait in any loop of its function, and in a function that others of the
//     package call in a loop: the loop may be the one that tests again.
//   - Wait without any condition before it.
//   - An if whose condition, or a part of it, is tested again after the Wait, as
//     with a time limit.
//   - A latch: the condition is a bool field that the package only ever sets to
//     true. It cannot become false again.
//   - Missing locks in functions that have callers: they may hold it. Nor in a
//     goroutine that calls functions of which nothing is known before.
//   - Other locks, if the mutex of the condition is not known: one of them could
//     be it.
//   - Other locks that nobody else takes, or only for read while it is held for
//     read, or only to wait on a condition as well.
//   - A condition that a loop tests which does not come back to the Wait, and one
//     that is tested without the lock.
//   - Methods named Wait of other types.
//
// # How to silence
//
//	//asynclint:ignore condwait only one goroutine ever waits here
//
// # Proof
//
// The test of the pair lets two goroutines wait for a job, in a testing/synctest
// bubble that knows when they do, and adds one job. In bad code the second
// takes what is not there, and the process dies of an index out of range. With
// the reference it waits again, until the second job comes.
//
// # References
//
//   - [sync.Cond.Wait]: "the caller typically cannot assume that the condition is
//     true when Wait returns. Instead, the caller should Wait in a loop"
//   - GoKer's kernels of conditions: kubernetes#11298, kubernetes#58107,
//     moby#30408
//   - CWE-662, improper synchronization.
package condwait
