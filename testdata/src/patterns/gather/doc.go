// Package gather spawns a task for each input, some at a time, and collects the
// results.
//
// # Rust
//
// One spawns the tasks, keeps the handles in a vector and awaits them one after
// the other; `buffered` on a stream of futures bounds how many run.
//
// Words: spawn, JoinSet, join_all, buffered, try_buffered.
//
// # Guarantees
//
//   - At most limit tasks run at a time, and goroutines exist for no more than those. (TestBound)
//   - Results stand in the order of the inputs. (TestBound)
//   - The first error ends the context of the other tasks; no further task begins, and that error is returned. (TestFirstError)
//   - There are results only if there is one for every input; else there is an error. (TestEveryCancel)
//   - When the context ends at any step, Each returns in the same instant, with its cause, and no task outlives it. (TestEveryCancel)
//
// # Why it is right
//
// With a limit, [errgroup.Group.Go] waits until one of the running tasks has ended
// before it starts the next: the loop over the inputs is slowed down to what
// the tasks can do, and memory does not grow with the number of inputs. Waiting
// there cannot hang, because no task waits for another one: grouplimit is about
// those that do.
//
// After the first error Go would still start the rest, only with a dead context;
// so the loop looks before each one. Each result has a place of its own, and
// Wait orders the writes before the return.
//
// # What goes wrong
//
// A goroutine for each of a million inputs; results sent on a channel that is
// drained only when all have been spawned; a nil error with results missing,
// because the context ended between two inputs.
//
// # Checks
//
//   - grouplimit: tasks that wait for a slot of their own group
//   - groupctx: a context of the group that no task gets, or that is used after Wait
//
// # Measured
//
//   - most tasks at once, 100 inputs, limit 4: 4
//   - time for 100 tasks of 1s, limit 4: 25s
//   - tasks begun after the first error: 0
//
// [errgroup.Group.Go]: https://pkg.go.dev/golang.org/x/sync/errgroup#Group.Go
package gather
