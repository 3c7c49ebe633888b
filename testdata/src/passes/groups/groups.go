// Package groups is for the tasks and limits of errgroups.
package groups

import (
	"runtime"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

func counts(items []int, n int) {
	var g errgroup.Group
	g.SetLimit(3) // want `at least 3, known, constant`
	g.Go(work)    // want `^1 of work, 0 adds$`
	for range items {
		g.Go(work) // want `^many of work, 0 adds$`
	}
	for range 3 {
		g.Go(work) // want `^3 of work, 0 adds$`
		for i := 1; i <= 2; i++ {
			g.TryGo(work) // want `^9 of work, 0 adds, tries$`
		}
	}
	for range [5]int{} {
		g.Go(work) // want `^5 of work, 0 adds$`
	}
	for i := 10; i > 0; i-- {
		g.Go(work) // want `^many of work, 0 adds$`
	}
	for s := ""; s != "aaa"; s += "a" {
		g.Go(work) // want `^many of work, 0 adds$`
	}
	for x := 0.0; x < 2; x += 0.5 {
		g.Go(work) // want `^many of work, 0 adds$`
	}
	for i := 0; i < n; i++ {
		if items[i] > 0 {
			g.Go(work) // want `^1 of work, 0 adds$`
			break
		}
	}
}

func limits(n int, m uint8, items []int) {
	var g errgroup.Group
	g.SetLimit(-1)                       // want `unknown, constant`
	g.SetLimit(n)                        // want `unknown`
	g.SetLimit(runtime.NumCPU())         // want `at least 1, known`
	g.SetLimit(4 * runtime.NumCPU())     // want `at least 4, known`
	g.SetLimit(runtime.NumCPU() / 2)     // want `at least 1, known`
	g.SetLimit(runtime.NumCPU() - 1)     // want `unknown`
	g.SetLimit(max(2, n))                // want `at least 2, known`
	g.SetLimit(min(n, 4))                // want `unknown`
	g.SetLimit(min(runtime.NumCPU(), 4)) // want `at least 1, known`
	g.SetLimit(len(items))               // want `unknown`
	if n > 6 {
		g.SetLimit(n) // want `at least 7, known`
	}
	if n < 0 {
		g.SetLimit(n) // want `unknown`
	} else {
		g.SetLimit(n) // want `at least 0, known`
	}
	if n >= 2 && len(items) > 0 {
		g.SetLimit(n) // want `at least 2, known`
	}
	if n <= 0 {
		n = runtime.GOMAXPROCS(0)
	}
	g.SetLimit(n) // want `at least 1, known`
	g.Go(work)    // want `^1 of work, 0 adds$`
}

func chains() {
	var g errgroup.Group
	g.SetLimit(2)       // want `at least 2, known, constant`
	g.Go(func() error { // want `^2 of literal, 1 adds$`
		g.Go(work) // want `^1 of work, 0 adds$`
		return nil
	})
	g.Go(func() error { // want `^2 of literal, 2 adds$`
		g.Go(work) // want `^1 of work, 0 adds$`
		g.Go(work) // want `^1 of work, 0 adds$`
		return nil
	})
}

func recursion() {
	var g errgroup.Group
	g.SetLimit(2) // want `at least 2, known, constant`
	var relay, tree func() error
	relay = func() error {
		g.Go(relay) // want `^1 of literal, 1 adds$`
		return nil
	}
	tree = func() error {
		g.Go(tree) // want `^many of literal, 2 adds$`
		g.Go(tree) // want `^many of literal, 2 adds$`
		return nil
	}
	g.Go(relay) // want `^2 of literal, 1 adds$`
	g.Go(tree)  // want `^2 of literal, 2 adds$`
}
