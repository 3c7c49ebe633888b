// Package grouplimit reports limits of an errgroup.Group that its own tasks or its order of calls turn into a deadlock.
//
// # Why
//
// After SetLimit(n), the Go method of an errgroup.Group waits until one of n
// slots is free. A task that calls Go on its own group waits for a slot while
// it holds one. As soon as such tasks hold all the slots, each of them waits
// for another one to end, and so does Wait. Small inputs never show it, since
// it takes n of them at once.
//
// Two other calls are mistakes whatever the tasks do. With SetLimit(0) there
// are no slots, and Go waits for ever. And SetLimit while a task runs breaks
// the count of the slots: it panics, or, if there was no limit before, the task
// gives back a slot that it never took and waits for ever to do so.
//
// # What is reported
//
//   - Go on group g, in a function that runs as a task of g or in what it calls,
//     where g has a limit and there may be as many such tasks at once as it has
//     slots: the limit is 1; or they are started in a loop, or by code that
//     starts itself again in more than one way (a recursive walk), or by that
//     many calls in a row
//   - Go after SetLimit(0), if no other limit is ever set
//   - SetLimit after Go with no Wait in between, and SetLimit in a task
//
// The limit must be one for certain: a constant that is not negative,
// runtime.NumCPU() or runtime.GOMAXPROCS(0), arithmetic on these, max with one
// of them, or a value behind a test such as n > 0.
//
// # What is not reported
//
//   - TryGo in a task, which does not wait; but a task that TryGo started
//     holds a slot like any other
//   - Go on another group, or on a group that may be another one: an element
//     of a slice or map, a variable that is assigned twice
//   - SetLimit(-1), and limits that may be negative, which means no limit
//   - limits made from len: len(items) slots are often just enough for all tasks
//   - a number of such tasks below the limit: a single parent with a limit of 2
//     or more always gets its children done, as does a loop over two items
//   - how often functions are called by callbacks and by other packages
//   - groups in fields of exported name whose limit another package sets, and
//     tasks that are func values from elsewhere
//
// # How to silence
//
//	//asynclint:ignore grouplimit the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair walks a tree in a testing/synctest bubble. Three
// children of the root, at the same moment, hold the slots that the root
// leaves; the root waits for a fourth, they wait for one each, and the bubble
// ends with "deadlock: all goroutines in bubble are blocked". The reference
// passes: a task that gets no slot from TryGo does the work in its own.
//
// # References
//
//   - https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit: "Any
//     subsequent call to the Go method will block until it can add an active
//     goroutine without exceeding the configured limit. The limit must not be
//     modified while any goroutines in the group are active."
//   - CWE-833: Deadlock
package grouplimit
