// Package timerdrain reports timers that are drained with a bare receive after Stop.
//
// # Why
//
// Until Go 1.22 the channel of a timer held one value, which Stop and Reset
// left in place, so the documentation of package time told to write
//
//	if !t.Stop() {
//		<-t.C
//	}
//
// before t.Reset. That was always wrong after a receive from t.C: the timer
// has fired, Stop returns false, the one value is gone, and the receive
// blocks for ever. Since Go 1.23 it is wrong altogether. The channel keeps no
// stale value, and Stop returns true even if the timer has fired, as long as
// nobody has received: the receive is never executed, or it never returns.
//
// # What is reported
//
// `if !t.Stop() { <-t.C }`, with the same t and nothing else in the block.
// The message says that the receive blocks for ever where that is proven,
// under any version of Go:
//
//   - some path leads there from a receive from t.C, or from another t.Stop,
//     without a Reset in between, in the same function or in one that defers
//     the drain;
//   - t comes from time.AfterFunc, which leaves t.C nil.
//
// In other places it says what the drain needs in order to hang, a value that
// was already received, and is reported only if the module and the file are of
// Go 1.23 or newer. The suggested fix leaves t.Stop() alone; for older
// versions it makes the receive one that does not wait.
//
// # What is not reported
//
//   - A drain that cannot wait, `select { case <-t.C: default: }`: without
//     use since Go 1.23, but harmless, and common in code for several versions.
//   - A drain that waits for something else as well: `select` with ctx.Done.
//   - A condition with more in it, as `if !fired && !t.Stop()`: the flag may
//     be what makes it right.
//   - The result of Stop kept in a variable, for other logic.
//   - With //go:debug asynctimerchan=1 (or default=go1.22 and older) in a file
//     of the package, all but the proven. A godebug line in go.mod or the
//     environment cannot be seen.
//   - A path through a condition that may depend on the receive, such as a
//     flag, is no proof; nor is one past a call that is given the timer, or
//     if the timer is reset in another function.
//
// # How to silence
//
//	//asynclint:ignore timerdrain reason
//
// on the line of the receive or the line above.
//
// # Proof
//
// The watchdog runs in a bubble with virtual time. Its first beat is late, so
// the timer fires and the value is received; the beat then finds Stop false
// and the watchdog waits for a second value. All goroutines of the bubble
// are blocked, and nothing can wake them.
//
// # References
//
//   - https://pkg.go.dev/time#Timer.Stop and https://go.dev/wiki/Go123Timer
//   - golang/go#27169: Reset cannot be used correctly
//   - Icinga/icingadb#990: a high-availability node that hangs in production
//   - open-telemetry/opentelemetry-go#5868, celestiaorg/celestia-node#4231,
//     kubeshop/testkube#6368, gravitational/teleport#45839
//   - thanos-io/thanos 4050c73f8f: the C of a timer from AfterFunc
package timerdrain
