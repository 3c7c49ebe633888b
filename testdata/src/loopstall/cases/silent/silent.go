// Package silent has loops whose cases do not wait, or nobody waits for them.
package silent

import (
	"context"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

type loop struct {
	quit   chan struct{}
	work   chan string
	more   chan string
	client *http.Client
	every  time.Duration
	wg     sync.WaitGroup
	mu     sync.Mutex
	f      func()
}

// A context ends it.
func (l *loop) ctxOk(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case name := <-l.work:
			exec.CommandContext(ctx, name).Run()
			req, err := http.NewRequestWithContext(ctx, "GET", name, nil)
			if err != nil {
				continue
			}
			l.client.Do(req)
			l.fetch(ctx, name)
		}
	}
}

func (l *loop) fetch(ctx context.Context, url string) {
	req, err := http.NewRequestWithContext(ctx, "GET", url, nil)
	if err == nil {
		l.client.Do(req)
	}
}

// A plain worker may block: that is its job.
func (l *loop) workerOk() {
	for url := range l.work {
		http.Get(url)
	}
}

// Two queues, and neither is a stop or a timer.
func (l *loop) queuesOk() {
	for {
		select {
		case url := <-l.work:
			http.Get(url)
		case url := <-l.more:
			http.Get(url)
		}
	}
}

// A batch that is due may wait for the request before it.
func (l *loop) batchOk() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case url := <-l.work:
			http.Get(url)
		case <-t.C:
			println("flush")
		}
	}
}

// The case leaves the loop.
func (l *loop) leavesOk() {
	for {
		select {
		case <-l.quit:
			time.Sleep(time.Second)
			http.Get("http://example.com/bye")
			return
		case url := <-l.work:
			if url == "" {
				http.Get("http://example.com/bye")
				return
			}
		}
	}
}

func (l *loop) goOk() {
	for {
		select {
		case <-l.quit:
			return
		case url := <-l.work:
			go http.Get(url)
			l.wg.Go(func() { http.Get(url) })
		}
	}
}

func (l *loop) shortOk() {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			println("alive")
		case <-l.work:
			time.Sleep(20 * time.Millisecond)
		}
	}
}

// Not every round asks.
func (l *loop) someRoundsOk(urls []string) {
	for _, url := range urls {
		if url == "" {
			continue
		}
		select {
		case <-l.quit:
			return
		case <-l.work:
			http.Get(url)
		}
	}
}

// It only looks.
func (l *loop) polledOk(url string) {
	for {
		select {
		case <-l.quit:
			return
		default:
			http.Get(url)
		}
	}
}

// Not a loop.
func (l *loop) onceOk(url string) {
	select {
	case <-l.quit:
	case <-l.work:
		http.Get(url)
	}
}

// Locks, channels and what is not known.
func (l *loop) otherOk() {
	for {
		select {
		case <-l.quit:
			return
		case s := <-l.work:
			l.mu.Lock()
			l.f()
			l.more <- s
			l.wg.Wait()
			l.mu.Unlock()
		}
	}
}

// sleepctx speaks of this.
func (l *loop) sleepOk(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.work:
			time.Sleep(time.Second) // also: sleepctx
		}
	}
}

// What is called listens to the stop itself.
func (l *loop) listensOk() {
	for {
		select {
		case <-l.quit:
			return
		case <-l.work:
			retry(l.quit)
			l.retry()
		}
	}
}

func retry(quit <-chan struct{}) {
	for range 10 {
		select {
		case <-quit:
			return
		default:
			time.Sleep(time.Second) // also: ctxloop
		}
	}
}

func (l *loop) retry() {
	for range 10 {
		select {
		case <-l.quit:
			return
		default:
			time.Sleep(time.Second) // also: ctxloop
		}
	}
}

// A pause in a callee that nobody notices, and one of a literal, which sleepctx
// can see.
func (l *loop) pauseOk(ctx context.Context) {
	check := func() {
		time.Sleep(l.every) // also: sleepctx
	}
	for {
		select {
		case <-ctx.Done():
			return
		case <-l.work:
			waitForLessToDo(func() bool { return len(l.work) > 0 })
			check()
		}
	}
}

func waitForLessToDo(busy func() bool) {
	for range 3 {
		if busy() {
			time.Sleep(100 * time.Millisecond)
		}
	}
}

// The timer is a deadline for all tries.
func (l *loop) deadlineOk() bool {
	deadline := time.After(time.Minute)
	for {
		select {
		case s := <-l.work:
			if s != "" {
				return true
			}
			time.Sleep(l.every)
		case <-deadline:
			return false
		}
	}
}
