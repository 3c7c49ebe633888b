package rlockagain

import (
	"bytes"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestDump(t *testing.T) {
	var c Counters
	c.Add("get", 2)
	c.Add("put", 1)
	c.Add("get", 1)
	var out bytes.Buffer
	c.Dump(&out)
	if got, want := out.String(), "get 3\nput 1\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// A writer calls a func before it takes what is written.
type writer func()

func (w writer) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

// TestAddMeanwhile: while the first counter is written, somebody adds an
// event. Where Dump holds the lock then, Add waits for it; and where Dump locks
// again for the second counter, that waits for Add.
//
//asynclint:witness leak "sync.RWMutex.RLock"
func TestAddMeanwhile(t *testing.T) {
	witness.NoLeak(t, "Counters", func() {
		dumped := make(chan bool)
		go func() {
			var c Counters
			c.Add("get", 1)
			c.Add("put", 1)
			first := true
			c.Dump(writer(func() {
				if !first {
					return
				}
				first = false
				added := make(chan bool)
				go func() {
					c.Add("get", 1)
					close(added)
				}()
				witness.Either(t, added, "Add", "sync.RWMutex.Lock")
			}))
			close(dumped)
		}()
		witness.Either(t, dumped, "Get", "sync.RWMutex.RLock")
	})
}
