// Package deadctx serves HTTP until it is told to stop.
package deadctx

import (
	"context"
	"net"
	"net/http"
)

// Serve answers requests that arrive at l until ctx is done; then it lets the
// requests in flight finish.
func Serve(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(l) }()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	if err := srv.Shutdown(ctx); err != nil { // want `srv\.Shutdown gives up at once: ctx is already done here \(received from ctx\.Done\(\)\); use context\.WithTimeout\(context\.WithoutCancel\(ctx\), \.\.\.\)`
		srv.Close()
		return err
	}
	return nil
}
