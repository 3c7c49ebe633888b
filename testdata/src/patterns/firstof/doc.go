// Package firstof asks several replicas and takes the first good answer.
//
// Each replica is asked a little later than the one before, or as soon as that
// has failed: a hedged request. With a delay of 0 all are asked at once.
//
// # Rust
//
// `select!` over the same request to several servers yields what comes first and
// drops the rest; `select_ok` goes on until one succeeds.
//
// Words: select!, select_ok, FuturesUnordered, abort_handle, timeout.
//
// # Guarantees
//
//   - The first answer that is no error is returned, at the instant at which it is there. (TestFirst)
//   - The others are told to end in the same instant, and First returns when they have. (TestFirst)
//   - The next replica is asked after the delay, or at once when one fails; never sooner. (TestHedged)
//   - If all fail, the error joins all errors, in the order of the replicas. (TestAllFail)
//   - Without replicas there is an error, and no wait. (TestAllFail)
//   - When the context ends at any step, First returns in the same instant, with its cause, and nothing is left. (TestEveryCancel)
//
// # Why it is right
//
// The channel has room for all answers, so no replica ever waits for somebody
// to take its one. The losers are cancelled, and waited for: they may hold
// connections and buffers that the caller is about to use again, and a replica
// that ignores its context shows at once instead of piling up. Who asks
// replicas that cannot be told to end wraps them in deadline.Abandon.
//
// The answer that comes with the cancellation of the loser is an error like any
// other, and comes too late to matter.
//
// # What goes wrong
//
// An unbuffered channel keeps every loser for ever. Without a cancellation of
// the losers each question costs as much as the slowest replica. The first
// answer is taken though it is an error, so that the fastest way to fail wins.
//
// # Checks
//
//   - chanleak: answers that nobody receives
//   - waitforever: waiting for a loser that waits to give its answer
//   - groupctx: the first failure of many ends the others; here it is the first success
//
// # Measured
//
//   - time until the answer of a replica that takes 1s, asked first, others take 1m: 1s
//   - replicas asked within 2.5s, one each second: 3
//   - goroutines of losers after First: 0
package firstof
