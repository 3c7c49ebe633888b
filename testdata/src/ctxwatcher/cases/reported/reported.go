// Package reported has goroutines that wait for a context when there is nothing
// left to wait for.
package reported

import (
	"context"
	"net"
	"os/exec"
	"sync"
)

// March takes what it needs from its fields.
type March struct {
	Ctx context.Context
}

// Run: on the end of the context it throws the rest of the jobs away, but it
// closes the channel of jobs itself.
func (m *March) Run(names []string) {
	var left sync.WaitGroup
	jobs := make(chan string, len(names))
	for _, name := range names {
		left.Add(1)
		jobs <- name
	}
	go func() {
		for range jobs {
			left.Done()
		}
	}()
	go func() { // want `this goroutine waits only for m\.Ctx: .* since close\(jobs\) does not end it`
		<-m.Ctx.Done()
		for range jobs {
			left.Done()
		}
	}()
	left.Wait()
	close(jobs)
}

// Command kills a command, and waits for it.
func Command(ctx context.Context, name string) error {
	cmd := exec.Command(name)
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { // want `since cmd\.Wait\(\) does not end it`
		<-ctx.Done()
		_ = cmd.Process.Kill()
	}()
	return cmd.Wait()
}

// Serve: the goroutine is a function of its own.
func Serve(ctx context.Context, conn net.Conn) error {
	defer conn.Close()
	go closeAtEnd(ctx, conn) // want `this goroutine waits only for ctx: .* since conn\.Close\(\) does not end it`
	buf := make([]byte, 512)
	for {
		if _, err := conn.Read(buf); err != nil {
			return err
		}
	}
}

func closeAtEnd(ctx context.Context, conn net.Conn) {
	<-ctx.Done()
	conn.Close()
}

// Either ends with one of two contexts.
func Either(ctx, other context.Context, conn net.Conn) error {
	go func() { // want `since conn\.Close\(\) does not end it`
		select {
		case <-ctx.Done():
		case <-other.Done():
		}
		conn.Close()
	}()
	_, err := conn.Read(make([]byte, 1))
	conn.Close()
	return err
}

// In a loop there is no fix: the deferred call would be late.
func All(ctx context.Context, conns []net.Conn) {
	for _, conn := range conns {
		go func() { // want `since conn\.Close\(\) does not end it`
			<-ctx.Done()
			conn.Close()
		}()
		_, _ = conn.Read(make([]byte, 1))
		conn.Close()
	}
}

// Named: the name that the fix would take is another's.
func Named(ctx context.Context, conn net.Conn, stop func()) error {
	defer stop()
	defer conn.Close()
	go func() { // want `since conn\.Close\(\) does not end it`
		<-ctx.Done()
		conn.Close()
	}()
	_, err := conn.Read(make([]byte, 1))
	return err
}

// Txs has one transaction at a time.
type Txs struct {
	mu      sync.Mutex
	current *tx
	byID    map[string]*tx
}

type tx struct{ id string }

// Begin: the transaction may end before the context does.
func (t *Txs) Begin(ctx context.Context, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = &tx{id}
	go func(id string) { // want `this goroutine waits only for ctx: if there is nothing left to do \(L\d+\) it stays all the same, one for each call`
		<-ctx.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.current == nil {
			return
		}
		if t.current.id != id {
			return
		}
		t.current = nil
	}(id)
}

// Open: the same, with a map.
func (t *Txs) Open(ctx context.Context, id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.byID[id] = &tx{id}
	go func() { // want `if there is nothing left to do \(L\d+\) it stays all the same`
		<-ctx.Done()
		t.mu.Lock()
		defer t.mu.Unlock()
		if _, ok := t.byID[id]; !ok {
			return
		}
		delete(t.byID, id)
	}()
}

// Commit ends what Begin and Open have begun.
func (t *Txs) Commit(id string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.current = nil
	delete(t.byID, id)
}
