// Package counts has WaitGroups whose counters do not come to zero.
package counts

import (
	"errors"
	"sync"
	"sync/atomic"
)

func work() error { return nil }

func inLoopBad(items []int) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for range items {
		go func() {
			defer wg.Done()
			work()
		}()
		wg.Wait() // want `wg.Wait\(\) never returns: wg already counts what later iterations start; move the Wait behind the loop`
	}
}

func inLoopOk(items []int) {
	var wg sync.WaitGroup
	for range items {
		wg.Add(1)
		go func() {
			defer wg.Done()
			work()
		}()
		wg.Wait()
	}
}

func afterLoopOk(items []int) {
	var wg sync.WaitGroup
	wg.Add(len(items))
	for range items {
		go func() {
			defer wg.Done()
			work()
		}()
	}
	wg.Wait()
}

func skippedBad() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if err := work(); err != nil {
			return
		}
		wg.Done()
	}()
	wg.Wait() // want `wg.Wait\(\) never returns when err != nil: the counter of wg stays above zero`
}

func notStartedBad(items []int) error {
	var wg sync.WaitGroup
	for _, it := range items {
		wg.Add(1)
		if it == 0 {
			continue
		}
		go func() {
			defer wg.Done()
			work()
		}()
	}
	wg.Wait() // want `wg.Wait\(\) never returns when it == 0: the counter of wg stays above zero`
	return nil
}

func neverDoneBad() {
	var wg sync.WaitGroup
	wg.Add(1)
	go work()
	wg.Wait() // want `wg.Wait\(\) never returns: the counter of wg stays above zero`
}

func methodOk() {
	w := &worker{}
	w.wg.Add(1)
	go w.run()
	w.wg.Wait()
}

type worker struct{ wg sync.WaitGroup }

func (w *worker) run() {
	defer w.wg.Done()
	work()
}

func methodBad() {
	w := &lazyWorker{}
	w.wg.Add(1)
	go w.run()
	w.wg.Wait() // want `w.wg.Wait\(\) never returns when work\(\) != nil: the counter of w.wg stays above zero`
}

type lazyWorker struct{ wg sync.WaitGroup }

func (w *lazyWorker) run() {
	if work() != nil {
		return
	}
	w.wg.Done()
}

func passedOk(start func(*sync.WaitGroup)) {
	var wg sync.WaitGroup
	wg.Add(1)
	start(&wg)
	wg.Wait()
}

func doneAsValueOk(start func(func())) {
	var wg sync.WaitGroup
	wg.Add(1)
	start(wg.Done)
	wg.Wait()
}

func callbackOk(start func(func())) {
	var wg sync.WaitGroup
	wg.Add(1)
	start(func() { wg.Done() })
	wg.Wait()
}

func countedOk(items []int) {
	var wg sync.WaitGroup
	n := 0
	for _, it := range items {
		if it > 0 {
			n++
		}
	}
	wg.Add(n)
	for _, it := range items {
		if it > 0 {
			go wg.Done()
		}
	}
	wg.Wait()
}

func goOk(items []int) error {
	var wg sync.WaitGroup
	errs := make([]error, len(items))
	for i := range items {
		wg.Go(func() { errs[i] = work() })
	}
	wg.Wait()
	return errors.Join(errs...)
}

func panicsOk() {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		if work() != nil {
			panic("cannot work")
		}
		wg.Done()
	}()
	wg.Wait()
}

type node struct {
	deps, users []*node
}

// inOrder begins with the nodes that need nothing, of which there always are
// some, and ends when the last one is done.
func inOrder(nodes []*node, workers int, work func(*node)) {
	ready := make(chan *node, len(nodes))
	for _, n := range nodes {
		if len(n.deps) == 0 {
			ready <- n
		}
	}
	var left atomic.Int32
	left.Store(int32(len(nodes)))
	if len(nodes) == 0 {
		close(ready)
	}
	var wg sync.WaitGroup
	for range workers {
		wg.Go(func() {
			for n := range ready {
				work(n)
				if left.Add(-1) == 0 {
					close(ready)
				}
			}
		})
	}
	wg.Wait()
}
