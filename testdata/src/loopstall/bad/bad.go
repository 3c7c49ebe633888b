// Package loopstall reports events to somebody who may not be there.
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

func (r *Reporter) run() {
	defer close(r.ended)
	for {
		select {
		case <-r.quit:
			return
		case event := <-r.events:
			r.deliver(event) // want `r.deliver leads to time.Sleep, which waits for time to pass in a case of this select loop: <-r.quit is not noticed until it is over; wait by a timer that is a case of the select`
		}
	}
}

func (r *Reporter) deliver(event string) {
	for range 10 {
		if r.send(event) == nil {
			return
		}
		time.Sleep(time.Minute)
	}
}

// Close ends the Reporter, and gives up an event that has not been sent.
func (r *Reporter) Close() {
	close(r.quit)
	<-r.ended
}
