package virtualtime

import (
	"context"
	"errors"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestMain fails if a goroutine is left when all tests are over.
func TestMain(m *testing.M) { witness.Main(m) }

// A day of the monitor's life, in a test that takes no time at all.
func TestInterval(t *testing.T) {
	t.Parallel() // bubbles do not see each other
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		var probes []time.Duration
		m := Monitor{Interval: time.Minute, Timeout: time.Minute, Probe: func(ctx context.Context) error {
			probes = append(probes, time.Since(start))
			if len(probes) == 3 {
				<-time.After(30 * time.Second) // this one takes long
			}
			return nil
		}}
		ended := make(chan struct{})
		ctx, stop := context.WithCancel(t.Context())
		go func() {
			defer close(ended)
			m.Run(ctx)
		}()

		time.Sleep(24 * time.Hour) // as long as all others wait, too
		synctest.Wait()            // until the probe of this instant is over
		stop()
		<-ended // who starts a goroutine waits for it

		for i, at := range probes {
			if want := time.Duration(i) * time.Minute; at != want {
				t.Errorf("probe %d at %v, want %v", i, at, want)
			}
		}
		witness.Measured(t, "probes in a day, one each minute", len(probes))
	})
}

func TestTimeout(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		ctx, stop := context.WithCancel(t.Context())
		m := Monitor{Interval: time.Minute, Timeout: 5 * time.Second, Failures: 1,
			Probe: func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() },
			Alarm: func(err error) {
				if !errors.Is(err, context.DeadlineExceeded) {
					t.Errorf("alarm: %v", err) // Error may be called in any goroutine, Fatal only in that of the test
				}
				witness.Measured(t, "time until a probe without an answer has failed, timeout 5s", time.Since(start))
				stop()
			}}
		m.Run(ctx)
	})
}

func TestAlarm(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		outcomes := []bool{false, false, true, false, true, false, false, false, false, false, true, false, false}
		alarms := []int{7} // the third failure in a row; no more until there was a success
		n := 0
		var got []int
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		m := Monitor{Interval: time.Second, Timeout: time.Second, Failures: 3,
			Probe: func(context.Context) error {
				ok := outcomes[n]
				if n++; n == len(outcomes) {
					stop()
				}
				if ok {
					return nil
				}
				return errors.New("down")
			},
			Alarm: func(error) { got = append(got, n-1) }}
		m.Run(ctx)
		if !slices.Equal(got, alarms) {
			t.Errorf("alarms at %v, want %v", got, alarms)
		}
		witness.Measured(t, "alarms in 10 failures, 3 in a row are one", len(got))
	})
}

func TestEveryCancel(t *testing.T) {
	t.Parallel()
	cut := witness.EveryCancel(t, func(t *testing.T, s *witness.Steps) {
		probes, after := 0, 0
		ctx, stop := context.WithCancel(s.Context)
		defer stop()
		m := Monitor{Interval: time.Minute, Timeout: time.Second, Failures: 1,
			Probe: func(ctx context.Context) error {
				s.Step()
				if probes++; probes == 4 {
					stop()
				}
				<-ctx.Done()
				return ctx.Err()
			},
			Alarm: func(error) {
				if s.Cut() {
					after++
				}
			}}
		m.Run(ctx)
		witness.AtMost(t, "alarms because of the end", after, 0)
	})
	if cut < 4 {
		t.Errorf("cut short only %d times", cut)
	}
}
