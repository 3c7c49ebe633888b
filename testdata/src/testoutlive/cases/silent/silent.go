// Package silent has what is not reported.
package silent

import (
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/assert"
	"go.uber.org/goleak"
)

func counted(t *testing.T, work func() error) {
	var wg sync.WaitGroup
	wg.Go(func() { t.Log(work()) })
	wg.Add(1)
	go func() {
		defer wg.Done()
		t.Log(work())
	}()
	wg.Wait()
}

func tells(t *testing.T, work func() error) {
	done := make(chan struct{})
	go func() {
		t.Log(work())
		close(done)
	}()
	<-done
}

// Who waits for the result waits for ever if there is an error, and not less.
func tellsOtherwise(t *testing.T, l net.Listener) {
	conns := make(chan net.Conn)
	go func() {
		conn, err := l.Accept()
		if err != nil {
			t.Error(err)
			return
		}
		conns <- conn
	}()
	(<-conns).Close()
}

func handedOver(t *testing.T) {
	stop := make(chan struct{})
	go func() {
		t.Log("working")
		<-stop
	}()
	stop <- struct{}{} // taken when it is past the log
}

func bubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go func() { t.Log("the bubble waits") }()
		inBubble(t)
	})
}

func inBubble(t *testing.T) {
	go func() { t.Log("the bubble waits") }()
}

func settled(t *testing.T, work func()) {
	go func() {
		t.Log("settled")
	}()
	synctest.Wait()
}

func wrapped(t *testing.T) {
	run(t, func(t *testing.T) {
		go func() { t.Log("the bubble waits") }()
	})
}

func run(t *testing.T, f func(*testing.T)) {
	synctest.Test(t, func(t *testing.T) { f(t) })
}

func leaks(t *testing.T) {
	defer goleak.VerifyNone(t)
	go func() { t.Log("awaited by goleak") }()
}

func timer(t *testing.T, work func()) {
	timeout := time.AfterFunc(time.Minute, func() { t.Error("takes too long") })
	defer timeout.Stop()
	work()
}

func expected(t *testing.T, l net.Listener) {
	go func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				t.Error(err)
				return
			}
			conn.Close()
		}
	}()
}

func closedServer(t *testing.T, l net.Listener) {
	go func() {
		if err := http.Serve(l, nil); err != http.ErrServerClosed {
			t.Error(err)
		}
	}()
}

type server struct{}

func (server) Serve(net.Listener) error { return nil }

func stopped(t *testing.T, s interface{ Serve(net.Listener) error }, l net.Listener) {
	go func() {
		if err := s.Serve(l); err != nil {
			t.Errorf("serve: %v", err)
		}
	}()
}

func own(t *testing.T, work func(context.Context) error) {
	go func() {
		var t testing.T
		t.Log("not the test")
	}()
	go t.Run("sub", func(t *testing.T) { t.Log("its own test") })
}

func shared(t *testing.T, work func() error) {
	var mu sync.Mutex
	ended := false
	go func() {
		assert.NoError(t, work())
		mu.Lock()
		ended = true
		mu.Unlock()
	}()
	for {
		mu.Lock()
		if ended {
			break
		}
		mu.Unlock()
	}
}
