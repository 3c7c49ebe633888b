// Package spawnbound reports loops that start as many goroutines as there is input.
//
// # Why
//
// A goroutine is cheap, what it does is not: a request, an open file, a
// connection, a buffer, and a place in the queue of whoever has to serve it. A
// loop that starts one for each element of its input lets the input decide how
// many of these there are at the same time. A test with three elements shows
// nothing; a batch of a hundred thousand takes the process down, or what it
// talks to.
//
// A semaphore that is taken within the goroutine is only half of the remedy: the
// work is bounded, the goroutines are not. All of them are there at once, with
// their stacks and with all that they refer to, and wait.
//
// # What is reported
//
// A go statement, the Go method of a sync.WaitGroup or of an errgroup.Group, or a
// call of a function that starts its argument in a goroutine, in a loop over
//
//   - a slice or map that is a parameter, or a field of one; that a decoder fills;
//     that was read, as by os.ReadDir; that is a selection of one of these
//   - a slice or map in a field of the receiver, if methods add to it
//   - a channel that is a parameter or in a field, if the goroutine gets the
//     value; a sequence (range over a function) that is a parameter
//   - the rounds of a method Scan or Next
//
// if nothing on the way from one start to the next may hold the loop back, and the
// goroutine does one of these
//
//   - it waits for the disk, the network or another process
//   - it calls something with a context, and so may wait
//   - it calls a function that the caller gave and that may fail, in a group of
//     errgroup.WithContext: what is worth being stopped takes its time
//   - it calls the function that the loop is in: each starts as many once more
//   - it takes a permit that the goroutines share, only after it has been started: of a
//     semaphore, of a channel of tokens, of a gate with Start and a deferred Done
//
// # What is not reported
//
//   - groups with SetLimit, and groups that are not made in the function or are
//     handed to others
//   - loops in which a start is preceded or followed by a send, a receive (other
//     than from a Done channel), a Wait, a Sleep, an Acquire or TryAcquire, in the
//     loop itself or in a function of the package that it calls; or by a call of
//     an unknown function whose name says that it may wait: acquire, limit,
//     submit, ...
//   - collections of a known size: arrays, literals, variadic parameters, parts of
//     slices (xs[:n]), and those whose length is compared with a limit, unless what
//     is long gets to the loop and what is short does not
//   - collections in variables, results of functions that do not read, fields that
//     only constructors fill: they are as long as somebody made them
//   - connections: Accept, and channels of what has a Close method; signals, ticks
//     and tokens
//   - goroutines that stay until they are told to end, or until something works at
//     last, or that only call Run, Serve, Connect, Stop and their like: one for each
//     object that is there
//   - goroutines that each ask their own element of what the caller gave, by a
//     method of it: one for each disk, peer or replica has as many resources as
//     there are goroutines; and functions that the caller gave
//   - collections that are named after what a system has some of, whatever it has to
//     do: peers, servers, disks, replicas, backends and their like
//   - goroutines that wait for each other, on channels of a map or slice: a limit might
//     keep away those that the others wait for
//   - goroutines started through a method of another package, which may count them
//   - goroutines that only compute: too many of them are slow, and no more
//   - what runs once, from main or init, and tests
//
// # How to silence
//
//	//asynclint:ignore spawnbound the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair asks for a thousand keys, with requests that take a second
// in the time of a testing/synctest bubble, and counts how many are made at once:
// a thousand. In the reference there are sixteen, and no more goroutines than that.
//
// # References
//
//   - https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit: "SetLimit
//     limits the number of active goroutines in this group to at most n."
//   - https://pkg.go.dev/golang.org/x/sync/semaphore
//   - CWE-770: Allocation of Resources Without Limits or Throttling
package spawnbound
