// Package crosspkg: the second RLock is in another package.
package crosspkg

import "github.com/asynclint/asynclint/testdata/src/rlockagain/cases/lib"

func field(c *lib.Config) string {
	c.Mu.RLock()
	defer c.Mu.RUnlock()
	return c.Get("a") // want `c\.Get read-locks c\.Mu`
}

func wrapper(c *lib.Config) string {
	c.RLock()
	defer c.RUnlock()
	return c.Get("a") // want `c\.Get read-locks c, which is already read-locked since L13`
}

func write(c *lib.Config) {
	c.Set("a", "b")
}

func inTurn(a, b *lib.Config) string {
	a.RLock()
	defer a.RUnlock()
	return b.Get("a")
}
