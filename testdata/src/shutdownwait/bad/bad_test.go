package shutdownwait

import (
	"context"
	"io"
	"net"
	"net/http"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestInFlight: the program ends when Run returns, and with it the request
// that Shutdown is waiting for.
//
//asynclint:witness measure "requests cut short = 1"
func TestInFlight(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		n := newNetwork()
		ctx, stop := context.WithCancel(t.Context())
		defer stop()

		release := make(chan struct{})
		program := make(chan error, 1)
		go func() {
			err := Run(ctx, n, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				<-release
				io.WriteString(w, "done")
			}))
			n.down() // as when the process ends
			program <- err
		}()

		answer := make(chan string, 1)
		client := &http.Client{Transport: &http.Transport{DialContext: n.dial}}
		go func() {
			resp, err := client.Get("http://server/")
			if err != nil {
				answer <- err.Error()
				return
			}
			defer resp.Body.Close()
			body, _ := io.ReadAll(resp.Body)
			answer <- string(body)
		}()
		synctest.Wait() // until the handler waits
		stop()
		synctest.Wait() // until Run has returned, or is waiting too
		close(release)

		cut := 0
		if got := <-answer; got != "done" {
			t.Logf("the client got %q", got)
			cut++
		}
		if err := <-program; err != nil {
			t.Error(err)
		}
		client.CloseIdleConnections()
		time.Sleep(2 * Grace) // in the time of the bubble: what still runs comes to its end
		witness.AtMost(t, "requests cut short", cut, 0)
	})
}

// network is a listener and its clients without a kernel in between, so that
// it works in a bubble.
type network struct {
	conns chan net.Conn
	once  sync.Once
	close chan struct{}

	mu  sync.Mutex
	all []net.Conn
}

func newNetwork() *network {
	return &network{conns: make(chan net.Conn), close: make(chan struct{})}
}

func (n *network) dial(context.Context, string, string) (net.Conn, error) {
	client, server := net.Pipe()
	n.mu.Lock()
	n.all = append(n.all, client, server)
	n.mu.Unlock()
	select {
	case n.conns <- server:
		return client, nil
	case <-n.close:
		return nil, net.ErrClosed
	}
}

// down is what the kernel does to the connections of a process that ends.
func (n *network) down() {
	n.mu.Lock()
	defer n.mu.Unlock()
	for _, c := range n.all {
		c.Close()
	}
}

func (n *network) Accept() (net.Conn, error) {
	select {
	case c := <-n.conns:
		return c, nil
	case <-n.close:
		return nil, net.ErrClosed
	}
}

func (n *network) Close() error {
	n.once.Do(func() { close(n.close) })
	return nil
}

func (n *network) Addr() net.Addr { return &net.TCPAddr{} }
