// Package afterfunc has timers without a channel.
package afterfunc

import "time"

func local(f func(), d time.Duration) {
	t := time.AfterFunc(d, f)
	f()
	if !t.Stop() {
		<-t.C // want `<-t.C blocks for ever: a timer from time.AfterFunc has no channel; call t.Stop\(\) alone`
	}
}

func captured(f func(), d time.Duration) func() {
	t := time.AfterFunc(d, f)
	return func() {
		if !t.Stop() {
			<-t.C // want `has no channel`
		}
	}
}

type lease struct {
	expiry *time.Timer
}

func newLease(d time.Duration, expire func()) *lease {
	return &lease{expiry: time.AfterFunc(d, expire)}
}

func (l *lease) renew(d time.Duration, expire func()) {
	if l.expiry != nil {
		if !l.expiry.Stop() {
			<-l.expiry.C // want `<-l.expiry.C blocks for ever: a timer from time.AfterFunc has no channel`
		}
	}
	l.expiry = nil
	l.expiry = time.AfterFunc(d, expire)
}

func eachLease(ls []*lease) {
	for i := range ls {
		if !ls[i].expiry.Stop() {
			<-ls[i].expiry.C // want `has no channel`
		}
	}
}

type either struct{ t *time.Timer }

func (e *either) set(d time.Duration, f func()) {
	e.t = time.NewTimer(d)
	if f != nil {
		e.t = time.AfterFunc(d, f)
	}
}

func (e *either) stop() {
	if !e.t.Stop() {
		<-e.t.C // want `draining e.t.C after Stop is never needed`
	}
}

// Exported may be set by any package.
type Exported struct{ T *time.Timer }

func (e *Exported) Start(f func()) { e.T = time.AfterFunc(time.Second, f) }

func (e *Exported) Stop() {
	if !e.T.Stop() {
		<-e.T.C // want `draining e.T.C after Stop is never needed`
	}
}
