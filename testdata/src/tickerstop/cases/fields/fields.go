//go:build go1.21

// Package fields has tickers that belong to objects.
package fields

import "time"

type tracker struct {
	ticker *time.Ticker
	exit   chan struct{}
}

func newTracker(d time.Duration) *tracker {
	t := &tracker{}
	if d > 0 {
		t.ticker = time.NewTicker(d) // want `nothing stops the ticker in tracker.ticker, not even \(\*fields.tracker\).close: before Go 1.23 it ticks for ever and is never collected; call its Stop there`
		t.exit = make(chan struct{})
		go func() {
			for {
				select {
				case <-t.exit:
					return
				case <-t.ticker.C:
					t.flush()
				}
			}
		}()
	}
	return t
}

func (t *tracker) flush() {}

func (t *tracker) close() {
	t.flush()
	if t.ticker != nil {
		close(t.exit)
	}
}

type inLiteral struct{ tick *time.Ticker }

func newInLiteral() *inLiteral {
	return &inLiteral{tick: time.NewTicker(time.Second)} // want `nothing stops the ticker in inLiteral.tick, not even \(\*fields.inLiteral\).Shutdown`
}

func (l *inLiteral) wait()     { <-l.tick.C }
func (l *inLiteral) Shutdown() {}

type onlyChan struct{ c <-chan time.Time }

func newOnlyChan(d time.Duration) *onlyChan {
	return &onlyChan{c: time.NewTicker(d).C} // want `this ticker cannot be stopped, since only its channel is kept, and \(\*fields.onlyChan\).Stop ends the onlyChan that has it`
}

func (o *onlyChan) Stop() {}
func (o *onlyChan) wait() { <-o.c }

// What follows is not reported.

type stopped struct{ t *time.Ticker }

func newStopped() *stopped  { return &stopped{time.NewTicker(time.Second)} }
func (s *stopped) Close()   { s.t.Stop() }
func (s *stopped) tick()    { <-s.t.C }
func (s *stopped) faster()  { s.t.Reset(time.Millisecond) }
func (s *stopped) use() any { return s.t.C }

type endless struct{ t *time.Ticker }

func newEndless() *endless { return &endless{time.NewTicker(time.Second)} }
func (e *endless) wait()   { <-e.t.C }

type handed struct{ t *time.Ticker }

func newHanded() *handed                     { return &handed{time.NewTicker(time.Second)} }
func (h *handed) Close(f func(*time.Ticker)) { f(h.t) }

type Open struct{ T *time.Ticker }

func newOpen() *Open   { return &Open{time.NewTicker(time.Second)} }
func (o *Open) Close() {}

type given struct{ t *time.Ticker }

func newGiven(t *time.Ticker) *given { return &given{t} }
func (g *given) Close()              {}

type shared struct{ t *time.Ticker }

func newShared() (*shared, func()) {
	t := time.NewTicker(time.Second)
	return &shared{t}, t.Stop
}
func (s *shared) Close() {}

type viaLocal struct{ t *time.Ticker }

func (v *viaLocal) Close() {
	t := v.t
	v.t = nil
	defer t.Stop()
}
func newViaLocal() *viaLocal { return &viaLocal{t: time.NewTicker(time.Second)} }

type method struct{ t *time.Ticker }

func (m *method) Close() func() { return m.t.Stop }
func newMethod() *method        { return &method{t: time.NewTicker(time.Second)} }

type embedded struct{ *time.Ticker }

func (e *embedded) Close()   {}
func newEmbedded() *embedded { return &embedded{time.NewTicker(time.Second)} }
