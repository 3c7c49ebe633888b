package classes

import (
	"fmt"
	"slices"
)

// Methods with a capital letter are called by others only if those get hold of
// a value of the type.

type hidden struct{ quit chan struct{} }

func (h *hidden) Quit() chan struct{} { return h.quit }
func (h *hidden) run()                { <-h.quit } // want `chan field quit: make 1, recv 1; closed$`
func newHidden() *hidden              { return &hidden{make(chan struct{})} }

// fmt may find the method.
type printed struct{ quit chan struct{} }

func (b *printed) Quit() chan struct{} { return b.quit }
func (b *printed) run()                { <-b.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func newPrinted() *printed {
	b := &printed{make(chan struct{})}
	fmt.Println(b)
	return b
}

// It is part of something that is boxed.
type element struct{ quit chan struct{} }

func (e *element) Quit() chan struct{} { return e.quit }
func (e *element) run()                { <-e.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func newElement() *element             { return &element{make(chan struct{})} }

var list any = map[string][]*element{}

// What is in unexported fields is out of reach.
type inner struct{ quit chan struct{} }

func (i *inner) Quit() chan struct{} { return i.quit }
func (i *inner) run()                { <-i.quit } // want `chan field quit: make 1, recv 1; closed$`
func newInner() *inner               { return &inner{make(chan struct{})} }

type Outer struct{ in *inner }

// What is embedded is not.
type base struct{ quit chan struct{} }

func (b *base) Quit() chan struct{} { return b.quit }
func (b *base) run()                { <-b.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func newBase() *base                { return &base{make(chan struct{})} }

type Derived struct{ *base }

// An exported function gives it away.
type given struct{ quit chan struct{} }

func (g *given) Quit() chan struct{} { return g.quit }
func (g *given) run()                { <-g.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func NewGiven() *given               { return &given{make(chan struct{})} }

// A callback gives it away, too.
type lent struct{ quit chan struct{} }

func (l *lent) Quit() chan struct{} { return l.quit }
func (l *lent) run()                { <-l.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func newLent() *lent                { return &lent{make(chan struct{})} }
func Each(do func(*lent))           {}

// Type parameters can have methods.
type argument struct{ quit chan struct{} }

func (a *argument) Quit() chan struct{} { return a.quit }
func (a *argument) run()                { <-a.quit } // want `chan field quit: make 1, recv 1; open send recv close`
func newArgument() *argument            { return &argument{make(chan struct{})} }

func quitAll[T interface{ Quit() chan struct{} }](all []T) {
	for _, x := range slices.Clone(all) {
		close(x.Quit()) // want `chan unnamed: close 1; open send recv close`
	}
}

func quitArguments(all []*argument) { quitAll(all) }
