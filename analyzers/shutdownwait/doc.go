// Package shutdownwait reports servers whose program may end while Shutdown still drains them.
//
// # Why
//
// Shutdown of an http.Server makes ListenAndServe and Serve return at once, with
// http.ErrServerClosed; Shutdown itself returns later, when the last request is
// answered. Where Shutdown is called in a goroutine and main goes on behind
// ListenAndServe, main ends first: the requests that the graceful shutdown was
// for are cut, more so the longer they take. It shows under load only.
//
// # What is reported
//
// A call of ListenAndServe, ListenAndServeTLS, Serve or ServeTLS of an http.Server,
// in a function that has started a goroutine (by go, AfterFunc or a group) that
// calls Shutdown of the same server, itself or in a function of this package,
// if nothing that may wait follows the serving call on the ways that
// http.ErrServerClosed takes, and nothing that may wait is deferred, and
//
//   - what follows is the end of the program: return from main, or to main, or
//     log.Fatal and os.Exit, as in log.Fatal(srv.ListenAndServe()); or
//   - the goroutine tells nobody that Shutdown has returned. Whoever calls the
//     function cannot wait for it then, and the message assumes that the
//     program ends soon after.
//
// `if err := srv.ListenAndServe(); err != nil { log.Fatal(err) }` ends the
// program, whatever comes after it: the error is never nil.
//
// # What is not reported
//
//   - Anything that may wait after the serving call, for whatever it may be: a
//     channel operation, a Wait, a lock, a sleep, a deferred wait, a call of an
//     interface method or of a function of which nothing is known. Known to be
//     harmless are most of std, Close of a type from elsewhere, cancel functions
//     and what looks like logging; functions of this package are looked into.
//   - Shutdown that is called by the function that serves, or after it.
//   - A goroutine that serves, while the function calls Shutdown or waits.
//   - Packages that use RegisterOnShutdown.
//   - A server that is passed in, or kept where others can call Shutdown too,
//     unless the program ends there.
//   - Servers that are elements of collections, or kept in variables that are
//     assigned more than once; other servers, such as those of gRPC, whose Serve
//     waits for GracefulStop.
//
// # How to silence
//
//	//asynclint:ignore shutdownwait reason
//
// on the line of the serving call or above it.
//
// # Proof
//
// The test runs a server over an in-memory network in a testing/synctest bubble.
// It stops the server while a handler is at work, ends all connections when Run
// returns, as the end of the process would, and only then lets the handler
// finish. On bad the client gets an error, on ref its answer.
//
// # References
//
//   - https://pkg.go.dev/net/http#Server.Shutdown: "Make sure the program doesn't
//     exit and waits instead for Shutdown to return", and its example
//   - golang/go#19579, letsencrypt/boulder#3168, google/certificate-transparency-go#261,
//     Shopify/goose#42: where this was a bug
package shutdownwait
