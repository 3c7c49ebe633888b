// Package loops: rounds that end without the unlock.
package loops

import "sync"

type store struct {
	mu   sync.Mutex
	rw   sync.RWMutex
	n    int
	done bool
}

func continues(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n == 0 {
			continue // want `continue with s\.mu held`
		}
		s.n += n
		s.mu.Unlock()
	}
}

func labelled(s *store, all [][]int) {
outer:
	for _, row := range all {
		s.mu.Lock()
		for _, n := range row {
			if n == 0 {
				continue outer // want `continue with s\.mu held`
			}
			s.n += n
		}
		s.mu.Unlock()
	}
}

// The lock is held when the function returns, not in the next round.
func breaks(s *store) {
	for {
		s.mu.Lock()
		if s.done {
			break
		}
		s.n++
		s.mu.Unlock()
	}
} // want `end of loops\.breaks with s\.mu held`

func breakAndReturn(s *store) int {
	for range 3 {
		s.mu.Lock()
		if s.done {
			break
		}
		s.n++
		s.mu.Unlock()
	}
	return 0 // want `return with s\.mu held`
}

func returns(s *store, all []int) bool {
	for _, n := range all {
		s.mu.Lock()
		if n == s.n {
			return true // want `return with s\.mu held`
		}
		s.mu.Unlock()
	}
	return false
}

func endOfRound(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock() // want `next round of the loop with s\.mu held`
		if n > 0 {
			s.n += n
			s.mu.Unlock()
		}
	}
}

// Each round has its own object.
func elements(all []*store) {
	for _, s := range all {
		s.mu.Lock()
		if s.done {
			continue // want `continue with s\.mu held`
		}
		s.n++
		s.mu.Unlock()
	}
}

func readLocked(all []*store) {
	for _, s := range all {
		s.rw.RLock()
		if s.done {
			continue // want `continue with s\.rw held: this path skips the RUnlock`
		}
		s.rw.RUnlock()
	}
}

func inFor(s *store) {
	for i := 0; i < 10; i++ {
		s.mu.Lock()
		if i == 5 {
			continue // want `continue with s\.mu held`
		}
		s.mu.Unlock()
	}
}

func selects(s *store, in chan int, quit chan bool) {
	for {
		s.mu.Lock()
		select {
		case n := <-in:
			s.n = n
		case <-quit:
			return // want `return with s\.mu held`
		default:
			continue // want `continue with s\.mu held`
		}
		s.mu.Unlock()
	}
}

func balanced(s *store, all []int) {
	for _, n := range all {
		s.mu.Lock()
		if n == 0 {
			s.mu.Unlock()
			continue
		}
		if n == 1 {
			s.mu.Unlock()
			break
		}
		s.n += n
		s.mu.Unlock()
	}
}

// Locked before the loop, unlocked for a while in each round.
func heldAround(s *store, all []int) {
	s.mu.Lock()
	for _, n := range all {
		s.mu.Unlock()
		work(n)
		s.mu.Lock()
	}
	s.mu.Unlock()
}

// The loop is left with the lock, on purpose.
func until(s *store) {
	for {
		s.mu.Lock()
		if s.done {
			break
		}
		s.mu.Unlock()
		work(0)
	}
	s.n = 0
	s.mu.Unlock()
}

func lockAll(all []*store) {
	for _, s := range all {
		s.mu.Lock()
	}
	for _, s := range all {
		s.mu.Unlock()
	}
}

func deferredInLoop(all []*store) {
	for _, s := range all {
		s.mu.Lock()
		defer s.mu.Unlock()
	}
}

// Hand over hand: the lock of the next is what the next round unlocks.
type node struct {
	mu   sync.Mutex
	next *node
}

func walk(n *node) {
	n.mu.Lock()
	for n.next != nil {
		next := n.next
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	n.mu.Unlock()
}

func work(int) {}
