// Package guarded has drains behind conditions that may be there for the
// receive: no proof. The drain is needless all the same.
package guarded

import (
	"errors"
	"time"
)

func flag(t *time.Timer, in chan int) {
	fired := false
	select {
	case <-t.C:
		fired = true
	case <-in:
	}
	if !fired {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
}

func flagThenReturn(t *time.Timer, in chan int) {
	var fired bool
	select {
	case <-t.C:
		fired = true
	case <-in:
	}
	println("selected")
	if fired {
		return
	}
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

func flagOfLoop(t *time.Timer, in chan int, d time.Duration) {
	armed := true
	for {
		select {
		case <-t.C:
			armed = false
		case <-in:
			if armed {
				if !t.Stop() {
					<-t.C // want `draining t.C after Stop`
				}
			}
			t.Reset(d)
			armed = true
		}
	}
}

type conn struct {
	t     *time.Timer
	armed bool
	in    chan int
}

func (c *conn) loop(d time.Duration) {
	for {
		select {
		case <-c.t.C:
			c.armed = false
		case <-c.in:
			if c.armed {
				if !c.t.Stop() {
					<-c.t.C // want `draining c.t.C after Stop`
				}
			}
			c.t.Reset(d)
			c.armed = true
		}
	}
}

var errTimeout = errors.New("timeout")

func byError(t *time.Timer, in chan error) error {
	var err error
	select {
	case <-t.C:
		err = errTimeout
	case err = <-in:
	}
	if err == nil {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
	return err
}

func sameCondition(t *time.Timer, wait bool) {
	if wait {
		<-t.C
	}
	if !wait {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
}

func sameReceived(t *time.Timer, in chan int) {
	n, ok := <-in
	if ok {
		<-t.C
	}
	if n == 7 && !ok {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
}

func returnsFirst(t *time.Timer, in chan int) {
	select {
	case <-t.C:
		return
	case <-in:
	}
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

func setToNil(in chan int, d time.Duration) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			t = nil
			return
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
			t.Reset(d)
		}
	}
}
