// Package counts has tasks that add tasks, in different numbers.
package counts

import (
	"context"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

// One parent leaves three slots to its children, which always end.
func singleParentOk(items []int) error {
	var g errgroup.Group
	g.SetLimit(4)
	g.Go(func() error {
		for range items {
			g.Go(work)
		}
		return nil
	})
	return g.Wait()
}

func loopBad(items []int) error {
	var g errgroup.Group
	g.SetLimit(4)
	for range items {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(4\)`
			return nil
		})
	}
	return g.Wait()
}

func shortLoopOk() error {
	var g errgroup.Group
	g.SetLimit(4)
	for range 3 {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	return g.Wait()
}

func constantLoopBad() error {
	var g errgroup.Group
	g.SetLimit(4)
	for i := 0; i < 4; i++ {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(4\)`
			return nil
		})
	}
	return g.Wait()
}

func literalLoopOk() error {
	var g errgroup.Group
	g.SetLimit(4)
	for _, f := range []func() error{work, work, work} {
		g.Go(func() error {
			g.Go(work)
			return f()
		})
	}
	return g.Wait()
}

func literalLoopBad() error {
	var g errgroup.Group
	g.SetLimit(2)
	tasks := []func() error{work, work, work}
	for _, f := range tasks {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(2\)`
			return f()
		})
	}
	return g.Wait()
}

func literalMapOk() error {
	var g errgroup.Group
	g.SetLimit(4)
	for name, f := range map[string]func() error{"a": work, "b": work} {
		g.Go(func() error {
			println(name)
			g.Go(work)
			return f()
		})
	}
	return g.Wait()
}

func mapBad(tasks map[string]func() error) error {
	var g errgroup.Group
	g.SetLimit(4)
	for _, f := range tasks {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(4\)`
			return f()
		})
	}
	return g.Wait()
}

func arrayOk(tasks [3]func() error) error {
	var g errgroup.Group
	g.SetLimit(4)
	for _, f := range tasks {
		g.Go(func() error {
			g.Go(work)
			return f()
		})
	}
	return g.Wait()
}

var all = []func() error{work, work}

func packageVariableOk() error {
	var g errgroup.Group
	g.SetLimit(4)
	for _, f := range all {
		g.Go(func() error {
			g.Go(work)
			return f()
		})
	}
	return g.Wait()
}

func nestedLoopsBad() error {
	var g errgroup.Group
	g.SetLimit(4)
	for range 2 {
		for range 2 {
			g.Go(func() error {
				g.Go(work) // want `g.Go in a task of g, which has SetLimit\(4\)`
				return nil
			})
		}
	}
	return g.Wait()
}

// The first item only.
func leavesLoopOk(items []int) error {
	var g errgroup.Group
	g.SetLimit(2)
	for _, item := range items {
		if item > 0 {
			g.Go(func() error {
				g.Go(work)
				return nil
			})
			break
		}
	}
	return g.Wait()
}

func waitInLoopOk(batches [][]int) error {
	var g errgroup.Group
	g.SetLimit(2)
	for range batches {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func groupInLoopOk(batches [][]int) error {
	for range batches {
		var g errgroup.Group
		g.SetLimit(2)
		g.Go(func() error {
			g.Go(work)
			return nil
		})
		if err := g.Wait(); err != nil {
			return err
		}
	}
	return nil
}

func twoParentsBad() error {
	var g errgroup.Group
	g.SetLimit(2)
	g.Go(func() error {
		g.Go(work) // want `g.Go in a task of g, which has SetLimit\(2\)`
		return nil
	})
	g.Go(func() error {
		g.Go(work) // want `g.Go in a task of g, which has SetLimit\(2\)`
		return nil
	})
	return g.Wait()
}

func eitherParentOk(left bool) error {
	var g errgroup.Group
	g.SetLimit(2)
	if left {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	} else {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	return g.Wait()
}

func calledInLoopBad(items []int) error {
	var g errgroup.Group
	g.SetLimit(8)
	submit := func() {
		g.Go(func() error {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(8\)`
			return nil
		})
	}
	for range items {
		submit()
	}
	return g.Wait()
}

func calledOnceOk() error {
	var g errgroup.Group
	g.SetLimit(8)
	submit := func() {
		g.Go(func() error {
			g.Go(work)
			return nil
		})
	}
	submit()
	return g.Wait()
}

type dir struct{ subdirs []*dir }

func walkBad(root *dir) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(16)
	g.Go(func() error { return walk(ctx, g, root) })
	return g.Wait()
}

// walk adds tasks of its own kind.
func walk(ctx context.Context, g *errgroup.Group, d *dir) error {
	for _, sub := range d.subdirs {
		g.Go(func() error { return walk(ctx, g, sub) }) // want `g.Go in a task of g, which has SetLimit\(16\)`
	}
	return ctx.Err()
}

type tree struct{ left, right *tree }

func bothSidesBad(root *tree) error {
	var g errgroup.Group
	g.SetLimit(16)
	var visit func(t *tree) error
	visit = func(t *tree) error {
		if t == nil {
			return nil
		}
		g.Go(func() error { return visit(t.left) })  // want `g.Go in a task of g, which has SetLimit\(16\)`
		g.Go(func() error { return visit(t.right) }) // want `g.Go in a task of g, which has SetLimit\(16\)`
		return nil
	}
	g.Go(func() error { return visit(root) })
	return g.Wait()
}

// Each task adds one more and ends: two slots are enough.
func relayOk(n int) error {
	var g errgroup.Group
	g.SetLimit(2)
	var step func(i int) error
	step = func(i int) error {
		if i < n {
			g.Go(func() error { return step(i + 1) })
		}
		return nil
	}
	g.Go(func() error { return step(0) })
	return g.Wait()
}

// With one slot, the first relay is the last.
func relayBad(n int) error {
	var g errgroup.Group
	g.SetLimit(1)
	var step func(i int) error
	step = func(i int) error {
		if i < n {
			g.Go(func() error { return step(i + 1) }) // want `g.Go in a task of g, which has SetLimit\(1\)`
		}
		return nil
	}
	g.Go(func() error { return step(0) })
	return g.Wait()
}

func relaysBad(n int) error {
	var g errgroup.Group
	g.SetLimit(4)
	var step func(i int) error
	step = func(i int) error {
		if i < 10 {
			g.Go(func() error { return step(i + 1) }) // want `g.Go in a task of g, which has SetLimit\(4\)`
		}
		return nil
	}
	for range n {
		g.Go(func() error { return step(0) })
	}
	return g.Wait()
}
