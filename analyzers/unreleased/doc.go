// Package unreleased reports rows, bodies, processes that are lost before they are released.
//
// # Why
//
// Rows of a database keep a connection, the body of an HTTP response keeps one and
// two goroutines, an iterator keeps a function in the middle of its work, a process
// that has ended stays until somebody waits for it. None of them is collected: each
// must be released by whoever has it. The path that forgets is nearly always an
// early return, and nothing happens at first, until the pool is empty or the
// process has no file left to open.
//
// # What is reported
//
// A return, or a round of a loop, that is reached with the thing in hand, neither
// released nor given to anybody:
//
//   - the rows, statements, connections and transactions of database/sql
//   - the body of the response to an HTTP request
//   - the stop function of iter.Pull
//   - a process that was started, if another path waits for it
//   - signals that were asked for with signal.Notify or NotifyContext, if another path
//     stops them
//   - the cancel function that a function of yours returns, where go vet is blind, and
//     the stop function of context.AfterFunc, if another path calls it
//   - the reader of an io.Pipe, if another path closes it and somebody has the writer
//   - the timer of time.AfterFunc, if another path stops it: under every version of Go it
//     keeps what its function refers to, and runs it
//
// A goroutine that was given the thing, and alone has it, owes the release, too.
// A function that returns such a thing makes its callers owe the release, also
// across packages. A function that only looks at it does not take it over.
//
// So is a deferred call in a loop without a condition, or over a channel, if it alone
// releases what each round makes: it runs when the function returns.
//
// Either every path to the return has it in hand, whatever the branches on it
// test, or its branches are free: what they test is tested nowhere else in the
// function.
//
// # What is not reported
//
//   - what is stored in a field, a variable of others, a map or a slice, sent,
//     returned, or given to a function that is not known: somebody else may release
//     it. An object that was made here and that nobody has yet is followed, until
//     somebody has it
//   - paths on which it may be released: by a literal, deferred or not, by a method
//     value, by t.Cleanup, by a helper
//   - paths on which there is nothing: the error is not nil, or it is nil itself
//   - calls that a loop defers in the case of a timer, which fires once
//   - rows that have been read to their end, where Next returns false: they close
//     themselves
//   - bodies that are read to their end by io.ReadAll, io.Copy or a bufio.Scanner; the
//     answers to HEAD, and those with status 101, 204 and 304, which have none
//   - what ends with a context that the function cancels itself
//   - rows of a transaction or of its statements, which end with it
//   - what main, an init function or a test leaves behind
//
// # How to silence
//
//	//asynclint:ignore unreleased the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair has a database with one connection, and rows that cannot be
// read. It asks a second time in a testing/synctest bubble: the bubble ends with
// "deadlock: all goroutines in bubble are blocked". With the reference the second
// query gets the connection.
//
// # References
//
//   - https://pkg.go.dev/database/sql#Rows.Close
//   - https://pkg.go.dev/net/http: "The client must close the response body when
//     finished with it"
//   - https://pkg.go.dev/iter#Pull
//   - CWE-772: Missing Release of Resource after Effective Lifetime
package unreleased
