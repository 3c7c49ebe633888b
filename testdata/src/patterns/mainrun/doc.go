// Package mainrun begins and ends a program.
//
// There is no runtime to start: goroutines run as soon as main does. What is
// left to do is the end. Main turns signals into a context and an error into an
// exit code; Run owns every goroutine of the program, and returns when the last
// one has.
//
// # Rust
//
// `#[tokio::main]` builds a runtime around an async main, and dropping the
// runtime at the end of main drops the tasks that still run.
//
// Words: runtime, #[tokio::main], block_on, ctrl_c, JoinSet.
//
// # Guarantees
//
//   - A first interrupt or SIGTERM ends the context, with the signal as its cause; what was deferred runs, and the exit code is 0. (TestSignal)
//   - A second signal ends the process at once, whatever it is waiting for. (TestSecondSignal)
//   - An error of run is printed, and the exit code is 1, after what was deferred. (TestError)
//   - Run returns when every part has returned, and in the same instant in which the last one does. (TestJoined)
//   - The first part that fails ends the others, and Run returns its error. (TestFailure)
//   - Whenever the context is cancelled, no part outlives Run. (TestEveryCancel)
//
// # Why it is right
//
// A process ends when main returns, and goroutines that still run are cut off
// wherever they are. So whatever must happen first (flush, commit, answer)
// has to be waited for, and only who starts a goroutine can see to that. Here
// that is one function, and it starts them with [errgroup.Group.Go], which
// counts them; there is no bare go statement to forget.
//
// The exit code is computed where nothing is deferred any more: [os.Exit] and
// log.Fatal do not run deferred calls, so they have no place below main.
//
// stop, the second result of [signal.NotifyContext], gives signals their usual
// effect back. As soon as the context has ended, that is wanted: who presses
// Ctrl-C again has run out of patience.
//
// # What goes wrong
//
// main returns when the server's accept loop does, while workers still write;
// os.Exit deep below skips the flush; the second Ctrl-C is swallowed, and the
// process needs a kill -9.
//
// # Checks
//
//   - neverends: goroutines without a way out, of which there may be many
//   - shutdownwait: a program that ends while a server still drains
//   - groupctx: the context of the group is for its parts alone
//
// # Measured
//
//   - parts still running when Run returns: 0
//   - time from the first failure to the end of Run: 0s
//
// [errgroup.Group.Go]: https://pkg.go.dev/golang.org/x/sync/errgroup#Group.Go
package mainrun
