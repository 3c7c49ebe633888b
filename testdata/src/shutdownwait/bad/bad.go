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

// Run serves h on l until ctx is done.
func Run(ctx context.Context, l net.Listener, h http.Handler) error {
	srv := &http.Server{Handler: h}
	go func() {
		<-ctx.Done()
		drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), Grace)
		defer cancel()
		srv.Shutdown(drain)
	}()
	err := srv.Serve(l) // want `shutdownwait\.Run returns as soon as Serve does, while Shutdown is still draining in a goroutine that nobody can wait for: in-flight requests are cut if the program ends then; wait for Shutdown to return`
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}
