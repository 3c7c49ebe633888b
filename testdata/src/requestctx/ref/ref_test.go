package requestctx

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// slow is a Journal that writes when it is told to.
type slow struct {
	write  chan struct{}
	result chan error
}

func (s slow) Write(ctx context.Context, line string) error {
	<-s.write
	err := ctx.Err()
	s.result <- err
	return err
}

// TestOrder: when the client has its answer, the record can no longer be
// written.
//
//asynclint:witness measure "records lost = 1, want at most 0"
func TestOrder(t *testing.T) {
	journal := slow{make(chan struct{}), make(chan error)}
	server := httptest.NewServer(&Shop{Journal: journal})
	defer server.Close()

	resp, err := http.Get(server.URL + "?order=tea")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()

	lost := 0
	close(journal.write)
	if err := <-journal.result; err != nil {
		lost++
	}
	witness.AtMost(t, "records lost", lost, 0)
}
