package tests

import "testing"

func TestRun(t *testing.T) {
	m := newMachine()
	go m.emit()
}

type fake struct{ c chan int }

// Hangs is meant to.
func (f *fake) Hangs() { <-f.c }

func TestFake(t *testing.T) {
	f := &fake{make(chan int)}
	go f.Hangs()
	done := make(chan error)
	go func() {
		done <- nil // want `nothing ever receives from done`
	}()
}
