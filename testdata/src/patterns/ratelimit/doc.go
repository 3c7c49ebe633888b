// Package ratelimit spreads events in time.
//
// golang.org/x/time/rate is the library for this; here is what it does at heart,
// short enough to be read.
//
// # Rust
//
// An `interval` ticks, and a Semaphore to which a task adds permits at each tick is
// a token bucket; tower and governor have it ready.
//
// Words: interval, Semaphore, throttle, sleep_until.
//
// # Guarantees
//
//   - In no interval of length d there are more than burst + d/every events. (TestNeverMore)
//   - Nothing is wasted: who waits goes at the first moment at which that allows it. (TestNoWaste)
//   - Who waits goes in the order in which it came. (TestOrder)
//   - Wait that cannot be over before the deadline of its context fails at once, and costs nothing. (TestDeadline)
//   - When the context ends at any step, Wait returns in the same instant, with its cause. (TestEveryCancel)
//   - A place that nobody queued up behind is given back when its owner leaves. (TestGivenBack)
//   - Allow never waits. (TestAllow)
//
// # Why it is right
//
// There is no goroutine and no ticker that somebody has to stop. All there is is a
// moment, at which the bucket will be full again: an event moves it by
// one interval, and may happen when it is no more than a burst ahead. The lock is
// held for this sum, never while somebody waits.
//
// # What goes wrong
//
// time.Sleep between two requests, which no context ends, and which spreads the
// requests of one goroutine only; a ticker goroutine that nobody stops; a
// bucket that fills up over night and lets everything through in the morning.
//
// # Checks
//
//   - sleepctx: a Sleep that makes its function deaf to its context
//   - lockstall: sleeping with the lock held
//
// # Measured
//
//   - events in the first 10s, one each second, burst 3: 13
//   - time for 100 events from 10 goroutines, one each second, burst 3: 1m37s
package ratelimit
