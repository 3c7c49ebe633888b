package silent

import "testing"

func TestMany(t *testing.T) {
	_ = make(chan int, 1<<20)
}
