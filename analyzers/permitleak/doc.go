// Package permitleak reports returns that lose the permit of a semaphore.
//
// # Why
//
// A permit that is not given back is gone. Nothing happens at first: there are
// others. Each such return takes one away, until nobody gets one any more, and
// whoever asks waits for ever; which may be days after the errors that did it.
//
// The path that forgets is nearly always an early return because of an error,
// between the place where the permit is taken and the place where somebody has
// thought of giving it back.
//
// # What is reported
//
// A return with an error, in a function that has taken a permit and gives it back
// on other paths, or that hands it to an object whose method gives it back, if
// nothing on the path to this return has done either. A permit is
//
//   - what (*semaphore.Weighted).Acquire or TryAcquire takes and Release gives back
//   - a token, an empty struct or a bool, in a channel: who sends takes a permit, who
//     receives gives it back
//   - what a function of the package takes like this, of a semaphore in a field, if
//     it returns nil exactly when it has taken it
//
// The path must be one for certain: its branches test the errors of calls that
// were made after the permit was taken, or the ok of v, ok := f(), or lead to the
// return either way.
//
// # What is not reported
//
//   - returns without an error, and returns with other results, which may hand the
//     permit to the caller
//   - channels without a buffer: to send to one is to meet somebody
//   - semaphores in variables of the function: nobody may miss the permit
//   - paths on which the semaphore, the object that it is a field of, or a function
//     that gives permits back has been given to somebody: to a goroutine, to an
//     unknown function, to a variable of others; or on which a function value
//     without parameters is called
//   - channels on which permits are received to take them and sent to give them
//     back: a lost value may be made up for by anybody who sends
//   - numbers of permits: one that is given back counts for all
//   - permits that no code of the package gives back
//
// # How to silence
//
//	//asynclint:ignore permitleak the reason
//
// on the line of the report or the line above.
//
// # Proof
//
// The test of the pair makes two dials fail on a pool with two slots, and asks
// once more in a testing/synctest bubble: it ends with "deadlock: all goroutines
// in bubble are blocked". With the reference the third dial gets its slot.
//
// # References
//
//   - https://pkg.go.dev/golang.org/x/sync/semaphore#Weighted
//   - https://go.dev/doc/effective_go#channels: "a buffered channel can be used like a
//     semaphore"
//   - CWE-772: Missing Release of Resource after Effective Lifetime
package permitleak
