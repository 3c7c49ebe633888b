// Package ctxwatcher reports goroutines that wait for a context when what they watch is over.
//
// # Why
//
// A goroutine that waits for <-ctx.Done(), to close a connection then or to give
// something back, does so for as long as ctx lives. The context is the caller's, and
// often that of the whole server. If the connection is closed before, nobody tells
// the goroutine: each call leaves one behind, with all that it refers to. Nothing
// fails, there are just more of them every day. context.AfterFunc needs no
// goroutine until the context ends, and can be stopped.
//
// # What is reported
//
// A go statement whose function waits for nothing but contexts that the function
// around was given (parameters, or fields of these), and
//
//   - the function that starts it does itself, on every way to its end, what the
//     goroutine would do: it closes the same channel, or calls Close, Stop,
//     Shutdown or Kill of the same thing, or waits for the same command; or
//   - a method starts it for one of its arguments, and the goroutine asks after its
//     wait whether there is anything left to do: it returns at once, depending on a
//     field of the receiver that other code changes.
//
// Where the goroutine is a function literal that begins with the receive, and the
// function ends what it watches, there is a fix: context.AfterFunc, and a deferred
// call of the function that stops it.
//
// # What is not reported
//
//   - Contexts that the function derives with a cancel function or a timeout, and
//     functions that call a cancel function: they end the goroutine.
//   - r.Context() of a request and the Context() of a stream, which end with it.
//   - Goroutines that wait for something else as well, as a channel that is closed
//     when the work is done, or that work before they wait.
//   - Goroutines that live as long as what they serve: a subscription that ends only
//     with its context, a server that is closed when the context ends.
//   - Goroutines that the function waits for, by a channel or a WaitGroup.
//   - What is started once for a process, by main, init, a sync.Once; tests.
//
// # How to silence
//
//	//asynclint:ignore ctxwatcher reason
//
// on the line of the report or above it. That the context never outlives the call is
// such a reason.
//
// # Proof
//
// In a bubble of testing/synctest the test calls the function a hundred times and
// counts goroutines while the context lives: on bad there is one more for each call,
// on ref there are as many as before.
//
// # References
//
//   - https://pkg.go.dev/context#AfterFunc
//   - rclone/rclone bd4c6571ec and weaviate/weaviate da55e63159: both gave the
//     goroutine a second channel that is closed when the work is done
//   - CWE-772, missing release of resource after effective lifetime
package ctxwatcher
