// Package silent has goroutines that wait for a context as long as they should.
package silent

import (
	"context"
	"net"
	"net/http"
	"os/exec"
	"sync"
	"time"
)

func read(conn net.Conn) error {
	_, err := conn.Read(make([]byte, 1))
	return err
}

// Derived: the context ends with the function.
func Derived(ctx context.Context, conn net.Conn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer conn.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return read(conn)
}

// Timeout: the context ends in time, whoever has the cancel function.
func Timeout(ctx context.Context, conn net.Conn) error {
	ctx, stop := context.WithTimeout(ctx, time.Second)
	defer conn.Close()
	go func() {
		<-ctx.Done()
		stop()
		conn.Close()
	}()
	return read(conn)
}

// Cancels: the caller gives its cancel function, too.
func Cancels(ctx context.Context, cancel context.CancelFunc, conn net.Conn) error {
	defer cancel()
	defer conn.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return read(conn)
}

// Request: net/http ends the context when the handler returns.
func Request(w http.ResponseWriter, r *http.Request) {
	conn, err := net.Dial("tcp", r.Host)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		<-r.Context().Done()
		conn.Close()
	}()
	_ = read(conn)
}

// RequestContext: the same, by a variable.
func RequestContext(w http.ResponseWriter, r *http.Request) {
	ctx := r.Context()
	conn, err := net.Dial("tcp", r.Host)
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	_ = read(conn)
}

// Told: the goroutine waits for the end of the work as well.
func Told(ctx context.Context, conn net.Conn) error {
	done := make(chan struct{})
	defer close(done)
	defer conn.Close()
	go func() {
		select {
		case <-ctx.Done():
		case <-done:
		}
		conn.Close()
	}()
	return read(conn)
}

// Joined: the function waits for the goroutine, so it ends with the context.
func Joined(ctx context.Context, conn net.Conn) error {
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		<-ctx.Done()
		conn.Close()
	}()
	err := read(conn)
	<-ended
	conn.Close()
	return err
}

// Counted: likewise.
func Counted(ctx context.Context, conn net.Conn) error {
	var wg sync.WaitGroup
	wg.Go(func() {
		<-ctx.Done()
		conn.Close()
	})
	err := read(conn)
	wg.Wait()
	conn.Close()
	return err
}

// OnError: where all is well, what it watches lives on.
func OnError(ctx context.Context, conn net.Conn) error {
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	if err := read(conn); err != nil {
		conn.Close()
		return err
	}
	return nil
}

// Other closes something else than the goroutine does.
func Other(ctx context.Context, conn, other net.Conn) error {
	defer other.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return read(other)
}

// Context kills the command by itself.
func Context(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, "true")
	return cmd.Run()
}

// A Topic ends subscriptions with their contexts only.
type Topic struct {
	mu     sync.Mutex
	subs   map[string]chan string
	closed bool
	quiet  bool // never changes
}

// Subscribe: nothing else ends the subscription.
func (t *Topic) Subscribe(ctx context.Context, name string) <-chan string {
	t.mu.Lock()
	defer t.mu.Unlock()
	ch := make(chan string, 1)
	t.subs[name] = ch
	go func() {
		<-ctx.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		delete(t.subs, name)
		close(ch)
	}()
	return ch
}

// Log asks after its wait for something that is as it is.
func (t *Topic) Log(ctx context.Context, name string) {
	go func() {
		<-ctx.Done()
		if t.quiet {
			return
		}
		println(name)
	}()
}

// Start: one for the object, which lives as long as its context.
func (t *Topic) Start(ctx context.Context) {
	go func() {
		<-ctx.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.closed {
			return
		}
		t.closed = true
	}()
}

// Listen: the listener is used after the function has returned.
func Listen(ctx context.Context) (net.Listener, error) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		return nil, err
	}
	go func() {
		<-ctx.Done()
		l.Close()
	}()
	return l, nil
}

// Own: nobody can end this context, and it is not the caller's.
func Own(conn net.Conn) error {
	ctx := context.Background()
	defer conn.Close()
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	return read(conn)
}

// After has no goroutine until the context ends.
func After(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	defer stop()
	return read(conn)
}
