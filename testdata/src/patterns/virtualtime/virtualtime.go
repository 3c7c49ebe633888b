package virtualtime

import (
	"context"
	"time"
)

// A Monitor probes something until it is told to stop.
type Monitor struct {
	Interval time.Duration // from the start of a probe to that of the next
	Timeout  time.Duration // of one probe
	Failures int           // in a row, that are an alarm

	Probe func(context.Context) error
	Alarm func(last error)
}

// Run probes until ctx ends. A probe must obey its context; one that takes
// longer than the interval makes the next begin late, and those in between
// are left out.
func (m Monitor) Run(ctx context.Context) {
	tick := time.NewTicker(m.Interval)
	defer tick.Stop()
	for failed := 0; ctx.Err() == nil; {
		err := m.probe(ctx)
		switch {
		case err == nil:
			failed = 0
		case ctx.Err() == nil: // else it failed because we end
			if failed++; failed == m.Failures {
				m.Alarm(err)
			}
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
		}
	}
}

// probe probes once.
func (m Monitor) probe(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, m.Timeout)
	defer cancel()
	return m.Probe(ctx)
}
