package conndeadline

import (
	"net"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// pipes is a listener within the process: net.Pipe has no network to wait for.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (p *pipes) Accept() (net.Conn, error) {
	select {
	case conn := <-p.conns:
		return conn, nil
	case <-p.done:
		return nil, net.ErrClosed
	}
}

func (p *pipes) Close() error   { close(p.done); return nil }
func (p *pipes) Addr() net.Addr { return nil }

// TestClose: a client is connected and says nothing when the server is closed.
//
//asynclint:witness syn "conndeadline/bad.echo"
func TestClose(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		p := &pipes{make(chan net.Conn), make(chan struct{})}
		s := New(p)
		go s.Serve()
		client, server := net.Pipe()
		p.conns <- server
		client.Write([]byte("hello\n"))
		answer := make([]byte, 6)
		if n, err := client.Read(answer); string(answer[:n]) != "hello\n" {
			t.Errorf("answer %q, error %v", answer[:n], err)
		}
		s.Close()
	})
}
