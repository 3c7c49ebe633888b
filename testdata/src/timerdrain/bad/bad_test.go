package timerdrain

import (
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestLateOnce: the beat that comes late finds the timer fired and its value
// received, and the watchdog waits for a second value that never comes.
//
//asynclint:witness syn "deadlock: all goroutines in bubble are blocked"
func TestLateOnce(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		const timeout = time.Minute
		beats := make(chan struct{})
		done := make(chan struct{})
		late := 0
		go func() {
			defer close(done)
			Watch(beats, timeout, func() { late++ })
		}()
		time.Sleep(timeout + time.Second) // the first beat is late
		beats <- struct{}{}
		beats <- struct{}{}
		time.Sleep(timeout + time.Second) // and so is the third
		close(beats)
		<-done
		if late != 2 {
			t.Errorf("late was called %d times, want 2", late)
		}
	})
}

// TestInTime: beats in time keep the watchdog quiet.
func TestInTime(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		const timeout = time.Minute
		beats := make(chan struct{})
		done := make(chan struct{})
		go func() {
			defer close(done)
			Watch(beats, timeout, func() { t.Error("late, though every beat was in time") })
		}()
		for range 5 {
			time.Sleep(timeout - time.Second)
			beats <- struct{}{}
		}
		close(beats)
		<-done
	})
}
