// Package runtimeconf tells the runtime the two things that it cannot know: how
// much memory there is, and what goroutines are called.
//
// Everything else that the guide configures needs no configuration. Go starts
// one scheduler, with as many processors as the container may use, since Go 1.25
// and follows when that changes. Threads come and go with blocking system calls.
// Stacks begin small and grow. Goroutines have no names, but labels.
//
// # Rust
//
// `Builder::new_multi_thread` sets `worker_threads`, `thread_name`, `thread_stack_size`
// and which drivers to enable; `new_current_thread` runs all on one thread.
//
// Words: runtime, Builder, worker_threads, thread_name, thread_stack_size, max_blocking_threads, current_thread.
//
// # Guarantees
//
//   - MemoryLimit finds the limit of the container in cgroup version 2 and 1, and says so if there is none. (TestMemoryLimit)
//   - LimitMemory leaves the given share free, and never overrides what GOMEMLIMIT says. (TestLimitMemory)
//   - Named goroutines, and those that they start, have their name in every profile and dump. (TestNamed)
//   - GOMAXPROCS needs no code: whoever runs the program can set it from outside. (TestProcessors)
//   - One processor is enough for any number of goroutines that wait. (TestOneProcessor)
//   - A stack of 10 MB needs no setting. (TestStack)
//
// # Why it is right
//
// The number of processors is left alone: a call of [runtime.GOMAXPROCS] with a
// positive number switches the following of the container's limit off, for good.
//
// The memory limit is soft: the collector works harder the nearer the heap
// comes, and it needs room above the limit for what is not on the heap. Without
// one the heap may double between two collections, and the container is killed
// with half of it garbage. The runtime does not read the memory limit of the
// container by itself; a program that shares it with others must not take all.
//
// # What goes wrong
//
// runtime.GOMAXPROCS(runtime.NumCPU()) undoes the container's limit: 64 threads
// share two processors' time, and are throttled. A library that does the same for
// cgroups is not needed any more. A "max" that is read as a number.
//
// # Checks
//
// None: nothing here waits for anything.
//
// # Measured
//
//   - limit of a container with 512 MiB, a tenth left free: 483183820
//   - goroutines in a profile under the name of the one that started them: 2
//   - answers of 10000 goroutines that wait at the same time, GOMAXPROCS 1: 10000
package runtimeconf
