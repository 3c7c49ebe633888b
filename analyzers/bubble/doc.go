// Package bubble reports what panics or hangs in a bubble of testing/synctest.
//
// # Why
//
// A bubble is a world of its own: its time goes on only when all of its goroutines
// wait for something that only the bubble can bring about. Some methods of a test
// make no sense in there, and panic: a subtest or a parallel test would run outside,
// and a deadline is one of another clock. They are found when the test is run, but
// then the panic has ended the whole test binary.
//
// Others hang. A goroutine that waits for a mutex does not count as waiting, since
// somebody outside might unlock it. If another one holds the mutex and sleeps,
// the time that would wake it never comes, and nothing tells why: there is no
// deadlock report, only the timeout of the test binary.
//
// # What is reported
//
//   - t.Run, t.Parallel and t.Deadline on the test of a bubble, also in functions of
//     the package that the test is handed to
//   - synctest.Test in a bubble
//   - synctest.Wait in the function of a test itself, outside of any bubble
//   - time.Sleep and synctest.Wait in a bubble with a mutex held that a goroutine of
//     the same bubble locks, too, if nothing waits for that goroutine before
//
// # What is not reported
//
//   - the same methods on the test around the bubble: they work
//   - waits for channels and conditions with a mutex held: whether they end is up to
//     who sends
//   - channels and timers from outside of the bubble, the network, other processes:
//     time stands still while one waits for them, which may be meant
//   - mutexes that are only reached in functions which the package does not name,
//     and mutexes of which it is not known that they are the same
//
// # How to silence
//
//	//asynclint:ignore bubble the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair runs two cases, one of which takes an hour of a bubble's time,
// in a process of its own. With t.Run in the bubble the process dies of "panic:
// testing: t.Run called inside synctest bubble". With a bubble in each subtest they
// pass at once.
//
// # References
//
//   - [testing/synctest.Test]: "T.Run, T.Parallel, and T.Deadline must not be called."
//   - [testing/synctest], "Blocking": locking a sync.Mutex is not durably blocking
//   - golang.org/issue/77687: a mutex that hangs a bubble
package bubble
