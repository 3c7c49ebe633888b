package cancelfield

import (
	"context"
	"errors"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestOpen: the second source cannot be watched.
//
//asynclint:witness leak "chan receive"
func TestOpen(t *testing.T) {
	witness.NoLeak(t, "watch", func() {
		bad := errors.New("bad")
		w, err := Open(context.Background(),
			func(context.Context) error { return nil },
			func(context.Context) error { return bad })
		if err != bad || w != nil {
			t.Errorf("%v, error: %v", w, err)
		}
	})
}
