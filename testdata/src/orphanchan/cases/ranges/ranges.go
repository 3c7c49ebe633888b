// Package ranges ranges over channels that nobody closes.
package ranges

func workers(list []int, n int) {
	jobs := make(chan int)
	for range n {
		go func() {
			for j := range jobs { // want `this range never ends: nothing closes jobs, and nobody can send when workers has returned; close it after the last send`
				_ = j
			}
		}()
	}
	for _, j := range list {
		jobs <- j
	}
}

func declared(list []int) {
	jobs := make(chan int)
	go drain(jobs)
	for _, j := range list {
		jobs <- j
	}
}

func drain(jobs <-chan int) {
	for range jobs { // want `this range never ends: nothing closes jobs, and nobody can send when declared has returned`
	}
}

func closes(list []int) {
	jobs := make(chan int)
	go func() {
		for range jobs {
		}
	}()
	defer close(jobs)
	for _, j := range list {
		jobs <- j
	}
}

func breaks(list []int) {
	jobs := make(chan int)
	go func() {
		for j := range jobs {
			if j == 0 {
				break
			}
		}
	}()
	for _, j := range list {
		jobs <- j
	}
	jobs <- 0
}

func returnsInside() {
	jobs := make(chan int)
	go func() {
		for j := range jobs {
			if j == 0 {
				return
			}
		}
	}()
	jobs <- 0
}

// daemon serves for as long as the program runs.
type daemon struct{ jobs chan int }

func start() *daemon {
	d := &daemon{make(chan int)}
	go func() {
		for range d.jobs {
		}
	}()
	return d
}

func (d *daemon) add(j int) { d.jobs <- j }

// sendsLater: the func that is returned sends, whenever.
func sendsLater() func(int) {
	jobs := make(chan int)
	go func() {
		for range jobs {
		}
	}()
	return func(j int) { jobs <- j }
}

func neverReturns(next func() int) {
	jobs := make(chan int)
	go func() {
		for range jobs {
		}
	}()
	for {
		jobs <- next()
	}
}

// producers live for who knows how long.
func producers(n int) {
	jobs := make(chan int)
	for i := range n {
		go func() { jobs <- i }()
	}
	go func() {
		for range jobs {
		}
	}()
}
