// Package open has drains that hang if the value was received before; whether
// it was cannot be seen in one function.
package open

import "time"

func helper(t *time.Timer, d time.Duration) {
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop is never needed since Go 1.23 and hangs if the value was already received; call t.Stop\(\) alone`
	}
	t.Reset(d)
}

type server struct {
	timer *time.Timer
}

func (s *server) loop() {
	for range s.timer.C {
		println("tick")
	}
}

func (s *server) close() {
	if !s.timer.Stop() {
		<-s.timer.C // want `draining s.timer.C after Stop`
	}
}

func all(timers []*time.Timer, m map[string]*time.Timer) {
	for i := range timers {
		if !timers[i].Stop() {
			<-timers[i].C // want `draining timers\[i\].C after Stop`
		}
	}
	for _, t := range timers {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
	if !m["x"].Stop() {
		<-m["x"].C // want `draining m\["x"\].C after Stop`
	}
}

var global = time.NewTimer(time.Hour)

func ofPackage() {
	if !global.Stop() {
		<-global.C // want `draining global.C after Stop`
	}
}

func value(t time.Timer) {
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

func inElse(busy bool, t *time.Timer) {
	if busy {
		println("busy")
	} else if !t.Stop() {
		// Drain the channel.
		<-t.C // want `draining t.C after Stop`
	}
}

func viaPointer(t **time.Timer) {
	if !(*t).Stop() {
		<-(*t).C // want `draining \(\*t\).C after Stop`
	}
}
