package sendonclosed

import (
	"context"
	"testing"
	"testing/synctest"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestAddresses ends the context during a lookup, and lets it finish when the
// caller has left.
//
//asynclint:witness panic "send on closed channel"
func TestAddresses(t *testing.T) {
	witness.Child(t, func() {
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			left := make(chan struct{})
			find := func(string) string {
				cancel()
				<-left
				return "::1"
			}
			if found := Addresses(ctx, []string{"localhost"}, find); len(found) > 0 {
				t.Errorf("found %v", found)
			}
			close(left)
			synctest.Wait()
		})
	})
}
