// Package conndeadline answers each line with the same line.
package conndeadline

import (
	"bufio"
	"net"
	"sync"
)

// A Server echoes.
type Server struct {
	l  net.Listener
	wg sync.WaitGroup
}

// New returns a server that listens.
func New(l net.Listener) *Server { return &Server{l: l} }

// Serve accepts connections until the server is closed.
func (s *Server) Serve() {
	for {
		conn, err := s.l.Accept()
		if err != nil {
			return
		}
		s.wg.Go(func() { echo(conn) })
	}
}

func echo(conn net.Conn) {
	defer conn.Close()
	lines := bufio.NewScanner(conn)
	for lines.Scan() { // want `this goroutine \(L26\) reads from the connection of s.l.Accept \(L22\) without a deadline, and nobody else can close it: a peer that stays silent keeps the goroutine for ever; set a read deadline first, or keep the connection where Close or the end of a context closes it`
		if _, err := conn.Write(append(lines.Bytes(), '\n')); err != nil {
			return
		}
	}
}

// Close stops the server, and returns when nobody is served any more.
func (s *Server) Close() {
	s.l.Close()
	s.wg.Wait()
}
