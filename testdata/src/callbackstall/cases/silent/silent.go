// Package silent has callbacks that do not wait, or for which nobody waits.
package silent

import (
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

type file struct {
	name string
	f    *os.File
	mu   sync.Mutex
	once sync.Once
	done chan struct{}
}

var (
	freed  = make(chan string, 10)
	names  = make(chan string)
	Events chan string
	tools  string
)

func open(name string) *file {
	f := &file{name: name}
	runtime.SetFinalizer(f, func(f *file) {
		f.mu.Lock()
		defer f.mu.Unlock()
		f.f.Close()
		freed <- f.name
		select {
		case names <- f.name:
		default:
		}
		go func() { names <- f.name }()
	})
	runtime.SetFinalizer(f, nil)
	runtime.AddCleanup(f, func(name string) { go os.Remove(name) }, name)
	return f
}

// The channel is somebody else's: whether it has room is not known.
func tell(f *file, c chan<- string) {
	runtime.SetFinalizer(f, func(f *file) { c <- f.name })
	runtime.SetFinalizer(f, func(f *file) { Events <- f.name })
}

func server() *http.Server {
	return &http.Server{
		ConnState: func(c net.Conn, s http.ConnState) {
			if s == http.StateClosed {
				names <- c.RemoteAddr().String()
			}
			switch s {
			case http.StateIdle:
				time.Sleep(time.Second)
			case http.StateNew:
				c.SetDeadline(time.Now().Add(time.Minute))
			}
			if s != http.StateNew {
				time.Sleep(time.Second)
			}
		},
		BaseContext: func(net.Listener) context.Context {
			time.Sleep(time.Second)
			return context.Background()
		},
		TLSConfig: &tls.Config{
			GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) {
				_, err := http.Get("http://example.com/cert")
				return nil, err
			},
		},
	}
}

func timers(ctx context.Context) {
	time.AfterFunc(time.Second, func() { names <- "late" })
	context.AfterFunc(ctx, func() { names <- "over" })
}

// All callers wait for the first: that is what it is for.
func (f *file) close() {
	f.once.Do(func() {
		close(f.done)
		<-f.done
	})
}

// Processes are asked for their version; a goroutine may take its time.
func init() {
	out, _ := exec.Command("git", "version").Output()
	tools = string(out)
	go http.Get("http://example.com")
	ready := make(chan bool)
	go func() { ready <- true }()
	<-ready
	time.Sleep(time.Millisecond)
}
