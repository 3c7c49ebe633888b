// Package lib is another package.
package lib

// Source has what others can reach.
type Source struct {
	C    chan int
	done chan struct{}
}

// Events gives a channel out for receiving.
func (s *Source) Events() <-chan int { return s.C }

// Done waits for the end.
func (s *Source) Done() { <-s.done }

// Consume takes a channel for receiving.
func Consume(c <-chan int) { <-c }

// Fill takes a channel for sending.
func Fill(c chan<- int) { c <- 1 }

// Keep takes a channel for whatever.
func Keep(c chan int) { <-c }
