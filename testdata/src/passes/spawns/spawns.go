// Package spawns has goroutines of many lives.
package spawns

import (
	"bufio"
	"context"
	"errors"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

type server struct {
	in      chan int
	out     chan int
	quit    chan struct{}
	ticker  *time.Ticker
	ctx     context.Context
	stopped bool
	closed  atomic.Bool
	conn    net.Conn
	once    sync.Once
	wg      sync.WaitGroup
}

func work() error     { return errors.New("") }
func handle(int) bool { return false }

func plain() {
	go work()   // want `function: ends`
	go func() { // want `function: ends`
		for i := range 10 {
			handle(i)
		}
		for _, x := range []int{1} {
			handle(x)
		}
		for x := range map[int]int{} {
			handle(x)
		}
		for i := 10; i > 0; i-- {
			handle(i)
		}
	}()
}

func newServer() *server {
	s := &server{}
	go func() { // want `constructor: loop: none`
		for {
			time.Sleep(time.Second)
			handle(1)
		}
	}()
	go func() { // want `constructor: loop: none`
		for range s.ticker.C {
			handle(1)
		}
	}()
	go func() { // want `constructor: op: none`
		select {}
	}()
	go s.run()      // want `constructor: loop: received\(quit\)`
	go s.indirect() // want `constructor: loop: received\(quit\)`
	return s
}

func (s *server) indirect() {
	defer handle(1)
	s.run()
}

func (s *server) run() {
	for {
		select {
		case x := <-s.in:
			handle(x)
		case <-s.quit:
			return
		}
	}
}

func (s *server) start(ctx context.Context) {
	go func() { // want `method: loop: done\(ctx\) \| closed\+received\(in\)`
		for {
			select {
			case x, ok := <-s.in:
				if !ok {
					return
				}
				handle(x)
			case <-ctx.Done():
				return
			}
		}
	}()
	go func() { // want `method: loop: closed\(in\)`
		for x := range s.in {
			handle(x)
		}
	}()
	go func() { // want `method: loop: done\(ctx\)`
		for ctx.Err() == nil {
			handle(1)
		}
	}()
	go func() { // want `method: loop: error`
		r := bufio.NewReader(s.conn)
		for {
			_, err := r.ReadByte()
			if err != nil {
				return
			}
		}
	}()
	go func() { // want `method: loop: flag\+data`
		for !s.stopped {
			handle(1)
		}
	}()
	go func() { // want `method: loop: flag\+data`
		for {
			if s.closed.Load() {
				break
			}
		}
	}()
	go func() { // want `method: op: sent\(out\)`
		s.out <- 1
	}()
	go func() { // want `method: op: received\(quit\) \| done\(ctx\)`
		select {
		case <-s.quit:
		case <-s.ctx.Done():
		}
	}()
	go func() { // want `method: op: done\(ctx\); op: timer\(.*\)`
		<-s.ctx.Done()
		<-time.After(time.Second)
	}()
	go func() { // want `method: loop: data\+received\(in\)|method: loop: received\(in\)\+data`
		for {
			if x := <-s.in; x == 0 {
				return
			}
		}
	}()
	go func() { // want `method: loop: received\(quit\)`
		done := false
		for !done {
			select {
			case <-s.quit:
				done = true
			case x := <-s.in:
				handle(x)
			}
		}
	}()
	go func() { // want `method: loop: panic\+error|method: loop: panic`
		for {
			if err := work(); err != nil {
				panic(err)
			}
		}
	}()
	go func() { // want `method: maybe loop: none`
		if s.stopped {
			return
		}
		for {
			handle(1)
		}
	}()
	go func() { // want `method: loop: none`
		for {
			s.run() // leaves only the inner loop
		}
	}()
	s.once.Do(func() {
		go func() { // want `method: loop: none`
			for {
				handle(1)
			}
		}()
	})
	go func() { // want `method: unknown`
		i := 0
		if s.stopped {
			goto middle
		}
	top:
		i++
	middle:
		handle(i)
		goto top
	}()
}

func (s *server) groups(ctx context.Context, tasks []func()) {
	var g errgroup.Group
	g.Go(func() error { // want `method: op: done\(ctx\)`
		<-ctx.Done()
		return nil
	})
	s.wg.Go(s.run)                                 // want `method: loop: received\(quit\)`
	time.AfterFunc(time.Second, func() { <-s.in }) // want `method: op: received\(in\)`
	for _, task := range tasks {
		go task() // want `method in a loop: unknown`
		s.wrap(task)
	}
	s.wrap(func() { <-s.quit }) // want `method: op: received\(quit\)`
	_ = g.Wait()
}

// wrap is an inferred wrapper.
func (s *server) wrap(f func()) {
	go func() { // want `method: ends`
		f()
	}()
}

var (
	once    sync.Once
	started bool
)

func daemon() {
	once.Do(func() {
		go forever() // want `process: loop: none`
	})
	if !started {
		started = true
		go forever() // want `process: loop: none`
	}
}

func forever() {
	for {
		time.Sleep(time.Second)
	}
}

func init() {
	go forever() // want `process: loop: none`
	fromInit()
}

func fromInit() {
	go forever() // want `process: loop: none`
}

var _ = fromVariable()

func fromVariable() *server {
	go forever() // want `process: loop: none`
	return &server{}
}

func Exported() {
	go forever() // want `function: loop: none`
}

func serve(w http.ResponseWriter, r *http.Request) {
	go forever() // want `handler: loop: none`
}
