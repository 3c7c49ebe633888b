// Package peers has receivers that end before their senders.
package peers

import "context"

type worker struct {
	work    chan int
	results chan int
	drained chan int
	once    chan int
	exit    chan struct{}
	stop    chan struct{}
}

func start() *worker {
	w := &worker{work: make(chan int), results: make(chan int), drained: make(chan int), once: make(chan int), exit: make(chan struct{}), stop: make(chan struct{})}
	go w.main()
	go w.drain()
	return w
}

func (w *worker) close() {
	close(w.exit)
	close(w.stop)
}

// newWork and main both end on exit: newWork may be in its send by then.
func (w *worker) newWork(in <-chan int) {
	commit := func(v int) {
		w.work <- v // want `send on w.work in a call from a loop that ends with <-w.exit: once its receiver \(L50\) has ended this goroutine is stuck and does not listen; send in a select with <-w.exit`
	}
	for {
		select {
		case v := <-in:
			commit(v)
			w.results <- v
			w.drained <- v
			w.once <- v
		case <-w.exit:
			return
		}
	}
}

func useWork(w *worker, in <-chan int) { go w.newWork(in) }

func (w *worker) main() {
	for {
		select {
		case v := <-w.work:
			_ = v
		case <-w.exit:
			return
		}
	}
}

// wait ends for another reason, of which it is not known when it comes.
func (w *worker) wait() {
	for {
		select {
		case <-w.results:
		case <-w.stop:
			return
		}
	}
}

// drain takes everything.
func (w *worker) drain() {
	for range w.drained {
	}
}

// ask takes one for each.
func (w *worker) ask() int { return <-w.once }

// failing leaves its range on an error, and the producer does not hear of it.
func failing(ctx context.Context, send func(int) error, next func() int) error {
	ch := make(chan int)
	go func() {
		defer close(ch)
		for {
			select {
			case <-ctx.Done():
				return
			default:
			}
			ch <- next() // want `send on ch in a loop that ends with <-ctx.Done\(\): once its receiver \(L\d+\) has ended`
		}
	}()
	return consume(ch, send)
}

func consume(ch <-chan int, send func(int) error) error {
	for v := range ch {
		if err := send(v); err != nil {
			return err
		}
	}
	return nil
}
