//go:build go1.21

// Package objects loses tickers with the objects that have them, and in
// goroutines.
package objects

import (
	"errors"
	"time"
)

var errBad = errors.New("bad")

type producer struct {
	flush *time.Ticker
	conn  func() error
	done  chan struct{}
}

// open fails before the connection knows the producer.
func newProducer(dial func() (func() error, error), batching bool) (*producer, error) {
	p := &producer{flush: time.NewTicker(time.Second), done: make(chan struct{})}
	if !batching {
		p.flush.Stop()
	}
	if err := p.open(dial); err != nil {
		return nil, err // want `the object with the ticker flush, of time.NewTicker \(L22\), is dropped on this return: before Go 1.23 it ticks for ever and is never collected; stop it first`
	}
	go p.run()
	return p, nil
}

var producers []*producer

func (p *producer) open(dial func() (func() error, error)) error {
	conn, err := dial()
	if err != nil {
		return err
	}
	p.conn = conn
	producers = append(producers, p)
	return nil
}

func (p *producer) run() {
	for {
		select {
		case <-p.flush.C:
			p.conn()
		case <-p.done:
			p.flush.Stop()
			return
		}
	}
}

// The goroutine returns early.
func walk(files []string, hash func(string), done <-chan struct{}) {
	ticker := time.NewTicker(time.Second) // want `the ticker is given to a goroutine that ends without a Stop of it \(L62\): before Go 1.23 it ticks for ever and is never collected; defer its Stop there, first of all`
	go func() {
		if len(files) == 0 {
			return
		}
		go func() {
			for {
				select {
				case <-ticker.C:
				case <-done:
					ticker.Stop()
					return
				}
			}
		}()
		for _, f := range files {
			hash(f)
		}
	}()
}

// What follows is not reported.

func newStopped(dial func() error) (*producer, error) {
	p := &producer{flush: time.NewTicker(time.Second)}
	if err := dial(); err != nil {
		p.flush.Stop()
		return nil, err
	}
	return p, nil
}

func newDeferred(dial func() error) (_ *producer, err error) {
	p := &producer{flush: time.NewTicker(time.Second)}
	defer func() {
		if err != nil {
			p.flush.Stop()
		}
	}()
	if err := dial(); err != nil {
		return nil, err
	}
	return p, nil
}

// The producer is known before it fails.
func newRegistered(dial func() error) (*producer, error) {
	p := &producer{flush: time.NewTicker(time.Second)}
	if err := p.register(dial); err != nil {
		return nil, err
	}
	return p, nil
}

func (p *producer) register(dial func() error) error {
	producers = append(producers, p)
	return dial()
}

func (p *producer) Close() { close(p.done) }

func walkStopped(files []string) {
	ticker := time.NewTicker(time.Second)
	go func() {
		defer ticker.Stop()
		if len(files) == 0 {
			return
		}
		<-ticker.C
	}()
}
