// Command program has goroutines for as long as it runs.
package main

import (
	"log"
	"net"
	"time"
)

type metrics struct{ n int }

func newMetrics() *metrics {
	m := &metrics{}
	go m.loop()
	return m
}

func (m *metrics) loop() {
	for range time.Tick(time.Second) {
		m.n++
	}
}

// Start is exported, but there are no importers of a program.
func (m *metrics) Start() { go m.loop() }

func main() {
	m := newMetrics()
	m.Start()
	go m.loop()
	for range 4 {
		go m.loop()
	}
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		log.Fatal(err)
	}
	for {
		conn, err := l.Accept()
		if err != nil {
			log.Fatal(err)
		}
		go func() { // want `each round of the loop leaves one more behind`
			for {
				time.Sleep(time.Second)
				_, _ = conn.Write([]byte{0})
			}
		}()
		_ = newSession() // one for each connection
	}
}

type session struct{ m *metrics }

func newSession() *session {
	s := &session{}
	go func() { // want `each call of main\.newSession`
		for {
			time.Sleep(time.Second)
			s.m = nil
		}
	}()
	return s
}
