// Package fn_wrapper: a lock that is taken by a method of its own type.
package fn_wrapper

import "github.com/asynclint/asynclint/testdata/src/unlockpath/cases/lib"

func forgotten(b *lib.Box) bool {
	b.Lock()
	if b.N == 0 {
		return false
	}
	b.Unlock()
	return true
}
