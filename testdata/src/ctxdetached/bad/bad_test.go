package ctxdetached

import (
	"context"
	"net/http"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// deaf is a server that never answers: only its client can end the wait.
type deaf struct{ asked chan struct{} }

func (d deaf) RoundTrip(req *http.Request) (*http.Response, error) {
	close(d.asked)
	<-req.Context().Done()
	return nil, context.Cause(req.Context())
}

// TestCancel: whoever cancels a fetch still waits for the server.
//
//asynclint:witness syn "all goroutines in bubble are blocked"
func TestCancel(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		server := deaf{make(chan struct{})}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		ended := make(chan error)
		go func() {
			f := Fetcher{&http.Client{Transport: server}}
			_, err := f.Fetch(ctx, "http://localhost/")
			ended <- err
		}()
		<-server.asked
		cancel()
		if err := <-ended; err == nil {
			t.Error("no error from a fetch that was cancelled")
		}
	})
}
