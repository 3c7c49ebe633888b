package spawnbound

import (
	"context"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// store counts the requests that it has to serve at the same time, and the
// goroutines that there are meanwhile.
type store struct{ now, most, goroutines atomic.Int64 }

func (s *store) Get(ctx context.Context, key string) ([]byte, error) {
	raise(&s.most, s.now.Add(1))
	defer s.now.Add(-1)
	select {
	case <-time.After(time.Second):
		raise(&s.goroutines, int64(runtime.NumGoroutine()))
		return []byte(key), nil
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
}

func raise(most *atomic.Int64, n int64) {
	for {
		if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
			return
		}
	}
}

// TestGetAll asks for 1000 keys, with each request a second long.
//
//asynclint:witness measure "requests at once = 1000, want at most 100"
func TestGetAll(t *testing.T) {
	keys := make([]string, 1000)
	for i := range keys {
		keys[i] = strconv.Itoa(i)
	}
	before := runtime.NumGoroutine()
	witness.Bubble(t, func(t *testing.T) {
		var s store
		values, err := GetAll(t.Context(), &s, keys)
		if err != nil || len(values) != len(keys) || string(values[999]) != "999" {
			t.Errorf("%d values, error: %v", len(values), err)
		}
		witness.AtMost(t, "requests at once", s.most.Load(), 100)
		witness.AtMost(t, "goroutines", s.goroutines.Load()-int64(before), 110)
	})
}
