// Package crosspkg lets another package add tasks.
package crosspkg

import (
	"golang.org/x/sync/errgroup"

	"github.com/asynclint/asynclint/testdata/src/grouplimit/cases/crosspkg/lib"
)

func factBad(pages [][]string) error {
	var g errgroup.Group
	g.SetLimit(10)
	for _, links := range pages {
		g.Go(func() error {
			return lib.Crawl(&g, links) // want `lib.Crawl calls g.Go in a task of g, which has SetLimit\(10\)`
		})
	}
	return g.Wait()
}

func tryOk(pages [][]string) error {
	var g errgroup.Group
	g.SetLimit(10)
	for _, links := range pages {
		g.Go(func() error { return lib.Quick(&g, links) })
	}
	return g.Wait()
}

func outsideOk(pages [][]string) error {
	var g errgroup.Group
	g.SetLimit(10)
	for _, links := range pages {
		if err := lib.Crawl(&g, links); err != nil {
			return err
		}
	}
	return g.Wait()
}
