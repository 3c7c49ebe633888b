// Package deadctx serves HTTP until it is told to stop.
package deadctx

import (
	"context"
	"net"
	"net/http"
	"time"
)

// grace is how long requests in flight may take once the server is to stop.
const grace = 30 * time.Second

// Serve answers requests that arrive at l until ctx is done; then it lets the
// requests in flight finish, for as long as the grace period lasts.
//
// The context of the shutdown derives from ctx, so that it keeps its values
// (trace, logger), but not its cancellation: that has just happened. It needs
// a time limit of its own instead, or one stuck request keeps the process from
// ending.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
	defer cancel()
	if err := srv.Shutdown(drain); err != nil {
		srv.Close() // out of patience: cut what is left
		return err
	}
	return nil
}
