// Package kinds has a test for each way in which a witness can end: those of
// the five kinds, those that prove nothing, and the same code without fault.
// Package checktest runs them and looks at what it makes of each.
package kinds

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// abandon starts a sender that nobody receives from.
func abandon() {
	c := make(chan int)
	go func() { c <- 1 }()
}

// handOver starts a sender and receives.
func handOver() {
	c := make(chan int)
	go func() { c <- 1 }()
	<-c
}

func TestLeak(t *testing.T)      { witness.NoLeak(t, "abandon", abandon) }
func TestLeakGood(t *testing.T)  { witness.NoLeak(t, "handOver", handOver) }
func TestLeakOther(t *testing.T) { witness.NoLeak(t, "handOver", abandon) }

// What an earlier test left behind is not this one's fault.
func TestLeakAfter(t *testing.T) { witness.NoLeak(t, "kinds", handOver) }

// lock starts a goroutine that waits for a mutex that is never unlocked.
func lock() {
	mu := new(sync.Mutex)
	mu.Lock()
	go mu.Lock()
}

// The goroutine itself is in package sync; where it was started counts.
func TestLeakMutex(t *testing.T) { witness.NoLeak(t, "kinds.lock", lock) }

// TestLingers: the sender could be woken as long as someone has the channel.
func TestLingers(t *testing.T) {
	t.Parallel()
	c := make(chan int)
	witness.NoLeak(t, "linger", func() { linger(c) })
	<-c
}

func linger(c chan int) { go func() { c <- 1 }() }

func TestSynLeak(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) { abandon() })
}

func TestSynStuck(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) { <-make(chan int) })
}

func TestSynGood(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		start := time.Now()
		time.Sleep(time.Hour)
		witness.AtMost(t, "an hour's sleep", time.Since(start), time.Hour)
	})
}

// TestSynFails: an assertion that fails in a bubble is a failure as any other.
func TestSynFails(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) { t.Error("not so") })
}

func TestDie(t *testing.T) {
	witness.Child(t, func() {
		var mu sync.Mutex
		mu.Lock()
		mu.Lock()
	})
}

// TestDieWithOthers: goroutines that are stuck, too, are no hope.
func TestDieWithOthers(t *testing.T) {
	t.Run("sub test", func(t *testing.T) {
		witness.Child(t, func() {
			c := make(chan int)
			go func() { c <- 1; c <- 2 }()
			witness.Parked(t, "TestDieWithOthers", "chan send")
			<-c
			select {}
		})
	})
}

func TestPanic(t *testing.T) {
	witness.Child(t, func() {
		c := make(chan int)
		close(c)
		close(c)
	})
}

func TestPanicElsewhere(t *testing.T) {
	witness.Child(t, func() {
		go panic("elsewhere")
		select {}
	})
}

func TestChildGood(t *testing.T) { witness.Child(t, handOver) }

// TestChildFails: what fails in the child, fails.
func TestChildFails(t *testing.T) {
	witness.Child(t, func() { t.Fatal("not so") })
}

// TestExec: a test that fails when the code is right.
func TestExec(t *testing.T) {
	ended := witness.Exec(t, func() { t.Error("found it") })
	witness.AtMost(t, "failures that were missed", 1-ended.Code, 0)
}

func TestMeasure(t *testing.T) { witness.AtMost(t, "goroutines", 5, 4) }

func TestParked(t *testing.T) {
	c := make(chan int)
	go func() { <-c }()
	witness.Parked(t, "TestParked", "chan receive")
	c <- 1
}

func TestEither(t *testing.T) {
	ended := make(chan int)
	go func() { ended <- 7 }()
	if n, first := witness.Either(t, ended, "TestEither", "select"); n != 7 || !first {
		t.Errorf("%d, %v; want 7, true", n, first)
	}
	stuck := make(chan struct{})
	go func() { <-stuck }()
	if _, first := witness.Either(t, ended, "TestEither", "chan receive"); first {
		t.Error("nothing ended")
	}
	close(stuck)
}

// TestParkedNever waits in vain, but not for ever.
func TestParkedNever(t *testing.T) {
	t.Parallel()
	witness.Parked(t, "TestParkedNever", "chan receive")
}

func TestPasses(t *testing.T) { fmt.Println("leaked: not at all") }

func TestSkips(t *testing.T) { t.Skip("leaked: who knows") }
