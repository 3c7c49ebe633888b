// Package timerdrain is a watchdog.
package timerdrain

import "time"

// Watch calls late whenever no beat has come for the length of timeout. It
// returns when beats is closed.
//
// Since Go 1.23 the channel of a timer holds nothing back: once Stop or Reset
// has returned, no value of the old setting can arrive. Reset alone re-arms a
// timer, whether it is running, was stopped, or fired long ago; Stop alone
// stops it.
func Watch(beats <-chan struct{}, timeout time.Duration, late func()) {
	timer := time.NewTimer(timeout)
	defer timer.Stop()
	for {
		select {
		case _, ok := <-beats:
			if !ok {
				return
			}
			timer.Reset(timeout)
		case <-timer.C:
			late()
		}
	}
}
