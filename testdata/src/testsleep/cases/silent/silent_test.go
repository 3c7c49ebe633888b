// Package silent has what is not reported.
package silent

import (
	"net"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestPolls(t *testing.T) {
	var n atomic.Int64
	go n.Add(1)
	for n.Load() == 0 {
		time.Sleep(time.Millisecond)
	}
	if n.Load() != 1 {
		t.Error(n.Load())
	}
}

func TestBubble(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var n atomic.Int64
		go n.Add(1)
		time.Sleep(time.Second)
		if n.Load() != 1 {
			t.Error(n.Load())
		}
	})
}

func TestNetwork(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	go l.Accept()
	time.Sleep(time.Millisecond)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
}

func TestNobody(t *testing.T) {
	before := time.Now()
	time.Sleep(time.Millisecond)
	if time.Since(before) == 0 {
		t.Error("time stands still")
	}
}

func TestOwnSleep(t *testing.T) {
	done := make(chan bool)
	go func() {
		time.Sleep(time.Millisecond)
		done <- true
	}()
	if !<-done {
		t.Error("not done")
	}
}

func TestWrapped(t *testing.T) {
	bubble(t, func(t *testing.T) {
		var n atomic.Int64
		go n.Add(1)
		time.Sleep(time.Second)
		if n.Load() != 1 {
			t.Error(n.Load())
		}
	})
}

func bubble(t *testing.T, f func(*testing.T)) { synctest.Test(t, f) }
