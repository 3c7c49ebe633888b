package testoutlive

import (
	"net"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// A slow listener has no connections, and fails some time after it was closed.
type slow struct{ closed chan struct{} }

func (l slow) Accept() (net.Conn, error) {
	<-l.closed
	time.Sleep(50 * time.Millisecond)
	return nil, net.ErrClosed
}

func (l slow) Close() error {
	close(l.closed)
	return nil
}

func (l slow) Addr() net.Addr { return &net.TCPAddr{} }

// TestEnd: when the subtest is over, nothing of it goes on. The process is one of
// its own, since the panic ends it.
//
//asynclint:witness panic "Fail in goroutine after TestEnd/echo has completed"
func TestEnd(t *testing.T) {
	witness.Child(t, func() {
		t.Run("echo", func(t *testing.T) { Echo(t, slow{make(chan struct{})}) })
		time.Sleep(500 * time.Millisecond)
	})
}

func TestEcho(t *testing.T) {
	conn := dial(t)
	if _, err := conn.Write([]byte("hello")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 5)
	if _, err := conn.Read(got); err != nil || string(got) != "hello" {
		t.Errorf("got %q, %v", got, err)
	}
	conn.Close()
}

// dial connects to an echo that outlives the test, so that this passes with both.
func dial(t *testing.T) net.Conn {
	client, server := net.Pipe()
	go echo(server)
	return client
}
