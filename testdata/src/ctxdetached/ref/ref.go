// Package ctxdetached fetches pages.
package ctxdetached

import (
	"context"
	"io"
	"net/http"
)

// A Fetcher fetches pages.
type Fetcher struct {
	Client *http.Client
}

// Fetch returns the page at url, or an error if ctx ends first. The request has
// ctx, so that its end also ends the dialing, the wait for the answer and the
// reading of the body.
//
// What has to go on when ctx has ended would get context.WithoutCancel(ctx),
// which keeps the values, and a timeout of its own; never context.Background().
func (f *Fetcher) Fetch(ctx context.Context, url string) ([]byte, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	resp, err := f.Client.Do(req)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}
