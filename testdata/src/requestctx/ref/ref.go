// Package requestctx takes orders.
package requestctx

import (
	"context"
	"log"
	"net/http"
	"time"
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
		ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), time.Minute)
		defer cancel()
		if err := s.Journal.Write(ctx, "ordered: "+order); err != nil {
			log.Print(err)
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}
