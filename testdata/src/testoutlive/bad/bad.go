// Package testoutlive serves connections for the time of a test.
package testoutlive

import (
	"io"
	"net"
	"testing"
)

// Echo sends back what comes in through l, until the test is over.
func Echo(t *testing.T, l net.Listener) {
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				t.Errorf("accept: %v", err) // want `t.Errorf may be called after the test has returned, as nobody waits for this goroutine: then it panics, or its message is lost; let the test wait for the goroutine, as with a sync.WaitGroup in t.Cleanup`
				return
			}
			go echo(conn)
		}
	}()
	t.Cleanup(func() { l.Close() })
}

func echo(conn net.Conn) {
	defer conn.Close()
	io.Copy(conn, conn)
}
