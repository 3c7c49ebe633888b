package knowledge

import (
	"context"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

var syncProbes = map[string]probe{
	"time.Sleep": func(e *env) func(context.Context) {
		e.endless = true
		return func(context.Context) { time.Sleep(time.Hour) }
	},
	"(*sync.Mutex).Lock": func(e *env) func(context.Context) {
		mu := new(sync.Mutex)
		return held(e, mu, mu.Lock)
	},
	"(sync.Locker).Lock": func(e *env) func(context.Context) {
		var mu sync.Locker = new(sync.Mutex)
		return held(e, mu, mu.Lock)
	},
	"(*sync.RWMutex).Lock": func(e *env) func(context.Context) {
		mu := new(sync.RWMutex)
		return held(e, mu.RLocker(), mu.Lock)
	},
	"(*sync.RWMutex).RLock": func(e *env) func(context.Context) {
		mu := new(sync.RWMutex)
		return held(e, mu, mu.RLock)
	},
	"(*sync.Cond).Wait": func(e *env) func(context.Context) {
		cond := sync.NewCond(new(sync.Mutex))
		e.onRelease(cond.Broadcast)
		return func(context.Context) {
			cond.L.Lock()
			defer cond.L.Unlock()
			cond.Wait()
		}
	},
	"(*sync.WaitGroup).Wait": func(e *env) func(context.Context) {
		wg := new(sync.WaitGroup)
		wg.Add(1)
		e.onRelease(wg.Done)
		return func(context.Context) { wg.Wait() }
	},
	"(*sync.Once).Do": func(e *env) func(context.Context) {
		once := new(sync.Once)
		busy := make(chan struct{})
		go once.Do(func() { busy <- struct{}{}; <-busy })
		<-busy
		e.onRelease(func() { close(busy) })
		return func(context.Context) { once.Do(func() {}) }
	},
	"testing/synctest.Wait": func(e *env) func(context.Context) {
		// A goroutine of the bubble that waits for a mutex is not durably
		// blocked: Wait waits for it.
		mu := new(sync.Mutex)
		mu.Lock()
		e.onRelease(mu.Unlock)
		e.inner = make(chan string)
		return func(context.Context) {
			synctest.Test(e.T, func(*testing.T) {
				e.inner <- goroutineID()
				go func() {
					mu.Lock()
					defer mu.Unlock()
				}()
				synctest.Wait()
			})
		}
	},

	"(*golang.org/x/sync/errgroup.Group).Wait": func(e *env) func(context.Context) {
		g := new(errgroup.Group)
		stop := make(chan struct{})
		g.Go(func() error { <-stop; return nil })
		e.onRelease(func() { close(stop) })
		return func(context.Context) { _ = g.Wait() }
	},
	"(*golang.org/x/sync/semaphore.Weighted).Acquire": func(e *env) func(context.Context) {
		sem := semaphore.NewWeighted(1)
		e.must(sem.Acquire(e.Context(), 1))
		return func(ctx context.Context) { _ = sem.Acquire(ctx, 1) }
	},
	"(*golang.org/x/sync/singleflight.Group).Do": func(e *env) func(context.Context) {
		g := new(singleflight.Group)
		busy := make(chan struct{})
		go g.Do("key", func() (any, error) { busy <- struct{}{}; <-busy; return nil, nil })
		<-busy
		e.onRelease(func() { close(busy) })
		return func(context.Context) { _, _, _ = g.Do("key", func() (any, error) { return nil, nil }) }
	},

	"(*os.Process).Wait": func(e *env) func(context.Context) {
		cmd := sleeping(e.Context())
		e.must(cmd.Start())
		e.onRelease(func() { _ = syscall.Kill(cmd.Process.Pid, syscall.SIGKILL) })
		return func(context.Context) { _, _ = cmd.Process.Wait() }
	},
	"syscall.Wait4": func(e *env) func(context.Context) {
		cmd := sleeping(e.Context())
		e.must(cmd.Start())
		e.onRelease(func() { _ = syscall.Kill(cmd.Process.Pid, syscall.SIGKILL) })
		return func(context.Context) { _, _ = syscall.Wait4(cmd.Process.Pid, nil, 0, nil) }
	},
	"(*os/exec.Cmd).Wait": func(e *env) func(context.Context) {
		return func(ctx context.Context) {
			cmd := sleeping(ctx)
			if cmd.Start() == nil {
				_ = cmd.Wait()
			}
		}
	},
	"(*os/exec.Cmd).Run":            running((*exec.Cmd).Run),
	"(*os/exec.Cmd).Output":         running(func(c *exec.Cmd) error { _, err := c.Output(); return err }),
	"(*os/exec.Cmd).CombinedOutput": running(func(c *exec.Cmd) error { _, err := c.CombinedOutput(); return err }),
}

// held probes lock while the lock, or another mode of it, is taken.
func held(e *env, taken sync.Locker, lock func()) func(context.Context) {
	taken.Lock()
	e.onRelease(taken.Unlock)
	return func(context.Context) { lock() }
}

// sleeping returns a command that sleeps far longer than the test runs.
func sleeping(ctx context.Context) *exec.Cmd {
	return exec.CommandContext(ctx, "sleep", "60")
}

// running probes a method that starts a command and waits for it. The context
// kills the command, so there is nothing left to release.
func running(wait func(*exec.Cmd) error) probe {
	return func(e *env) func(context.Context) {
		return func(ctx context.Context) { _ = wait(sleeping(ctx)) }
	}
}
