// Package timerdrain is a watchdog that hangs with what it watches.
package timerdrain

import "time"

// Watch calls late whenever no beat has come for the length of timeout. It
// returns when beats is closed.
func Watch(beats <-chan struct{}, timeout time.Duration, late func()) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-beats:
			if !ok {
				return
			}
			if !timer.Stop() {
				<-timer.C // want `<-timer.C blocks for ever here: the timer fired and was received from at L21, so Stop returned false; since Go 1.23 call timer.Stop\(\) alone`
			}
			timer.Reset(timeout)
		case <-timer.C:
			late()
		}
	}
}
