package silent

import (
	"testing"
	"time"
)

func TestFake(t *testing.T) {
	var f fake
	f.mu.Lock()
	time.Sleep(time.Second)
	f.n++
	f.mu.Unlock()
	f.slowOk()
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.n != 1 {
		t.Error(f.n)
	}
}
