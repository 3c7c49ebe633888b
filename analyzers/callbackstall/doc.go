// Package callbackstall reports finalizers, connection hooks and init functions that keep everything behind them waiting.
//
// # Why
//
// Some functions are called one after the other, by a goroutine that has more to
// do. One goroutine runs all finalizers of a process: when one of them waits, no
// other runs any more, and the files and memory that they would have freed stay.
// An http.Server calls ConnState and ConnContext for each new connection in the
// loop that accepts the next one. And main begins when the last init function
// has returned.
//
// # What is reported
//
//   - In a finalizer (runtime.SetFinalizer) or cleanup (runtime.AddCleanup), in
//     ConnState, if it may be called for a new connection, and in ConnContext of an
//     http.Server: sleeps, requests, connections, processes, waits for goroutines
//     or for a condition, bare receives, and bare sends to a channel that has no
//     buffer. One report for each function.
//   - The same in functions that the project's configuration says are called for one
//     event after another: serial(N), see functions in the settings.
//   - In an init function: sleeps, requests and connecting.
//
// Calls are followed through two functions, but for operations of channels.
//
// # What is not reported
//
//   - What is in a goroutine that the function starts.
//   - Operations that are a case of a select; sends to channels that have a buffer,
//     or of which that is not known; the channels of timers; mutexes, and closing
//     of connections and files.
//   - ConnState for other states: those are told by the connection's own goroutine.
//   - Functions that get a goroutine of their own (time.AfterFunc,
//     context.AfterFunc) or run in that of a connection or a request (handlers,
//     tls.Config.GetCertificate): nobody else waits for them.
//   - sync.Once: that all callers wait for the first one is what it is for.
//   - Constant sleeps below 20 ms, function values that are not known, tests.
//
// # How to silence
//
//	//asynclint:ignore callbackstall reason
//
// # Proof
//
// The test opens two connections to a server whose ConnState hands over what it is
// told through a channel that nobody reads yet. With bad code the first of them
// keeps the accept loop waiting, and the other gets no answer. With the reference
// both get theirs.
//
// # References
//
//   - Package runtime, SetFinalizer: "A single goroutine runs all finalizers for a
//     program, sequentially."
//   - Package net/http, Server.Serve, which calls ConnState before it starts the
//     goroutine of the connection.
package callbackstall
