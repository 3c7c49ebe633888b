// Package silent has sends that may be dropped.
package silent

import (
	"context"
	"time"
)

type event struct{ name string }

type hub struct {
	buffered chan struct{}
	events   chan event
	hints    chan struct{}
	jobs     chan func()
	parked   chan struct{}
	public   chan struct{}
	Exported chan struct{}
	sized    chan struct{}
	idle     int
}

func newHub(n int) *hub {
	return &hub{
		buffered: make(chan struct{}, 1),
		events:   make(chan event),
		hints:    make(chan struct{}),
		jobs:     make(chan func()),
		parked:   make(chan struct{}),
		public:   make(chan struct{}),
		Exported: make(chan struct{}),
		sized:    make(chan struct{}, n),
	}
}

// Public gives the channel to others, who may be waiting all the time.
func (h *hub) Public() <-chan struct{} { return h.public }

func (h *hub) tell(ctx context.Context, job func()) {
	select {
	case h.buffered <- struct{}{}:
	default:
	}
	select { // data
	case h.events <- event{"told"}:
	default:
	}
	select {
	case h.hints <- struct{}{}:
	default:
	}
	select { // a rendezvous
	case h.jobs <- job:
	default:
		go job()
	}
	select {
	case h.parked <- struct{}{}:
	default:
	}
	select {
	case h.public <- struct{}{}:
	default:
	}
	select {
	case h.Exported <- struct{}{}:
	default:
	}
	select {
	case h.sized <- struct{}{}:
	default:
	}
	select { // waits
	case h.parked <- struct{}{}:
	case <-ctx.Done():
	}
}

func (h *hub) run() {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-h.buffered:
		case e := <-h.events:
			_ = e
		case <-h.hints: // the ticker wakes it anyway
		case <-ticker.C:
		case job := <-h.jobs:
			job()
		case <-h.public:
		case <-h.Exported:
		case <-h.sized:
		}
	}
}

func (h *hub) count() {
	for range h.parked {
		h.idle++
	}
}

func triesAgain(work func()) {
	done := make(chan struct{})
	go func() {
		for {
			work()
			select {
			case done <- struct{}{}:
				return
			default:
			}
		}
	}()
	work()
	<-done
}

func explained(work func()) {
	seen := make(chan struct{})
	go func() {
		for range seen {
			work()
		}
	}()
	select {
	case seen <- struct{}{}:
	default:
		// One is enough.
	}
}
