// Package lockwait reports a goroutine that waits while it holds a lock, when
// everybody who could end the wait needs that lock first.
//
// # Why
//
// A lock held across a channel operation or WaitGroup.Wait is not wrong in
// itself. It is a deadlock once the goroutine on the other end has to take the
// same lock on its way: one of the two holds the lock and waits for the other,
// which waits for the lock. Neither a look at the lock nor one at the channel
// shows it, and it depends on timing: the other end must not have had the lock
// already.
//
// # What is reported
//
// A send, a receive, a range over a channel, WaitGroup.Wait or Cond.Wait that
// is reached with a mutex held, in the same function or up to three calls away,
// where
//
//   - all that could end it is known: the channel, WaitGroup or Cond is kept in
//     unexported fields or variables, and does not leave the package
//   - each of these operations comes after a Lock of the same mutex (same type
//     and field), or runs with it held: on the way from the start of its
//     function, in a round of its loop, or in all callers
//   - the mutex and the channel belong to one object, or the mutex is a
//     package-level variable
//
// A send into a buffer waits once the buffer is full; it is reported where it is
// done again and again.
//
// The check assumes that the two goroutines have the same object in mind: types
// whose objects talk to each other are not told apart.
//
// # What is not reported
//
//   - waits whose other end takes no lock, or another one: to hold a lock across
//     them is a way to keep others out
//   - a select with other cases or a default: it has a way out
//   - channels that other packages may send to, receive from or close
//   - read locks on both sides, and TryLock
//   - a Cond whose own mutex is held: Wait unlocks it
//   - an op that the same goroutine may have completed itself before, such as a
//     token it put into a buffer
//   - a WaitGroup that those who call Done also add to: they take the lock before
//     they add, and have it behind them once there is something to wait for
//   - objects that are being made: nobody else has their lock
//   - tests
//
// # How to silence
//
//	//asynclint:ignore lockwait the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair closes a Writer. Where Close holds the lock meanwhile,
// the goroutine that it waits for stops in Mutex.Lock, and the runtime's leak
// profile lists both.
//
// # References
//
//   - Tu, Liu, Song and Zhang, "Understanding real-world concurrency bugs in Go",
//     ASPLOS 2019: locks and channels together make bugs that neither makes alone
//   - clippy's await_holding_lock, the relative in Rust: it warns of every such
//     wait
//   - Fixed in etcd-io/etcd#6873, kubernetes/kubernetes#10182 and
//     grpc/grpc-go#1460: kernels of the GoBench suite
//   - CWE-833, deadlock
package lockwait
