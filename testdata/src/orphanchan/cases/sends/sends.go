// Package sends sends what nobody takes.
package sends

type worker struct {
	results chan int
	errs    chan error
	last    chan int
	sized   chan int
}

func newWorker(n int) *worker {
	return &worker{results: make(chan int), errs: make(chan error, 4), last: make(chan int, 1), sized: make(chan int, n)}
}

func (w *worker) unbuffered() {
	w.results <- 1 // want `nothing ever receives from w.results \(only this package can\): this send blocks for ever; receive from it, or delete it`
}

func (w *worker) fills(all []error) {
	for _, err := range all {
		w.errs <- err // want `nothing ever receives from w.errs \(only this package can\): this send blocks for ever once its buffer of 4 is full`
	}
}

func (w *worker) put(v int) {
	w.sized <- v // want `nothing ever receives from w.sized \(only this package can\): this send blocks for ever once its buffer is full`
}

func (w *worker) putAll(n int) {
	for v := range n {
		w.put(v)
	}
}

// fitsOnce is called once, for all that can be seen.
func (w *worker) fitsOnce() { w.last <- 1 }

func inGoroutine() {
	done := make(chan error)
	go func() {
		done <- nil // want `nothing ever receives from done: this send blocks for ever`
	}()
}

func fits() {
	done := make(chan error, 1)
	go func() { done <- nil }()
}

func fitsAll(n int) {
	done := make(chan error, n)
	for range n {
		go func() { done <- nil }()
	}
}

func nilSend() {
	var c chan int
	c <- 0 // want `c is nil here: this send blocks for ever`
}

// closedInstead: the send is stuck, or panics when the channel is closed.
func closedInstead() {
	c := make(chan int)
	go func() { c <- 1 }() // want `nothing ever receives from c`
	close(c)
}

// polled is looked at, if not received from.
func polled() int {
	c := make(chan int, 2)
	go func() {
		for {
			c <- 1
		}
	}()
	return len(c)
}

// compared: that it is not nil does not help.
func (w *worker) compared() {
	if w.results != nil {
		w.results <- 2 // want `nothing ever receives from w.results`
	}
}

func inSlice(n int) {
	var all []chan int
	for range n {
		all = append(all, make(chan int))
	}
	for _, c := range all {
		c <- 1 // want `nothing ever receives from c`
	}
}

// closedBefore panics, and does not block.
func closedBefore() {
	c := make(chan int)
	close(c)
	c <- 1
}
