// Package cpuio bounds work that computes by the processors, and work that waits
// by what it waits for.
//
// # Rust
//
// Computing belongs in `spawn_blocking` or rayon, as many threads as cores; waiting
// belongs in tasks, of which a runtime can have many, so a Semaphore bounds them.
//
// Words: spawn_blocking, rayon, num_cpus, Semaphore, for_each_concurrent.
//
// # Guarantees
//
//   - Compute runs as many tasks at a time as the scheduler has processors, by GOMAXPROCS, and no more. (TestCompute)
//   - Wait runs as many as the remote has room for, whatever GOMAXPROCS is. (TestWait)
//   - There are never more goroutines than tasks that run: the input may be endless, and is pulled as it is needed. (TestPulled)
//   - The first error ends all, and is returned when the last task has ended. (TestErrors)
//   - When the context ends at any step, both return in the same instant, with its cause. (TestEveryCancel)
//   - A panic in the input, at any step, comes out when the tasks have ended. (TestEveryPanic)
//
// # Why it is right
//
// More goroutines than processors do not compute faster; they only hold more
// half-done work. GOMAXPROCS(0) is the number to ask for: since Go 1.25 it follows
// the CPU limit of the container, also when that changes, while NumCPU is about the
// machine. It is asked at every call.
//
// What waits needs no processor. Its bound is somebody else's: connections of a
// database, requests that a server takes. The size of the input is never a bound.
//
// Go of a group with a limit waits for a slot, and it is called between two
// pulls: so the input is one item ahead, and a goroutine exists only while it
// works. Input that is an [iter.Seq] is not all in memory.
//
// # What goes wrong
//
// A goroutine for each input; NumCPU workers in a container with two processors
// of 64; the pool that computes is used for requests too, and eight slow
// ones stop all computing.
//
// # Checks
//
//   - grouplimit: limits that make a group wait for itself
//
// # Measured
//
//   - tasks computing at once, GOMAXPROCS 3, 50 inputs: 3
//   - tasks waiting at once, capacity 20, GOMAXPROCS 3, 100 inputs: 20
//   - time for 100 requests of 1s, capacity 20: 5s
//   - inputs pulled of an endless sequence when the 10th task fails, capacity 2: 11
package cpuio
