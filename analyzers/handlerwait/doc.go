// Package handlerwait reports sends and receives that go on when the context of their function has ended.
//
// # Why
//
// A function that takes a context promises to give up when it ends. A plain send or
// receive in it does not: it waits for the other end, and that may be gone, since it
// gave up on the same context, or be busy with somebody else's work for minutes. The
// handler of a request stays, although its client has left; a goroutine that produces
// values stays for ever, since nobody receives them.
//
// # What is reported
//
//   - A plain send, in a function literal, on a channel that the function around has
//     made and then hands on together with a context: it returns the channel to the
//     caller, who gave the context, or passes both to a function of another package.
//     Who receives may stop when the context ends. The channel has no room, or the send
//     is in a loop.
//   - A plain receive of something that other calls have to do, from a channel in a
//     field of the receiver (or in a map there) or in a package variable, in a function
//     or handler that has a context of its own: a parameter, or r.Context(). So is one
//     in a loop that a stop channel ends.
//
// For the send there is a fix: a select that returns when the context is done.
//
// # What is not reported
//
//   - Sends on a channel that came from the caller: the caller receives, and knows
//     better. Sends in loops that listen to a context elsewhere: that is sendnodone.
//   - Channels that never leave the function: chanleak follows those.
//   - Receives from goroutines that may have ended: that is sendafterexit.
//   - Receives after something that may bring about what they wait for: a send, a close,
//     a goroutine that was started, a call of a function value or of Cancel, Close, Stop,
//     Shutdown, Kill, Signal or Broadcast.
//   - Permits, free lists and channels used as a lock: the same function sends, too.
//   - Receives from timers and of Done, calls of time.Sleep: see ctxloop and sleepctx.
//   - A range over a channel, which ends when that is closed.
//   - Channels of which code elsewhere may have got hold, for receives.
//   - Code that runs when some context is done; contexts that cannot end; test files.
//
// # How to silence
//
//	//asynclint:ignore handlerwait reason
//
// on the line of the report or above it. That the caller always receives until the
// channel is closed is such a reason.
//
// # Proof
//
// In a testing/synctest bubble the test takes one line and cancels: on bad the
// producer is still blocked when the test returns. And it cancels a call that waits
// for another call's page: in virtual time it returns an hour later on bad, at once on
// ref.
//
// # References
//
//   - https://go.dev/blog/pipelines, "Explicit cancellation"
//   - tailscale/tailscale b88929edf8, grafana/loki 28919190b1: sends to a receiver that
//     had left with the context
//   - package golang.org/x/sync/singleflight: DoChan, for callers that may give up
package handlerwait
