// Package tests is tested.
package tests

type machine struct{ events chan int }

func newMachine() *machine { return &machine{make(chan int)} }

func (m *machine) emit() {
	m.events <- 1 // want `nothing ever receives from m.events`
}
