// Package ctxdetached reports calls that get context.Background where a context is at hand.
//
// # Why
//
// A call that is given context.Background goes on when the work that it belongs to
// has been cancelled, and knows nothing of its deadline: the request is long gone,
// and the query still runs. It also loses the values of the context, as the span
// that a trace needs.
//
// # What is reported
//
// A call of context.Background or context.TODO whose result, by itself or with
// values, cancel functions and timeouts added, is passed to a call that gives up
// when its context ends (from the table of the standard library, or since its
// source shows that), or to an interface method that takes a context and returns
// an error, while
//
//   - the same function has a parameter that is, or carries, a context which may
//     end, or a context that derives from one; or
//   - the receiver of the method keeps such a context in its only field of that
//     kind, and no timeout ends the call either.
//
// That the call belongs to the work that the context ends is the assumption of
// this check. For context.TODO there is a fix.
//
// # What is not reported
//
//   - Goroutines, deferred calls and other function literals, also if the function
//     around them makes the context: they may have to outlive the other one, or to end
//     in an order.
//   - Functions, and calls of functions, whose names say that they end or undo
//     something, or write a log: Close, Release, Rollback, Delete and the like.
//   - Code that runs when some context is done, or that control comes to from there, as
//     for a last report; and defaults for a nil context.
//   - Statements with a comment above them about contexts, cancellation or
//     deadlines that is no TODO: it is meant to be so.
//   - Methods that call another method of the same object, such as Exec, which is
//     ExecContext without a context: that one has the object's context, too.
//   - Parameters named _, and context.WithoutCancel.
//   - Tests and generated files.
//
// # How to silence
//
// If the call must go on when the context has ended, say so in code, and keep the
// values:
//
//	ctx = context.WithoutCancel(ctx)
//
// or in a comment:
//
//	//asynclint:ignore ctxdetached reason
//
// # Proof
//
// In a testing/synctest bubble the test cancels a fetch from a server that never
// answers. On bad nobody is left who could end the wait, and the bubble says so; on
// ref the fetch returns.
//
// # References
//
//   - Package context: "Do not store Contexts inside a struct type; instead, pass a
//     Context explicitly to each function that needs it."
//   - caddyserver/caddy 724b74d981: health checks that a reload did not end
//   - CWE-1088, synchronous access of remote resource without timeout
package ctxdetached
