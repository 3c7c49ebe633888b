// Package shutdownwait serves HTTP until it is told to stop.
package shutdownwait

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Grace is how long requests may take to end once the server is to stop.
const Grace = 10 * time.Second

// Run serves h on l until ctx is done. It returns when every request that had
// begun by then is answered, or after Grace, which is an error: whoever calls
// Run may end the program when it returns.
func Run(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h}
	served := make(chan error, 1) // room for one, so that nobody has to receive it
	go func() { served <- srv.Serve(l) }()

	select {
	case err := <-served: // never nil: it could not go on
		return err
	case <-ctx.Done():
	}
	// Serve returns now, at once. What has to be waited for is Shutdown, and
	// it needs a context that is not done yet.
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), Grace)
	defer cancel()
	err := srv.Shutdown(drain)
	if errors.Is(err, context.DeadlineExceeded) {
		srv.Close() // cut what is left
	}
	return err
}
