//go:build go1.21

// Package old is for readers of an older Go, where a drain is right unless the
// value was received.
package old

import "time"

func needed(t *time.Timer, d time.Duration) {
	if !t.Stop() {
		<-t.C
	}
	t.Reset(d)
}

func proven(in <-chan int, d time.Duration) {
	t := time.NewTimer(d)
	for {
		select {
		case _, ok := <-in:
			if !ok {
				return
			}
			if !t.Stop() {
				<-t.C // want `<-t.C blocks for ever here: the timer fired and was received from at L[0-9]+, so Stop returned false; receive in a select with default`
			}
			t.Reset(d)
		case <-t.C:
			println("quiet")
		}
	}
}

func noChannel(f func()) {
	t := time.AfterFunc(time.Second, f)
	if !t.Stop() {
		<-t.C // want `has no channel; call t.Stop\(\) alone`
	}
}

func flag(t *time.Timer, in chan int) {
	fired := false
	select {
	case <-t.C:
		fired = true
	case <-in:
	}
	if !fired {
		if !t.Stop() {
			<-t.C
		}
	}
}
