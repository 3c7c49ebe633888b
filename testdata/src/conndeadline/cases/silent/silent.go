// Package silent has connections that somebody can close, or that have deadlines.
package silent

import (
	"bufio"
	"context"
	"crypto/tls"
	"net"
	"sync"
	"time"
)

type server struct {
	mu    sync.Mutex
	conns map[net.Conn]bool
	last  net.Conn
}

func read(conn net.Conn) {
	defer conn.Close()
	buf := make([]byte, 512)
	for {
		if _, err := conn.Read(buf); err != nil {
			return
		}
	}
}

func (s *server) kept(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	s.conns[conn] = true
	go read(conn)
}

func (s *server) stored(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	s.last = conn
	go read(conn)
}

func deadline(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go func() {
		defer conn.Close()
		buf := make([]byte, 512)
		for {
			conn.SetReadDeadline(time.Now().Add(time.Minute))
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
}

func closed(ctx context.Context, l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go func() {
		<-ctx.Done()
		conn.Close()
	}()
	go read(conn)
}

func afterFunc(ctx context.Context, l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	stop := context.AfterFunc(ctx, func() { conn.Close() })
	go func() {
		defer stop()
		read(conn)
	}()
}

func closedHere(l net.Listener, done <-chan struct{}) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	defer conn.Close()
	go func() {
		buf := make([]byte, 512)
		for {
			if _, err := conn.Read(buf); err != nil {
				return
			}
		}
	}()
	<-done
}

func once(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go func() {
		defer conn.Close()
		bufio.NewReader(conn).ReadString('\n')
	}()
}

func wrapped(l net.Listener, cfg *tls.Config) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go read(tls.Server(conn, cfg))
}

func unknown(l net.Listener, handle func(net.Conn)) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go handle(conn)
}

func itself(l net.Listener) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	read(conn)
}
