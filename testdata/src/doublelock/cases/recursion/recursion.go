// Package recursion: functions that call themselves.
package recursion

import "sync"

type tree struct {
	mu    sync.Mutex
	left  *tree
	right *tree
	n     int
}

// A child is another tree.
func (t *tree) sum() int {
	if t == nil {
		return 0
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.n + t.left.sum() + t.right.sum()
}

type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) down(n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.n++
	if n > 0 {
		c.down(n - 1) // want `c\.down locks c\.mu`
	}
}

func (c *counter) unlocksFirst(n int) {
	c.mu.Lock()
	c.n++
	c.mu.Unlock()
	if n > 0 {
		c.unlocksFirst(n - 1)
	}
}

func (c *counter) even(n int) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	return n == 0 || c.odd(n-1) // want `c\.odd locks c\.mu`
}

func (c *counter) odd(n int) bool {
	return n != 0 && c.even(n-1)
}

// The outer call locks, the inner ones know.
func (c *counter) guarded(n int, locked bool) {
	if !locked {
		c.mu.Lock()
		defer c.mu.Unlock()
	}
	c.n++
	if n > 0 {
		c.guarded(n-1, true)
	}
}

// (5): the method of another type, by a type switch or an interface.
type shape interface{ area() int }

type group struct {
	mu     sync.Mutex
	shapes []shape
}

func (g *group) area() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	sum := 0
	for _, s := range g.shapes {
		switch s := s.(type) {
		case *group:
			sum += s.area()
		default:
			sum += s.area()
		}
	}
	return sum
}

type square int

func (s square) area() int { return int(s * s) }
