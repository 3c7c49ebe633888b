package spawnjoin

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestMap applies a function that takes a second to 1000 numbers.
//
//asynclint:witness measure "calls at once = 1000, want at most 100"
func TestMap(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var now, most atomic.Int64
		results := Map(make([]int, 1000), func(x int) int {
			for n := now.Add(1); ; {
				if m := most.Load(); n <= m || most.CompareAndSwap(m, n) {
					break
				}
			}
			defer now.Add(-1)
			time.Sleep(time.Second)
			return x + 1
		})
		if len(results) != 1000 || results[999] != 1 {
			t.Errorf("got %d results", len(results))
		}
		witness.AtMost(t, "calls at once", most.Load(), 100)
	})
}
