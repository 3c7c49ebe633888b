// Package requestctx takes orders.
package requestctx

import (
	"context"
	"log"
	"net/http"
)

// A Journal keeps what has happened.
type Journal interface {
	Write(ctx context.Context, line string) error
}

// A Shop takes orders, and writes them down when it has time.
type Shop struct {
	Journal Journal
}

// ServeHTTP takes an order.
func (s *Shop) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	order := r.URL.Query().Get("order")
	go func() {
		if err := s.Journal.Write(r.Context(), "ordered: "+order); err != nil { // want `s\.Journal\.Write gives up when the handler has returned, since net/http ends r\.Context\(\) then, and nobody waits for this goroutine; use context\.WithoutCancel\(r\.Context\(\)\), with a timeout`
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}
