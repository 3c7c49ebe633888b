// Package tickerstop reports tickers and timers that are left running, where Go is older than 1.23.
//
// # Why
//
// Until Go 1.22 the runtime keeps every running timer, whether or not somebody
// still refers to it: one from time.After until it fires, a ticker until its
// Stop is called. A function that makes a ticker and returns without a Stop
// leaves it behind, and it goes on ticking: memory grows with each call, and so
// does what the scheduler has to do each time they all fire. A select with
// time.After in a loop leaves one timer for each round that another case wins.
//
// Since Go 1.23 the garbage collector takes timers and tickers that nobody
// refers to, running or not. There nothing is reported: a missing Stop is a
// matter of taste.
//
// # What is reported
//
// Only where the module, or the file by a line as //go:build go1.22, is of a Go
// older than 1.23, or where a file of the package has //go:debug asynctimerchan=1:
//
//   - a ticker in a local variable that nobody else gets, and that has no Stop
//     at all, though the function, or the goroutine that uses it, returns; or no
//     Stop on a path to a return that starts with an error or with another case
//     of a select
//   - a ticker that each round of a loop makes anew, without a Stop
//   - time.Tick, and time.NewTicker(d).C, of which only the channel is kept, in
//     a function that returns, or in an unexported field of an object with a
//     method such as Close or Stop
//   - a ticker in an unexported field that nothing in the package calls Stop of,
//     if the object has a method such as Close or Stop
//   - a ticker in a field of an object that was made here and that is dropped on a
//     return, before anybody else has it: by a constructor that fails; and a
//     ticker that only a goroutine has, which returns without a Stop
//   - time.After, time.NewTimer(d).C, or a time.NewTimer without Stop, in a
//     select in a loop, where another case may win. If the loop then goes on, it
//     counts from one second on, if it is left, from one minute on. A duration
//     that is not constant counts, and the message says so
//
// The fix defers the Stop right after the ticker is made, if only this function
// uses it and makes it once.
//
// # What is not reported
//
//   - anything at Go 1.23 and newer, or if the version is not known
//   - functions that never return, and goroutines that range over the channel:
//     their ticker is needed as long as they run. That such a goroutine never
//     ends is for neverends and missingstop to say, under every version
//   - tickers that are returned, passed to a function, stored, sent, or used
//     by a literal that is returned or stored, or by a goroutine that stops them:
//     somebody may call Stop, or still need them. So are channels that are
//     returned or passed on
//   - Stop under a condition that may have to do with the ticker, as t != nil,
//     or a flag
//   - tickers of objects without a method that ends them: they may live as long
//     as the process
//   - time.AfterFunc, which is often meant to be left alone
//   - main, init, package variables, tests
//
// # How to silence
//
//	//asynclint:ignore tickerstop reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The tests ask for the old timers with //go:debug asynctimerchan=1, which
// switches them on in toolchains that still have them. After 2000 calls, or
// 2000 values, and a garbage collection they count the objects on the heap: bad
// code leaves three for each, the timer and its channel among them. Without the
// directive both tests pass on the same code, with the timers of Go 1.23.
//
// # References
//
//   - https://go.dev/doc/go1.23#timer-changes: collected since then, even if not
//     stopped
//   - https://pkg.go.dev/time#Tick, https://pkg.go.dev/time#After and
//     https://pkg.go.dev/time#NewTicker on what was before
//   - golang/go#8898: make timers collectable
//   - staticcheck SA1015, for time.Tick, ends at Go 1.23 likewise
//   - Fixed in grpc/grpc-go (weighted round robin), cometbft/cometbft (pool
//     routine), grafana/loki (positions), apache/pulsar-client-go (ack tracker),
//     ethereum/go-ethereum (freezer, leveldb meter)
package tickerstop
