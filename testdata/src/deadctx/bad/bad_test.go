package deadctx

import (
	"context"
	"io"
	"net"
	"net/http"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestInFlight stops the server while it answers a request. The handler goes
// on only when Serve has returned, or is seen to wait for it in Shutdown.
//
//asynclint:witness measure "requests cut = 1, want at most 0"
func TestInFlight(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	entered, finish := make(chan bool), make(chan bool)
	served := make(chan error, 1)
	go func() {
		served <- Serve(ctx, l, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			close(entered)
			<-finish
			io.WriteString(w, "complete")
		}))
	}()
	cut := make(chan int, 1)
	go func() {
		resp, err := http.Get("http://" + l.Addr().String())
		if err == nil {
			var body []byte
			body, err = io.ReadAll(resp.Body)
			resp.Body.Close()
			t.Logf("the client got %q", body)
		}
		if err != nil {
			t.Logf("the client got: %v", err)
			cut <- 1
			return
		}
		cut <- 0
	}()

	<-entered
	stop()
	_, ended := witness.Either(t, served, "http.(*Server).Shutdown", "select")
	close(finish)
	witness.AtMost(t, "requests cut", <-cut, 0)
	if !ended {
		<-served
	}
}
