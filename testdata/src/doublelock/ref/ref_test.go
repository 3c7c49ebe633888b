package doublelock

import (
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestCache(t *testing.T) {
	c := New(2)
	c.Put("a", "1")
	c.Put("b", "2")
	c.Remove("a")
	c.Put("c", "3")
	for key, want := range map[string]string{"a": "", "b": "2", "c": "3"} {
		if got, _ := c.Get(key); got != want {
			t.Errorf("%s = %q, want %q", key, got, want)
		}
	}
}

// TestFull: a full cache must make room. Where Put locks what it holds
// already, the goroutine waits for itself.
//
//asynclint:witness leak "sync.Mutex.Lock"
func TestFull(t *testing.T) {
	witness.NoLeak(t, "Put", func() {
		put := make(chan bool)
		go func() {
			c := New(1)
			c.Put("a", "1")
			c.Put("b", "2")
			_, ok := c.Get("b")
			put <- ok
		}()
		if ok, ended := witness.Either(t, put, "Put", "sync.Mutex.Lock"); ended && !ok {
			t.Error("b is not in the cache")
		}
	})
}

// TestAlone: with nothing else going on, the process dies of it.
//
//asynclint:witness die "doublelock/bad.(*Cache).Remove"
func TestAlone(t *testing.T) {
	witness.Child(t, func() {
		c := New(1)
		c.Put("a", "1")
		c.Put("b", "2")
	})
}
