// Package flagged has the variants that are reported.
package flagged

const size = 1 << 16

type event struct{ body [1 << 10]byte }

type events chan *event

func made[T any]() {
	_ = make(chan struct{}, size)   // want `a channel with room for 65536 elements hides`
	_ = make(events, 1e6)           // want `a channel with room for 1000000 elements \(7.6 MiB from the start\) hides`
	_ = make(chan event, 1024)      // want `a channel with room for 1024 elements \(1.0 MiB from the start\) hides`
	_ = make(chan T, 2*size)        // want `a channel with room for 131072 elements hides`
	_ = make(chan [2][64]int, 1500) // want `a channel with room for 1500 elements \(1.5 MiB from the start\) hides`
}
