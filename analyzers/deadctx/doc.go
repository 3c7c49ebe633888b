// Package deadctx reports calls that give up at once because their context has already ended.
//
// # Why
//
// A function that takes a context gives up when the context ends. If it has
// ended before the call, the function gives up before it has done anything:
// Shutdown does not wait for the requests in flight, a query does not run, a
// connection is not made, the last batch is not flushed. It happens where
// code cleans up: it waits for ctx.Done(), and then passes the same ctx to what
// still has to be done.
//
// The error says "context canceled", which reads like the reason for the
// cleanup and not like its failure; so the mistake survives in code that
// handles errors.
//
// # What is reported
//
// A call, also after go or defer, of a function that gives up when a context
// that it is given ends, in code that runs only when that context has ended:
//
//   - after a receive from ctx.Done(), alone or as the case of a select;
//   - where ctx.Err() or context.Cause(ctx) is known not to be nil;
//   - after a call of the context's own cancel function;
//   - in a function literal that is made in one of these places, or that
//     context.AfterFunc runs.
//
// The context counts, and every context that derives from it by
// context.WithCancel, WithTimeout, WithDeadline, WithValue and the like, and
// requests and commands that were made with one of them. Functions that give
// up are those of the standard library and of well-known modules that say so
// (http.Server.Shutdown, http.Client.Do, the methods of database/sql, net.Dialer,
// exec.Cmd), those that select on the Done of their context, and those that
// pass it on to such functions, in this package or in others.
//
// A variable that is assigned another context in between is another context.
//
// The fix wraps the context in context.WithoutCancel: its values stay and its
// cancellation does not. What it then needs is a time limit, which only the
// author can choose.
//
// # What is not reported
//
//   - context.WithoutCancel(ctx), and what derives from it.
//   - A context that another function returns: it may have detached it.
//   - Functions that only read values or look at Err: loggers, metrics, a
//     function that returns ctx.Err() to pass the reason on.
//   - Functions that wait only in goroutines they start.
//   - Interface methods and function values of which nothing is known.
//   - The parent of the context that ended: it may be alive.
//   - (*exec.Cmd).Wait for a command that was started before its context ended.
//   - Context fields and package variables to which a function of the package
//     assigns, if that could happen in between.
//   - Test files: a test that calls with an ended context does so on purpose.
//
// # How to silence
//
// If the call is meant to return at once, say so:
//
//	//asynclint:ignore deadctx only closes the listeners
//
// # Proof
//
// The test starts a server on the loopback interface and stops it in the middle
// of a request. With the context that told it to stop, Shutdown returns
// "context canceled", the server is closed, and the client gets EOF instead of
// its answer. The reference is seen to wait in Shutdown, and the client gets all.
//
// # References
//
//   - Shutdown with a context that had ended, fixed in or reported to:
//     prometheus/prometheus#19306, goadesign/goa#2603, decred/vspd#514,
//     pior/runnable#22.
//   - context.WithoutCancel, since Go 1.21: golang/go#40221.
//   - flake8-async ASYNC102 is the same rule for Python: await in finally or a
//     cancel handler without a shield and a timeout.
package deadctx
