// Package spawnjoin reports loops that start a goroutine for each element.
//
// # Why
//
// A goroutine for each element of a slice is the shortest way to do things at the
// same time, and for the three elements of the test it is the right one. It takes a
// stack, a place in the scheduler and what it refers to, for each of them at once. If
// all that they do is to compute, no more than GOMAXPROCS run at a time, and the others
// only wait for their turn: as many workers as that are as fast, and cost nothing.
//
// spawnbound reports such loops where each goroutine waits for the disk or the
// network, or takes a context: there it is a mistake. This is advice for the others.
//
// # What is reported
//
// A loop over a slice or map that is a parameter, in a field that methods add to,
// decoded or read, over a channel or a sequence that is a parameter, or as long as there
// is something to scan, if it starts a goroutine in each round and nothing on the way
// may hold it back; as spawnbound has it in full.
//
// # What is not reported
//
//   - what spawnbound reports
//   - groups with SetLimit, semaphores that are taken before the goroutine is started
//   - collections of a known size: arrays, literals, variadic parameters, parts of
//     slices, and those whose length is compared with a limit
//   - connections, signals, ticks; goroutines that stay, or that begin, serve or end
//     something, as the names of what they call tell: run, connect, close
//   - what runs once, from main or init, and tests
//
// # How to silence
//
//	//asynclint:ignore spawnjoin the reason
//
// on the line of the report or the line above. That there are never more than a few
// elements is a good one.
//
// # Proof
//
// The test of the pair applies a function to a thousand numbers, in the time of a
// testing/synctest bubble, and counts how many calls there are at once: a thousand. In
// the reference there are eight.
//
// # References
//
//   - https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit
//   - CWE-770: Allocation of Resources Without Limits or Throttling
package spawnjoin
