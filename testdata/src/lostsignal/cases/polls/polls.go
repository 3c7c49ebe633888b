// Package polls has senders and receivers of which neither waits.
package polls

type task struct {
	paused chan struct{}
	kept   chan struct{}
}

func newTask() *task { return &task{make(chan struct{}), make(chan struct{}, 1)} }

func (t *task) pause() {
	select {
	case t.paused <- struct{}{}: // want `non-blocking send on unbuffered t.paused, and no receive waits for it either: the two never meet; make\(chan struct{}, 1\) keeps the signal`
	default:
	}
	select {
	case t.kept <- struct{}{}:
	default:
	}
}

func (t *task) step() bool {
	select {
	case <-t.paused:
		return false
	case <-t.kept:
		return false
	default:
		return true
	}
}
