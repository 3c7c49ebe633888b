// Package silent has what is not reported.
package silent

type event struct{ body [1 << 10]byte }

func made[T any](n int, s []int) {
	_ = make(chan int)
	_ = make(chan int, 1000)
	_ = make(chan int, 1<<16-1)
	_ = make(chan event, 1000)
	_ = make(chan *event, 10_000)
	_ = make(chan T, 1000)
	_ = make(chan int, n)
	_ = make(chan int, len(s))
	_ = make([]int, 1<<20)
	_ = make(map[int]int, 1<<20)
	make := func(ch chan int, n int) chan int { return ch }
	_ = make(nil, 1<<20)
}
