package silent

import (
	"context"
	"database/sql"
	"testing"

	"golang.org/x/sync/errgroup"
)

// TestEachTask waits for every task, whatever the others do.
func TestEachTask(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	db := new(sql.DB)
	g, _ := errgroup.WithContext(ctx)
	for range 2 {
		g.Go(func() error { return db.PingContext(ctx) })
	}
	if err := g.Wait(); err == nil {
		t.Error("no error")
	}
}
