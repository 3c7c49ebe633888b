package silent

import (
	"context"
	"database/sql"
	"testing"
)

// Test files are about what happens with an ended context.
func TestEnded(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	<-ctx.Done()
	db := new(sql.DB)
	if err := db.PingContext(ctx); err == nil {
		t.Error("no error")
	}
}
