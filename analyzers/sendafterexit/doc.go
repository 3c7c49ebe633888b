// Package sendafterexit reports channel operations whose only peers are goroutines that may have ended.
//
// # Why
//
// A goroutine that serves requests from a channel is stopped, and returns. From
// then on nobody receives. Whoever sends a request a moment later, and has no
// other way to go on, waits for ever. It is a race, so tests do not show it: the
// request has to come between the decision to stop and the end of those who make
// requests. Shutdown is when that happens, and a shutdown that hangs is killed.
//
// # What is reported
//
// A send to a channel in an unexported field or package variable, if all that
// receives from the channel are cases of selects in loops of goroutines, and each
// of these loops can also end for another reason: another channel, a context, an
// error. The send is a statement of its own, or stands in a select in which no
// other case can happen any more. The same goes for a receive from a channel that
// is never closed, and whose senders may all have ended.
//
// A buffered channel counts if the send is seen to be repeated without an end.
//
// A stop method that sends one value to such a goroutine is one of these: it hangs
// when the goroutine has ended by itself.
//
// # What is not reported
//
//   - sends in a select with a default, a timer, a context, or a channel that is
//     closed, ever
//   - channels that code elsewhere may receive from, and local variables
//   - peers that drain the channel, or are in no loop, or end only when the channel
//     is closed or by a value that it carries
//   - goroutines that are there until the process ends, and those that are started
//     again and again, so that another one may come
//   - sends by the receiving goroutine itself, and by functions that start it
//   - a send under a lock and a condition: the end may be told under the same lock
//   - goroutines that are told to end only after others have been waited for
//   - tests
//
// # How to silence
//
//	//asynclint:ignore sendafterexit the reason
//
// on the line of the report or the line above. That callers have all ended before
// the goroutine is stopped is such a reason, and worth writing down.
//
// # Proof
//
// The test stops a counter and then adds to it, in a bubble of testing/synctest.
// The goroutine that adds is still blocked in its send when nothing else is left.
//
// # References
//
//   - etcd-io/etcd#6857, cockroachdb/cockroach#1462, istio/istio#17860 and
//     istio/istio#18454: kernels of the GoBench suite, all reported here
//   - CWE-833, deadlock
package sendafterexit
