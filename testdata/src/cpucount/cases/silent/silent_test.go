package silent

import (
	"runtime"
	"testing"
)

func TestAll(t *testing.T) {
	for range runtime.NumCPU() {
		go func() {}()
	}
}
