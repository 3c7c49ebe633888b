// Package other has Wait methods of other types.
package other

import (
	"os/exec"
	"sync"
)

type cond struct{ n int }

func (c *cond) Wait() { c.n++ }

type state struct {
	mu   sync.Mutex
	cond cond
	wg   sync.WaitGroup
	cmd  *exec.Cmd
}

func (s *state) ownTypeOk() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cond.n == 0 {
		s.cond.Wait()
	}
}

func (s *state) waitGroupOk(wait bool) {
	go func() {
		if wait {
			s.wg.Wait()
		}
	}()
}

func (s *state) processOk() error {
	if s.cmd != nil {
		return s.cmd.Wait()
	}
	return nil
}
