package silent

import "testing"

// What a test does alone is no second goroutine.
func TestBA(t *testing.T) {
	var o ordered
	o.abOk()
	o.b.Lock()
	o.a.Lock()
	if !o.c.TryLock() {
		t.Error("c is locked")
	}
	o.a.Unlock()
	o.b.Unlock()
}
