// Package groupctx reports contexts of errgroups that are used after Wait or that no task uses.
//
// # Why
//
// errgroup.WithContext returns a group and a context for its tasks. The
// context ends as soon as a task returns an error, so that the others need not
// go on; and it ends when Wait returns, whether there was an error or not.
//
// Both are easy to get wrong. The usual g, ctx := errgroup.WithContext(ctx)
// hides the context of the caller, so what follows Wait gets a context that
// has ended, and fails with "context canceled" although nobody cancelled
// anything. And if the tasks use the context of the caller, or the one of the
// group is discarded, then the first error stops nobody: Wait returns when the
// slowest task is through.
//
// # What is reported
//
//   - A call, dominated by g.Wait(), of a function that gives up when its
//     context ends, with the context of g or one that derives from it. Which
//     functions give up is told on the page of deadctx. An interface method or
//     a func value counts if it takes a context and returns an error.
//   - A group whose context is discarded, or is used by nobody before Wait,
//     while a task (a function literal) passes the context that the group was
//     made from to a call that is known to give up, or that takes a context and
//     returns an error. A group that runs one task only is not reported.
//
// That a function that takes a context and returns an error gives up with its
// context is the assumption of this check.
//
// For the first there is a fix that passes the parent, or that gives the
// group's context a name of its own; for the second one that passes the
// group's context to the tasks.
//
// # What is not reported
//
//   - Uses of the context in the group's tasks, also in what derives from it.
//   - After Wait: reading values, ctx.Err(), functions that do not give up.
//   - A Wait in another goroutine, or on some paths only: the context may be
//     alive.
//   - A group that is returned, stored or passed on, and one whose context is:
//     the tasks may get it elsewhere.
//   - A group whose context is used by the code that starts the tasks, as in a
//     loop that selects on its Done.
//   - A group of which a task can cancel the context that the group was made
//     from: that stops the others, too.
//   - An unused context in a test file: tests look at what every task does.
//   - Tasks that take no context at all: then a plain errgroup.Group would do,
//     but nothing goes wrong.
//
// # How to silence
//
// If all tasks are to run to their end, a plain errgroup.Group says it. Else:
//
//	//asynclint:ignore groupctx every upload counts
//
// # Proof
//
// Two tests. In one all checks pass, and the step after Wait fails with "context
// canceled" all the same. In the other one check fails at once while another
// takes an hour, in the virtual time of a synctest bubble: without the group's
// context Wait returns after that hour, with it at once.
//
// # References
//
//   - dominikh/go-tools#155, open since 2017, asks for this check, after bugs
//     in CockroachDB.
//   - Fixed in or reported to: docker/compose#13480, coinbase/mesh-sdk-go#90,
//     bazelbuild/remote-apis-sdks#583, google/go-containerregistry#1128.
//   - The documentation of errgroup.WithContext: "The derived Context is canceled
//     the first time a function passed to Go returns a non-nil error or the first
//     time Wait returns, whichever occurs first."
package groupctx
