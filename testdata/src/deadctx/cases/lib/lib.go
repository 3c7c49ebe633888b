// Package lib has functions that give up on their context, for other packages
// to call.
package lib

import (
	"context"
	"net/http"
)

type Queue struct{ C chan string }

// Put gives up by itself.
func (q *Queue) Put(ctx context.Context, s string) error {
	select {
	case q.C <- s:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// PutAll gives up in Put.
func (q *Queue) PutAll(ctx context.Context, all []string) error {
	for _, s := range all {
		if err := q.Put(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Send gives up with its request.
func Send(r *http.Request) error {
	_, err := http.DefaultClient.Do(r)
	return err
}

// First gives up, whatever T is.
func First[T any](ctx context.Context, c <-chan T) (v T, err error) {
	select {
	case v = <-c:
		return v, nil
	case <-ctx.Done():
		return v, ctx.Err()
	}
}

type User struct{ Name string }

// Of only reads a value.
func Of(ctx context.Context) *User { u, _ := ctx.Value(User{}).(*User); return u }

// Reason only looks.
func Reason(ctx context.Context) error {
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	default:
		return nil
	}
}
