// Package blocked keeps select loops from seeing their other cases.
package blocked

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"time"
)

type loop struct {
	quit   chan struct{}
	work   chan string
	client *http.Client
	every  time.Duration
}

func (l *loop) requestBad(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case url := <-l.work:
			http.Get(url) // want `http.Get waits for the network in a case of this select loop: <-ctx.Done\(\) is not noticed until it is over; pass it a context that ends with the loop, or do it in a goroutine whose result is a case`
		}
	}
}

func (l *loop) tickBad() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if _, err := l.client.Get("http://example.com"); err != nil { // want `l.client.Get waits for the network in a case of this select loop: <-l.quit is not noticed`
				continue
			}
		case <-l.quit:
			return
		}
	}
}

// Two wait.
func (l *loop) processBad(quit <-chan struct{}) error {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case name := <-l.work:
			exec.Command(name).Run() // want `exec.Command\(name\).Run waits for a process in a case of this select loop: <-quit and <-t.C are not noticed until it is over`
		case <-t.C:
			println("alive")
		case <-quit:
			return nil
		}
	}
}

func (l *loop) dialBad(ctx context.Context) {
loop:
	for {
		select {
		case <-ctx.Done():
			break loop
		case addr := <-l.work:
			conn, err := net.Dial("tcp", addr) // want `net.Dial waits for the network in a case of this select loop: <-ctx.Done\(\) is not noticed`
			if err != nil {
				continue
			}
			conn.Close()
		}
	}
}

// Ticks are lost.
func (l *loop) sleepBad() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			println("alive")
		case s := <-l.work:
			println(s)
			time.Sleep(l.every) // want `time.Sleep waits for time to pass in a case of this select loop: <-t.C is not noticed until it is over; wait by a timer that is a case of the select`
		}
	}
}

func (l *loop) calleeBad(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case url := <-l.work:
			if url != "" {
				l.fetch(url) // want `l.fetch leads to net/http.Head, which waits for the network in a case of this select loop`
			}
		}
	}
}

func (l *loop) fetch(url string) { probe(url) }

func probe(url string) { http.Head(url) }

// In an inner loop.
func (l *loop) innerBad(urls []string) {
	for {
		select {
		case <-l.quit:
			return
		case <-time.After(l.every):
			for _, url := range urls {
				http.Get(url) // want `http.Get waits for the network in a case of this select loop: <-l.quit is not noticed`
			}
		}
	}
}
