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

// Fetch returns the page at url, or an error if ctx ends first.
func (f *Fetcher) Fetch(ctx context.Context, url string) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(context.Background(), http.MethodGet, url, nil) // want `context\.Background\(\) is what f\.Client\.Do gets although ctx is at hand: the end of ctx does not end the call; pass ctx, or context\.WithoutCancel\(ctx\) if the call must go on`
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
