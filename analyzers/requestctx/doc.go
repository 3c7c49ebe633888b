// Package requestctx reports goroutines that outlive a request and use its context.
//
// # Why
//
// The context of a request ends when its handler returns: net/http cancels it, gRPC
// does. A goroutine that the handler leaves behind, to write an audit record or to send
// a mail, and that uses this context, is cut off as soon as the answer has gone out.
// In a test the goroutine is faster; under load the record is missing now and then,
// with "context canceled" in the log. context.WithoutCancel keeps the values (the
// trace, the user) and drops the end; give it a timeout of its own.
//
// # What is reported
//
// A call in a goroutine that gives up when its context ends, and gets that of the
// request, or one that derives from it, where
//
//   - the goroutine is started, by a go statement, in an HTTP handler (a function with
//     an http.ResponseWriter and an *http.Request) or a unary gRPC method
//   - the goroutine does something and ends: it has no loop that it may stay in, and
//     does not wait for the end of the context itself
//   - nobody can wait for it: it tells nobody, by a channel, a WaitGroup, a variable of
//     the handler or a function value, that it has got somewhere
//
// The fix is context.WithoutCancel where the goroutine takes the context.
//
// # What is not reported
//
//   - Goroutines that could be waited for, tasks of an errgroup or WaitGroup.
//   - Goroutines that work for as long as the request lasts: they loop, or select on
//     r.Context().Done().
//   - Detached contexts, and values that are taken out of the context before.
//   - Calls that do not give up, as logging, and functions of which nothing is known
//     but an interface method that gets a context and may return an error.
//   - Functions with a context that are no handlers, streaming gRPC methods, clients and
//     RoundTrippers: whether their context ends when they return only the caller knows.
//   - Tests.
//
// # How to silence
//
//	//asynclint:ignore requestctx reason
//
// on the line of the report or above it. That the work is of no use once the request
// is over is such a reason.
//
// # Proof
//
// The test calls a real server, waits until the client has the answer and the request
// has ended, and lets the goroutine go on: its write fails on bad with "context
// canceled", and succeeds on ref.
//
// # References
//
//   - https://pkg.go.dev/net/http#Request.Context: "the context is canceled when the
//     client's connection closes, the request is canceled (with HTTP/2), or when the
//     ServeHTTP method returns"
//   - https://pkg.go.dev/context#WithoutCancel, golang/go 40221
//   - sigstore/rekor 2947, mark3labs/mcp-go 900
package requestctx
