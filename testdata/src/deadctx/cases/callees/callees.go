// Package callees: functions that give up because they select or pass the
// context on.
package callees

import (
	"context"
	"net/http"
	"time"

	"github.com/asynclint/asynclint/testdata/src/deadctx/cases/lib"
)

type store struct {
	jobs chan string
	wait *time.Timer
}

func (s *store) put(ctx context.Context, job string) error {
	select {
	case s.jobs <- job:
	case <-ctx.Done():
		return ctx.Err()
	}
	return nil
}

func (s *store) flush(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return s.put(ctx, "flush")
}

func (s *store) method(ctx context.Context) {
	<-ctx.Done()
	s.put(ctx, "last") // want `s.put gives up at once`
}

func (s *store) derivedInside(ctx context.Context) {
	<-ctx.Done()
	s.flush(ctx) // want `s.flush gives up at once`
}

func (s *store) methodValue(ctx context.Context) {
	put := s.put
	<-ctx.Done()
	put(ctx, "last") // want `put gives up at once`
}

func (s *store) started(ctx context.Context) {
	<-ctx.Done()
	go s.flush(ctx)    // want `s.flush gives up at once`
	defer s.flush(ctx) // want `s.flush gives up at once`
}

func otherPackage(ctx context.Context, q *lib.Queue) {
	<-ctx.Done()
	q.PutAll(ctx, nil) // want `q.PutAll gives up at once`
}

func generic(ctx context.Context, c chan int) {
	<-ctx.Done()
	lib.First(ctx, c)      // want `lib.First gives up at once`
	lib.First[int](ctx, c) // want `lib.First\[int\] gives up at once`
}

func request(ctx context.Context, r *http.Request) {
	<-ctx.Done()
	lib.Send(r.WithContext(ctx)) // want `lib.Send gives up at once: its context derives from ctx`
}

func recursive(ctx context.Context, n int, c chan int) {
	if n == 0 {
		select {
		case <-c:
		case <-ctx.Done():
		}
		return
	}
	recursive(ctx, n-1, c)
}

func callsRecursive(ctx context.Context, c chan int) {
	<-ctx.Done()
	recursive(ctx, 3, c) // want `recursive gives up at once`
}
