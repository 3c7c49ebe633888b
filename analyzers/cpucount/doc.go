// Package cpucount reports sizes that are made of the processors of the machine.
//
// # Why
//
// runtime.NumCPU is the number of processors that the process may be scheduled on. In
// a container with a CPU limit that is all of the machine: 64 where two may be used.
// A pool of that size starts 64 workers that share two processors, with the memory
// of 64; and with runtime.GOMAXPROCS(runtime.NumCPU()) 64 threads run, use up the quota of
// a period in a few milliseconds, and are all stopped for the rest of it.
//
// Since Go 1.25 the runtime reads the limit of the container by itself, and again every
// few seconds. GOMAXPROCS(0) tells what came out of it.
//
// # What is reported
//
// In code for Go 1.25 and later
//
//   - runtime.NumCPU(), with runtime.GOMAXPROCS(0) as a fix
//   - runtime.GOMAXPROCS(runtime.NumCPU())
//   - imports of go.uber.org/automaxprocs. It differs: it rounds a limit of 2.5 down, to 2,
//     and the runtime rounds up, to 3; its least is 1, that of the runtime 2, as long as
//     there are two processors; and it does not follow changes
//
// # What is not reported
//
//   - numbers that are printed, logged or formatted, or compared, as in `if
//     runtime.NumCPU() < 2`
//   - fields that are named after what a machine has, such as Cores and NumCPU
//   - tests
//   - modules and files for older versions of Go
//
// # How to silence
//
//	//asynclint:ignore cpucount the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair gives the process one processor more than there are, which stands
// for any other number, as a container's, and counts how far the size of the pool is
// from it. With the reference that is 0.
//
// # References
//
//   - https://go.dev/doc/go1.25#container-aware-gomaxprocs
//   - [runtime.GOMAXPROCS]
//   - https://pkg.go.dev/go.uber.org/automaxprocs
package cpucount
