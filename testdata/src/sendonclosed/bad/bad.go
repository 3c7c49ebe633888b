// Package sendonclosed looks names up, several at once.
package sendonclosed

import "context"

// Lookup finds the address of a name.
type Lookup func(name string) string

// Addresses returns the addresses of all names that are found before ctx ends.
func Addresses(ctx context.Context, names []string, find Lookup) (found []string) {
	ch := make(chan string)
	defer close(ch)
	for _, name := range names {
		go func() { // also: spawnjoin
			ch <- find(name) // want `ch <- find\(name\) may come after close\(ch\) when <-ctx.Done\(\) comes first: panics with send on closed channel; let the sender close, or wait for it first`
		}()
	}
	for range names {
		select {
		case addr := <-ch:
			found = append(found, addr)
		case <-ctx.Done():
			return found
		}
	}
	return found
}
