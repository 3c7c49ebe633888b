// Package orphanchan is a monitor that samples something until it is stopped.
package orphanchan

import "time"

// Monitor takes a sample at every interval.
type Monitor struct {
	stopped chan struct{} // the loop has ended
	quit    chan struct{} // the loop is to end
}

// Start starts a Monitor.
func Start(interval time.Duration, sample func()) *Monitor {
	m := &Monitor{stopped: make(chan struct{}), quit: make(chan struct{})}
	go m.loop(interval, sample)
	return m
}

func (m *Monitor) loop(interval time.Duration, sample func()) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for {
		select {
		case <-ticker.C:
			sample()
		case <-m.quit:
			return
		}
	}
}

// Stop stops the monitor. When it returns, no sample is taken any more.
func (m *Monitor) Stop() {
	close(m.quit)
	<-m.stopped // want `nothing ever sends on or closes m.stopped \(only this package can\): this receive never ends; close it where that should end, or delete it`
}
