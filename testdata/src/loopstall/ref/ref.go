package loopstall

import "time"

// A Reporter sends events, one after the other.
type Reporter struct {
	events      chan string
	quit, ended chan struct{}
	send        func(event string) error
}

// New returns a Reporter. send is tried up to ten times for each event, once a
// minute.
func New(send func(event string) error) *Reporter {
	r := &Reporter{events: make(chan string), quit: make(chan struct{}), ended: make(chan struct{}), send: send}
	go r.run()
	return r
}

// Report hands over an event, once those before have been dealt with.
func (r *Reporter) Report(event string) {
	select {
	case r.events <- event:
	case <-r.quit:
	}
}

// run waits in one place only, for whatever comes first: the end, an event, or
// the time to try once more. A channel that is nil is a case that is switched
// off: while an event is to be tried again no other is taken.
func (r *Reporter) run() {
	defer close(r.ended)
	var event string
	left := 0
	events, retry := r.events, (<-chan time.Time)(nil)
	for {
		select {
		case <-r.quit:
			return
		case event = <-events:
			left = 10
		case <-retry:
		}
		left--
		if r.send(event) == nil || left == 0 {
			events, retry = r.events, nil
		} else {
			events, retry = nil, time.After(time.Minute)
		}
	}
}

// Close ends the Reporter, and gives up an event that has not been sent. It
// waits for send, if that is at work.
func (r *Reporter) Close() {
	close(r.quit)
	<-r.ended
}
