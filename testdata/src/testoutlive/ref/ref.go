// Package testoutlive serves connections for the time of a test.
package testoutlive

import (
	"errors"
	"io"
	"net"
	"sync"
	"testing"
)

// Echo sends back what comes in through l, until the test is over. It has ended
// when the cleanups of the test have.
func Echo(t *testing.T, l net.Listener) {
	var wg sync.WaitGroup
	wg.Go(func() {
		for {
			conn, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			if err != nil {
				t.Errorf("accept: %v", err)
				return
			}
			wg.Go(func() { echo(conn) })
		}
	})
	t.Cleanup(func() {
		l.Close()
		wg.Wait()
	})
}

func echo(conn net.Conn) {
	defer conn.Close()
	io.Copy(conn, conn)
}
