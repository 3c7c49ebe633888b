// Package sendonclosed looks names up, several at once.
package sendonclosed

import "context"

// Lookup finds the address of a name.
type Lookup func(name string) string

// Addresses returns the addresses of all names that are found before ctx ends.
//
// The channel is not closed: nobody ranges over it, and it needs no closing to
// be collected. It has room for every address, so that no lookup has to wait
// for a receiver that has left.
func Addresses(ctx context.Context, names []string, find Lookup) (found []string) {
	ch := make(chan string, len(names))
	for _, name := range names {
		go func() { ch <- find(name) }() //asynclint:ignore spawnjoin there are few names
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
