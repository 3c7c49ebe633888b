// want package:"summarised"

// Package lockfacts passes on what functions of another package do to locks.
package lockfacts

import (
	"sync"

	lib "github.com/asynclint/asynclint/testdata/src/passes/lockfactslib"
)

type Owner struct {
	mu  sync.Mutex
	box *lib.Box
	own lib.Box
}

func (o *Owner) Inc() { o.box.Inc() } // want Inc:"^acquire\\(p0\\.box\\.mu\\)$"

func (o *Owner) Nested() { // want Nested:"^acquire\\(p0\\.mu\\) acquire\\(p0\\.own\\.mu under lockfacts\\.Owner\\.mu\\)$"
	o.mu.Lock()
	defer o.mu.Unlock()
	o.own.Inc()
}

func (o *Owner) Keep() { o.box.Lock() } // want Keep:"^acquire\\(p0\\.box\\.mu\\) leave\\(p0\\.box\\.mu\\)$"

func (o *Owner) Free() { o.box.Unlock() } // want Free:"^release\\(p0\\.box\\.mu\\)$"

func (o *Owner) Balanced() { // want Balanced:"^acquire\\(p0\\.box\\.mu\\)$"
	o.box.Lock()
	defer o.box.Unlock()
}

func (o *Owner) Bump() { o.box.Bump() } // want Bump:"^acquire\\(p0\\.box\\.mu under lockfactslib\\.Global\\) acquire\\(github\\.com/asynclint/asynclint/testdata/src/passes/lockfactslib\\.Global\\)$"

func (o *Owner) Forced() { o.box.Maybe(true) } // want Forced:"^acquire\\(p0\\.box\\.mu\\)$"

func (o *Owner) Spared() { o.box.Maybe(false) }

func (o *Owner) PassesOn(lock bool) { o.box.Maybe(lock) } // want PassesOn:"^acquire\\(p0\\.box\\.mu if p1=true\\)$"

func (o *Owner) By() { lib.With(&o.mu, func() {}) } // want By:"^acquire\\(p0\\.mu\\)$"

func (o *Owner) Close() { o.box.CloseAndInc() } // want Close:"^acquire\\(p0\\.box\\.mu without p0\\.box\\.mu\\) release\\(p0\\.box\\.mu\\)$"
