// Package conndeadline answers each line with the same line.
package conndeadline

import (
	"bufio"
	"context"
	"net"
	"sync"
)

// A Server echoes.
type Server struct {
	l      net.Listener
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
}

// New returns a server that listens.
func New(l net.Listener) *Server {
	ctx, cancel := context.WithCancel(context.Background())
	return &Server{l: l, ctx: ctx, cancel: cancel}
}

// Serve accepts connections until the server is closed.
func (s *Server) Serve() {
	for {
		conn, err := s.l.Accept()
		if err != nil {
			return
		}
		s.wg.Go(func() { s.echo(conn) })
	}
}

// echo serves a connection. The end of the server closes it, which ends the read
// that may be waiting: nothing else would, as long as the peer says nothing.
func (s *Server) echo(conn net.Conn) {
	stop := context.AfterFunc(s.ctx, func() { conn.Close() })
	defer stop()
	defer conn.Close()

	lines := bufio.NewScanner(conn)
	for lines.Scan() {
		if _, err := conn.Write(append(lines.Bytes(), '\n')); err != nil {
			return
		}
	}
}

// Close stops the server, and returns when nobody is served any more.
func (s *Server) Close() {
	s.cancel()
	s.l.Close()
	s.wg.Wait()
}
