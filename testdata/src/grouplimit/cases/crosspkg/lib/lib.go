// Package lib adds tasks to the groups of others.
package lib

import "golang.org/x/sync/errgroup"

// Crawl adds a task for each of its links.
func Crawl(g *errgroup.Group, links []string) error {
	for range links {
		g.Go(func() error { return nil })
	}
	return nil
}

// Quick uses what is left.
func Quick(g *errgroup.Group, links []string) error {
	for range links {
		g.TryGo(func() error { return nil })
	}
	return nil
}
