// Package tick imports replica, and closes a cycle with it.
package tick

import "github.com/asynclint/asynclint/testdata/src/lockorder/cases/crosspkg/replica"

func tickBad(all []*replica.Replica) {
	for _, r := range all {
		r.Store.Mu.Lock()
		r.Mu.Lock() // want `Replica.Mu is locked here while Store.Mu is held, but \(\*replica.Replica\).Report \(replica.go:48\) locks Store.Mu while it holds Replica.Mu`
		r.Mu.Unlock()
		r.Store.Mu.Unlock()
	}
}

func tickOk(all []*replica.Replica) {
	for _, r := range all {
		r.Report()
		r.Store.Mu.Lock()
		r.Store.Mu.Unlock()
	}
}
