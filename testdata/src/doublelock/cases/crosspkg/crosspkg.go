// Package crosspkg: locks of another package, and its functions.
package crosspkg

import "github.com/asynclint/asynclint/testdata/src/doublelock/cases/lib"

func wrappers(b *lib.Box) {
	b.Lock()
	defer b.Unlock()
	b.Inc() // want `b\.Inc locks b, which is already locked since L7`
}

func again(b *lib.Box) {
	b.Lock()
	b.Lock() // want `b\.Lock locks b`
	b.Unlock()
}

func exportedField(r *lib.Registry) int {
	r.Mu.Lock()
	defer r.Mu.Unlock()
	return r.Get("a") // want `r\.Get locks r\.Mu`
}

func global() {
	lib.Global.Lock()
	defer lib.Global.Unlock()
	lib.Bump() // want `lib\.Bump locks lib\.Global`
}

type user struct {
	*lib.Box
	list lib.List[int]
}

func (u *user) promoted() {
	u.Lock()
	defer u.Unlock()
	u.Inc() // want `u\.Inc locks u`
}

func (u *user) generic() {
	u.list.Lock()
	defer u.list.Unlock()
	u.list.Add(1) // want `u\.list\.Add locks u\.list`
}

func guarded(b *lib.Box) {
	b.Lock()
	defer b.Unlock()
	b.Maybe(true) // want `b\.Maybe locks b`
	b.Maybe(false)
}

func expectsLocked(b *lib.Box) {
	b.Lock()
	defer b.Unlock()
	b.IncLocked()
}

func unlocksForUs(b *lib.Box) {
	b.Lock()
	b.UnlockAndInc()
	b.Inc()
}

func yields(b *lib.Box) {
	b.Lock()
	defer b.Unlock()
	b.Yield()
}

func yieldsAndLocks(b *lib.Box) {
	b.Lock()
	defer b.Unlock()
	b.Yield()
	b.Inc() // want `b\.Inc locks b`
}

func inTurn(a, b *lib.Box) {
	a.Lock()
	b.Inc()
	a.Unlock()
	a.Inc()
}
