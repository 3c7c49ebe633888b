package chancap

import (
	"context"
	"runtime"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

type sink struct{ got chan string }

func (s sink) Write(p []byte) (int, error) {
	s.got <- string(p[:2])
	return len(p), nil
}

// TestIdle measures the memory of a log that nothing is put into.
//
//asynclint:witness measure "MiB of an idle log = 6, want at most 1"
func TestIdle(t *testing.T) {
	s := sink{make(chan string)}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	l := New(ctx, s)
	runtime.ReadMemStats(&after)
	if err := l.Put(ctx, Line{Text: [56]byte{'h', 'i'}}); err != nil {
		t.Fatal(err)
	}
	if got := <-s.got; got != "hi" {
		t.Errorf("got %q", got)
	}
	witness.AtMost(t, "MiB of an idle log", (after.TotalAlloc-before.TotalAlloc)>>20, 1)
}
