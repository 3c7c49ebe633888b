// Package renewed has timers that are set again, or may be, between the
// receive and the drain: no proof.
package renewed

import "time"

func reset(in chan int, d time.Duration) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			println("tick")
			t.Reset(d)
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
			t.Reset(d)
		}
	}
}

func replaced(in chan int, d time.Duration) {
	t := time.NewTimer(d)
	defer func() { t.Stop() }()
	for {
		select {
		case <-t.C:
			t = time.NewTimer(d)
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
			t = time.NewTimer(d)
		}
	}
}

func oneEach(in chan int, d time.Duration) {
	for range in {
		t := time.NewTimer(d)
		select {
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
		case <-t.C:
		}
	}
}

func received(timers chan *time.Timer) {
	for t := range timers {
		if !t.Stop() {
			<-t.C // want `draining t.C after Stop`
		}
	}
}

func inLiteral(in chan int, d time.Duration) {
	t := time.NewTimer(d)
	again := func() { t.Reset(d) }
	for {
		select {
		case <-t.C:
			again()
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
			again()
		}
	}
}

func byCallee(in chan int, d time.Duration) {
	t := time.NewTimer(d)
	for {
		select {
		case <-t.C:
			rearm(t, d)
		case <-in:
			if !t.Stop() {
				<-t.C // want `draining t.C after Stop`
			}
			rearm(t, d)
		}
	}
}

func rearm(t *time.Timer, d time.Duration) { t.Reset(d) }

func inGoroutine(kick chan int, d time.Duration) {
	t := time.NewTimer(d)
	go func() {
		for range kick {
			t.Reset(d)
		}
	}()
	<-t.C
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

type s struct {
	t  *time.Timer
	in chan int
}

func (s *s) flush() { s.t.Reset(time.Second) }

func (s *s) loop() {
	for {
		select {
		case <-s.t.C:
			s.flush()
		case <-s.in:
			if !s.t.Stop() {
				<-s.t.C // want `draining s.t.C after Stop`
			}
			s.flush()
		}
	}
}

type started struct {
	t  *time.Timer
	in chan int
}

func (s *started) start(d time.Duration) { s.t = time.NewTimer(d) }

func (s *started) loop(d time.Duration) {
	s.start(d)
	for {
		select {
		case <-s.t.C:
			s.start(d)
		case <-s.in:
			if !s.t.Stop() {
				<-s.t.C // want `draining s.t.C after Stop`
			}
			s.start(d)
		}
	}
}

type shared struct{ t *time.Timer }

func (s *shared) timer() *time.Timer { return s.t }

func (s *shared) wait() {
	<-s.t.C
	s.kick()
	if !s.t.Stop() {
		<-s.t.C // want `draining s.t.C after Stop`
	}
}

func (s *shared) kick() { s.timer().Reset(0) }

func fromCall(get func() *time.Timer, kick func()) {
	t := get()
	<-t.C
	kick()
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

func handedOut(kept chan<- *time.Timer, kick func(), d time.Duration) {
	t := time.NewTimer(d)
	kept <- t
	<-t.C
	kick()
	if !t.Stop() {
		<-t.C // want `draining t.C after Stop`
	}
}

type indirect struct {
	t    *time.Timer
	in   chan int
	tick func()
}

func (s *indirect) start(d time.Duration) { s.t = time.NewTimer(d) }
func (s *indirect) again(d time.Duration) { s.start(d) }

func (s *indirect) loop(d time.Duration) {
	s.start(d)
	for {
		select {
		case <-s.t.C:
			s.again(d)
		case <-s.in:
			if !s.t.Stop() {
				<-s.t.C // want `draining s.t.C after Stop`
			}
			s.again(d)
		}
	}
}

func (s *indirect) loopByValue(d time.Duration) {
	s.tick = func() { s.start(d) }
	for {
		select {
		case <-s.t.C:
			s.tick()
		case <-s.in:
			if !s.t.Stop() {
				<-s.t.C // want `draining s.t.C after Stop`
			}
			s.tick()
		}
	}
}

type holder struct{ s *s }

func (h *holder) inPath(next *s) {
	<-h.s.t.C
	h.s = next
	if !h.s.t.Stop() {
		<-h.s.t.C // want `draining h.s.t.C after Stop`
	}
}

type whole struct{ t *time.Timer }

func (w *whole) overwritten(v whole) {
	<-w.t.C
	*w = v
	if !w.t.Stop() {
		<-w.t.C // want `draining w.t.C after Stop`
	}
}
