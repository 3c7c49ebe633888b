// Package conndeadline reports goroutines that read from a connection without a deadline, and that nobody can end.
//
// # Why
//
// A read from a connection waits for the peer. A peer that has gone without a word,
// behind a cable that was cut or a NAT that has forgotten it, says nothing any more,
// and TCP does not find out while nothing is written. The goroutine stays, with the
// connection and all that it holds; and when the program wants to stop, whoever
// waits for its goroutines waits, too.
//
// # What is reported
//
// A read in a loop, or one that reads all there is, in a goroutine that was given a
// connection from Accept or Dial, if
//
//   - no read deadline is set on the connection
//   - only this goroutine can close it: the connection is kept nowhere else
//
// The readers on top of it, of bufio and the decoders, are followed, as are the
// functions of the package that get it.
//
// # What is not reported
//
//   - connections that are stored, returned, wrapped by TLS, or given to a function
//     that is not known: somebody may close them, or set a deadline
//   - connections that another goroutine or context.AfterFunc closes
//   - one read that is not in a loop
//   - goroutines of main and of tests
//
// # How to silence
//
//	//asynclint:ignore conndeadline the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair connects, says nothing, and closes the server. The goroutine
// of the connection still reads. With the reference Close ends it.
//
// # References
//
//   - https://pkg.go.dev/net#Conn: SetReadDeadline
//   - https://blog.cloudflare.com/the-complete-guide-to-golang-net-http-timeouts
//   - CWE-772: Missing Release of Resource after Effective Lifetime
package conndeadline
