// Package registers uses RegisterOnShutdown, which is not looked into.
package registers

import (
	"context"
	"net/http"
)

func Run(ctx context.Context) error {
	srv := &http.Server{}
	srv.RegisterOnShutdown(func() {})
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}
