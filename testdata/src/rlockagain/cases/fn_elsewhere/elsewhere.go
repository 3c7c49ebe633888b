// Package fn_elsewhere: the writer is in another package, and that is not
// looked up.
package fn_elsewhere

import "github.com/asynclint/asynclint/testdata/src/rlockagain/cases/lib"

func both(c *lib.Config) string {
	c.RLock()
	defer c.RUnlock()
	return c.Get("a")
}
