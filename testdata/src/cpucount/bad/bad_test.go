package cpucount

import (
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestWorkers has another number of processors than the machine, as in a container:
// one more, since there may be only one.
//
//asynclint:witness measure "workers too many or too few = 1, want at most 0"
func TestWorkers(t *testing.T) {
	may := runtime.NumCPU() + 1
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(may))
	var sum atomic.Int64
	workers := Each(100, func(i int) { sum.Add(int64(i)) })
	if sum.Load() != 4950 {
		t.Errorf("got %d", sum.Load())
	}
	witness.AtMost(t, "workers too many or too few", max(workers-may, may-workers), 0)
}
