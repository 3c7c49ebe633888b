// Package flagged reads for as long as the peer likes.
package flagged

import (
	"bufio"
	"encoding/json"
	"io"
	"net"
)

func direct(l net.Listener, use func([]byte)) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		go func() {
			defer conn.Close()
			buf := make([]byte, 512)
			for {
				n, err := conn.Read(buf) // want `this goroutine \(L17\) reads from the connection of l.Accept \(L13\) without a deadline, .*`
				if err != nil {
					return
				}
				use(buf[:n])
			}
		}()
	}
}

type message struct{ Text string }

type client struct{ in chan message }

func (c *client) dial(addr string) error {
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		return err
	}
	go c.receive(conn)
	return nil
}

func (c *client) receive(conn net.Conn) {
	defer conn.Close()
	dec := json.NewDecoder(bufio.NewReader(conn))
	for {
		var m message
		if err := dec.Decode(&m); err != nil { // want `this goroutine \(L40\) reads from the connection of net.Dial \(L36\) without a deadline, .*`
			return
		}
		c.in <- m
	}
}

func all(l net.Listener, w io.Writer) {
	conn, err := l.Accept()
	if err != nil {
		return
	}
	go func() {
		defer conn.Close()
		io.Copy(w, conn) // want `this goroutine .*`
	}()
}
