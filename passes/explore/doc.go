// Package explore runs small concurrent programs in every possible way and says
// where a goroutine can be stuck for ever, what can panic, and how it comes to
// that.
//
// A Program is a handful of bodies of goroutines, automata whose nodes are the
// operations that goroutines synchronize by, over shared objects. Nothing here
// knows where it comes from: package automata makes one from the SSA form of a
// function.
//
// # Claims
//
// Explore claims what it can show a schedule for: after it, nothing that the
// program or the world outside can do lets the goroutine go on, and the process
// lives on. Nobody is stuck who waits for the outside world too (a Foreign case,
// an external context), for these come at last; nor who could be let go by a
// goroutine that may yet do so, however unlikely it is that it does.
//
// What is not known must be said: a Choose where the code decides in a way that
// is not followed, an Abort where nothing is known of what follows (what may end
// the process is never claimed to be stuck), a Pause only for what comes to an
// end. Then more behaviour than the code has makes for fewer claims, except by
// conditions that exclude each other; so each claim tells how many it rests on
// (Choices).
//
// # Semantics
//
// It is that of the language, and of sync and context as they are implemented:
// a waiting writer keeps new readers of a RWMutex out, Signal wakes who waits
// longest. A rendezvous needs one side that waits: two selects with a default
// never meet, nor two goroutines that both had something else to go on with.
// That a goroutine is about to send does not make a receive "ready": it may not
// be there yet, so a default can always be taken before a rendezvous.
//
// Tests run random programs on real goroutines: what happens there must be among
// what is found here, and each claim must come true when the real goroutines are
// led along its schedule.
//
// Not modelled: values (but for literals and symbols), time, panics that are
// recovered, the panic of a WaitGroup that sees Add and Wait at the same time.
//
// # Numbers
//
// A symbol is 0, 1 or 2 unless it says otherwise: a claim holds for that value,
// which the trace tells. A loop of constant length is counted up to 32
// (Options.Trips). A longer one goes round any number of times, up to its length
// for a claim; what follows it counts as what may yet happen, not as reached.
// Buffers and counters are exact up to 250. Three goroutines of one body (eight,
// where a constant says so), 16 in all, and three incarnations of an object
// may exist at one time. Where there would be more, the trace is cut off, and
// what a goroutine waits for must be out of everybody's reach for it to be
// stuck (Result.Partial). Nothing at all is claimed when there are too many
// states.
//
// # How
//
// States are bytes (see work), looked up in a map, found in breadth-first order.
// Between two operations a goroutine runs on its own. The first search follows
// a subset of moves, those of goroutines whose objects are out of the others'
// reach (see expandSome). If it finds something, a second search without that
// reduction finds the shortest schedules. A goroutine is stuck in a state if no
// move that completes its operation, backwards along the edges, is reachable
// (see judge); a strongly connected component without exit is a special case,
// and need not be computed.
package explore
