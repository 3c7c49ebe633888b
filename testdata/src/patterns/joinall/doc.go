// Package joinall runs functions at the same time and returns all their results.
//
// Every function runs to its end, whatever becomes of the others. Where the
// first failure makes the rest pointless, the reference of groupctx is the
// pattern to take.
//
// # Rust
//
// `join!` polls its futures in one task until all are ready and yields a tuple;
// `try_join!` returns early and drops the others.
//
// Words: join!, try_join!, join_all.
//
// # Guarantees
//
//   - All run at the same time: the whole takes as long as the longest. (TestAll)
//   - Results stand in the order of the functions, not in the order in which they came. (TestAll)
//   - An error keeps nobody from ending, and none is lost. (TestErrors)
//   - Whatever was computed is returned, even beside errors. (TestErrors)
//   - A function that panics is waited for like any other; then the panic comes out in the caller, with its stack. (TestEveryPanic)
//   - When the context ends at any step, All returns as soon as its functions do, and none outlives it. (TestEveryCancel)
//
// # Why it is right
//
// Each goroutine writes to a variable of its own, an element of a slice that
// was made before any of them began. So there is nothing to lock, and no
// channel that could be received from too rarely. [sync.WaitGroup.Wait] returns
// after the last of them, and what they wrote before is visible from there on.
//
// [sync.WaitGroup.Go] counts before it starts the goroutine, and counts down
// when the function returns; there is no Add to misplace and no Done to forget.
// It forbids that the function panics, because then the process dies without
// having said why it waited. So the panic is caught where it happens, and
// thrown again where somebody can recover it.
//
// # What goes wrong
//
// Add inside of the goroutine, after Wait has looked; results sent on a channel
// that is drained only until the first error; a shared slice that is appended
// to; an error that overwrites another.
//
// # Checks
//
//   - waitforever: a goroutine that returns without counting down
//   - groupctx: the same, where the first error wins
//
// # Measured
//
//   - time for tasks of 1s, 1m and 1h: 1h0m0s
//   - tasks that run when All returns: 0
//   - steps at which one of 3 tasks panicked: 9
//   - panics that came out: 9
package joinall
