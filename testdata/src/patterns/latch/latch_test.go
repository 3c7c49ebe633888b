package latch

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

func TestEveryoneWakes(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		l := New[string]()
		var woken atomic.Int32
		var wg sync.WaitGroup
		for range 100 {
			wg.Go(func() {
				if v, err := l.Wait(t.Context()); v == "go" && err == nil {
					woken.Add(1)
				}
			})
		}
		synctest.Wait() // all of them wait
		if _, ok := l.Get(); ok {
			t.Error("there is a value already")
		}
		start := time.Now()
		l.Set("go")
		wg.Wait()
		witness.Measured(t, "goroutines woken by one Set, of 100", woken.Load())
		witness.Measured(t, "time from Set until they are awake", time.Since(start))
	})
}

func TestLateComers(t *testing.T) {
	l := New[int]()
	l.Set(1)
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for range 100 { // select takes either
		if v, err := l.Wait(ended); v != 1 || err != nil {
			t.Fatalf("%v, %v", v, err)
		}
	}
	<-l.Done()
}

func TestSetOnce(t *testing.T) {
	l := New[int]()
	var done, different atomic.Int32
	var wg sync.WaitGroup
	for i := range 100 {
		wg.Go(func() {
			first := l.Set(i)
			v, ok := l.Get()
			if first {
				done.Add(1)
			}
			if !ok || first && v != i {
				different.Add(1)
			}
		})
	}
	wg.Wait()
	witness.AtMost(t, "values that a Set did not leave behind", different.Load(), 0)
	witness.Measured(t, "successful of 100 Sets at the same time", done.Load())
}

func TestEveryCancel(t *testing.T) {
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		l := New[int]()
		time.AfterFunc(time.Second, func() { l.Set(1) })
		v, err := l.Wait(s.Context)
		s.End()
		if (v == 1) != (err == nil) || err != nil && err != witness.ErrCut {
			t.Errorf("%v, %v", v, err)
		}
		if v, err := l.Wait(t.Context()); v != 1 || err != nil {
			t.Errorf("afterwards: %v, %v", v, err)
		}
	})
	if cut < 2 {
		t.Errorf("cut short only %d times", cut)
	}
}
