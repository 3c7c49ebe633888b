// Package flows moves channels about.
package flows

import "slices"

type registry struct {
	waiters []chan int
	byName  map[string]chan int
	set     map[chan int]bool
}

func (r *registry) add(name string) {
	c := make(chan int)
	r.waiters = append(r.waiters, c)
	r.byName[name] = make(chan int)
	r.set[make(chan int)] = true
}

func (r *registry) wait() {
	<-r.waiters[0]
	<-r.byName["a"]
	for c := range r.set {
		<-c
	}
}

func (r *registry) wake() {
	for _, c := range slices.Clone(r.waiters) {
		c <- 1
	}
	for _, c := range r.byName {
		close(c)
	}
	for c := range r.set {
		c <- 1
	}
}

func results() int {
	in, out := pipe()
	go func() { in <- 1 }()
	return <-out
}

func pipe() (chan<- int, <-chan int) {
	c := make(chan int)
	return c, c
}

func named() (c chan int) {
	defer func() { close(c) }()
	c = make(chan int)
	return c
}

func useNamed() { <-named() }

func chosen(a bool) {
	x, y := make(chan int), make(chan int)
	c := x
	if a {
		c = y
	}
	go func() { c <- 1 }()
	<-x
	<-y
}

func fieldByField(a, b *registry) {
	*a = *b
}

type pair struct{ first, second chan int }

func pairs() {
	p := pair{make(chan int), make(chan int)}
	q := p
	go func() { q.first <- 1 }()
	<-p.first
	<-p.second // want `nothing ever sends on or closes p.second`
}

func pointers() {
	c := make(chan int)
	p := &c
	go func() { *p <- 1 }()
	<-c
}

type named2 pair

func conversion() {
	p := pair{first: make(chan int)}
	q := named2(p)
	go close(q.first)
	<-p.first
}

func methodValue() {
	s := &struct{ c chan int }{make(chan int)}
	f := func() { s.c <- 1 }
	defer f()
	go func() { <-s.c }()
}
