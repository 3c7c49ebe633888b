// Package nested adds tasks from tasks of the same group, which has one slot.
package nested

import (
	"context"
	"sync"
	"testing"
	"time"

	"golang.org/x/sync/errgroup"
)

func work() error { return nil }

func closureBad() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\): once such tasks hold all slots, each waits here for another to end and g.Wait never returns; use g.TryGo and run the task inline if it fails, or a second group`
		return nil
	})
	return g.Wait()
}

func withContextBad(ctx context.Context) error {
	g, _ := errgroup.WithContext(ctx)
	g.SetLimit(1)
	g.Go(func() error {
		defer g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
		return nil
	})
	return g.Wait()
}

func aliasBad() error {
	g := new(errgroup.Group)
	h := g
	g.SetLimit(1)
	g.Go(func() error {
		h.Go(work) // want `h.Go in a task of h, which has SetLimit\(1\)`
		return nil
	})
	return g.Wait()
}

func helperBad() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error { return add(&g) })
	return g.Wait()
}

func add(g *errgroup.Group) error {
	g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
	return nil
}

func helperDeepBad() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error { return addDeep(&g, 2) })
	return g.Wait()
}

func addDeep(g *errgroup.Group, n int) error {
	if n > 0 {
		return addDeep(g, n-1)
	}
	addLast(g)
	return nil
}

func addLast(g *errgroup.Group) {
	g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
}

// One level of helper that is fine: add runs outside of the tasks.
func helperOutsideOk() error {
	var g errgroup.Group
	g.SetLimit(1)
	addOutside(&g)
	return g.Wait()
}

func addOutside(g *errgroup.Group) {
	g.Go(work)
	g.Go(work)
}

func localClosureBad() error {
	var g errgroup.Group
	g.SetLimit(1)
	child := func() { g.Go(work) } // want `g.Go in a task of g, which has SetLimit\(1\)`
	g.Go(func() error {
		child()
		return nil
	})
	return g.Wait()
}

func tryParentBad() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.TryGo(func() error {
		g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
		return nil
	})
	return g.Wait()
}

func tryGoOk() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		if !g.TryGo(work) {
			return work()
		}
		return nil
	})
	return g.Wait()
}

func onceBad(once *sync.Once) error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		once.Do(func() {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
		})
		return nil
	})
	return g.Wait()
}

// The goroutine that waits for the slot holds none.
func detachedOk() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		go g.Go(work)
		go func() { g.Go(work) }()
		time.AfterFunc(time.Second, func() { g.Go(work) })
		return nil
	})
	return g.Wait()
}

func subtestBad(t *testing.T) {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		t.Run("sub", func(t *testing.T) {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
		})
		return nil
	})
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
}

// A pair of groups: the tasks of the one add to the other.
func secondGroupOk() error {
	var parents, children errgroup.Group
	parents.SetLimit(1)
	children.SetLimit(1)
	parents.Go(func() error {
		children.Go(work)
		return nil
	})
	if err := parents.Wait(); err != nil {
		return err
	}
	return children.Wait()
}

func innerGroupOk() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		var g errgroup.Group
		g.SetLimit(1)
		g.Go(work)
		return g.Wait()
	})
	return g.Wait()
}

func noLimitOk() error {
	var g errgroup.Group
	g.Go(func() error {
		g.Go(work)
		return nil
	})
	return g.Wait()
}

// The children are added after the parents have ended.
func phasesOk() error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(work)
	if err := g.Wait(); err != nil {
		return err
	}
	g.Go(work)
	return g.Wait()
}

func rangeFuncBad(seq func(yield func(int) bool)) error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		for range seq {
			g.Go(work) // want `g.Go in a task of g, which has SetLimit\(1\)`
		}
		return nil
	})
	return g.Wait()
}

func genericBad[T any](items []T, f func(T) error) error {
	var g errgroup.Group
	g.SetLimit(1)
	g.Go(func() error {
		for _, item := range items {
			g.Go(func() error { return f(item) }) // want `g.Go in a task of g, which has SetLimit\(1\)`
		}
		return nil
	})
	return g.Wait()
}
