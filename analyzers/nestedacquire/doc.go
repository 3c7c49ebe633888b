// Package nestedacquire reports functions that take a second one while they hold one.
//
// # Why
//
// A pool of connections with a limit, or a semaphore, has so many to give. A
// function that holds one of them and takes another waits for somebody to give one
// back. If all are held by callers of the same function, each of them waits for the
// others, and none ever gives back: the service stands still, without an error, as
// soon as there are as many calls at once as there are connections. With a limit of
// one, as for SQLite, the first call does it.
//
// The second one is easy to overlook. The rows of a query hold their connection
// until they have been read to the end or are closed, so a query for each row takes
// one more; what is done on the database instead of on the transaction does, too; and
// so does a function that takes its permit and then calls itself.
//
// # What is reported
//
//   - a method of a *sql.DB that takes a connection: Query, QueryRow, Exec, Begin, Conn,
//     Prepare, Ping and their like, while the function holds rows, a transaction or a
//     connection of the same DB
//   - a send to a channel of tokens, or (*semaphore.Weighted).Acquire, while the
//     function holds a permit of the same one, if it gives that back itself
//   - a call of a function of the package that does the same, for what it is given
//     or what hangs off its receiver
//
// The function must get there before it closes the rows, ends the transaction or gives
// the permit back, for certain: on every path, or on one whose branches are free.
//
// # What is not reported
//
//   - the methods of the transaction, of the connection and of the rows
//   - what comes after the loop over rows.Next, which closes them
//   - rows, transactions and permits that have been handed to somebody, who may have
//     released them
//   - places that are not the same for certain: elements of collections, results of
//     calls
//   - TryAcquire and sends in a select: they need not wait
//   - channels that are no semaphores for certain, as others receive from them in a
//     loop or a select
//
// Whether the pool has a limit is not looked at: it is set somewhere else, if not
// today.
//
// # How to silence
//
//	//asynclint:ignore nestedacquire the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair has a database with one connection, in the time of a
// testing/synctest bubble. It ends with "deadlock: all goroutines in bubble are
// blocked". With the reference, which reads the rows first, all queries are answered.
//
// # References
//
//   - golang.org/issue/16873: a query in a loop over rows
//   - [database/sql.DB.SetMaxOpenConns]
//   - CWE-833: Deadlock
package nestedacquire
