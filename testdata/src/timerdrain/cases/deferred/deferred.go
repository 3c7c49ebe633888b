// Package deferred has drains that are deferred where the timer is used.
package deferred

import "time"

func timeout(done <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d)
	defer func() {
		if !t.Stop() {
			<-t.C // want `blocks for ever here: the timer fired and was received from at L[0-9]+`
		}
	}()
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}

type call struct {
	timer *time.Timer
	done  chan struct{}
}

func (c *call) wait() {
	defer func() {
		if !c.timer.Stop() {
			<-c.timer.C // want `received from at L[0-9]+`
		}
	}()
	select {
	case <-c.done:
	case <-c.timer.C:
	}
}

// The receive comes before the defer statement: nothing has to drain, but a
// timer may have been there to set again in between.
func deferredAfter(d time.Duration) {
	t := time.NewTimer(d)
	<-t.C
	t.Reset(d)
	defer func() {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop is never needed`
		}
	}()
}

func onlyOnePath(done <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	fired := false
	defer func() {
		if fired {
			return
		}
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop is never needed`
		}
	}()
	select {
	case <-done:
	case <-t.C:
		fired = true
	}
}

func calledToo(done <-chan struct{}, d time.Duration) {
	t := time.NewTimer(d)
	stop := func() {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop is never needed`
		}
	}
	defer stop()
	select {
	case <-done:
		stop()
	case <-t.C:
	}
}
