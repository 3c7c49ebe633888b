// Package crosspkg: another package's locks.
package crosspkg

import "github.com/asynclint/asynclint/testdata/src/unlockpath/cases/lib"

func exportedField(b *lib.Box) bool {
	b.Mu.Lock()
	if b.N == 0 {
		return false // want `return with b\.Mu held`
	}
	b.Mu.Unlock()
	return true
}

func released(b *lib.Box) {
	b.Mu.Lock()
	if b.N == 0 {
		b.Leave()
		return
	}
	b.Mu.Unlock()
}

func wrappers(b *lib.Box) bool {
	b.Lock()
	defer b.Unlock()
	return b.N == 0
}

func lockForCaller(b *lib.Box) { b.Lock() }
