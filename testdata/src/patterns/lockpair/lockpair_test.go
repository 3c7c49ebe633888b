package lockpair

import (
	"sync"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestMain(m *testing.M) { witness.Main(m) }

func TestOrder(t *testing.T) {
	a, b := New(10), New(10)
	for _, pair := range [][2]*Account{{a, b}, {b, a}} {
		a.mu.Lock()
		var wg sync.WaitGroup
		wg.Go(func() { Transfer(pair[0], pair[1], 1) })
		witness.Parked(t, ".Transfer", "sync.Mutex.Lock")
		held := 0
		if b.mu.TryLock() {
			b.mu.Unlock()
		} else {
			held++
		}
		a.mu.Unlock()
		wg.Wait()
		witness.AtMost(t, "later accounts that are locked while an earlier one is waited for", held, 0)
	}
}

// orders calls f with the numbers below n in every order.
func orders(n int, f func([]int)) {
	order := make([]int, 0, n)
	used := make([]bool, n)
	var next func()
	next = func() {
		if len(order) == n {
			f(order)
			return
		}
		for i := range n {
			if !used[i] {
				used[i], order = true, append(order, i)
				next()
				used[i], order = false, order[:len(order)-1]
			}
		}
	}
	next()
}

func TestAllOrders(t *testing.T) {
	accounts := []*Account{New(1), New(2), New(3), New(4)}
	tried, wrong := 0, 0
	orders(4, func(order []int) {
		tried++
		var args []*Account
		for _, i := range order {
			args = append(args, accounts[i], accounts[order[0]]) // one of them more than once
		}
		for held, account := range accounts { // somebody else has this one
			account.mu.Lock()
			var wg sync.WaitGroup
			wg.Go(func() {
				Do(func(balances map[*Account]int) {
					if len(balances) != 4 {
						t.Errorf("%d balances", len(balances))
					}
				}, args...)
			})
			witness.Parked(t, ".Do", "sync.Mutex.Lock")
			for _, later := range accounts[held+1:] {
				if later.mu.TryLock() {
					later.mu.Unlock()
				} else {
					wrong++
				}
			}
			account.mu.Unlock()
			wg.Wait()
		}
	})
	witness.Measured(t, "orders of 4 accounts that were tried", tried)
	witness.Measured(t, "accounts locked out of turn", wrong)
}

func TestSame(t *testing.T) {
	a := New(10)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := Transfer(a, a, 5); err != nil {
			t.Error(err)
		}
	}()
	if _, ended := witness.Either(t, done, ".Transfer", "sync.Mutex.Lock"); !ended {
		t.Fatal("a transfer to oneself waits for itself")
	}
}

func TestStorm(t *testing.T) {
	a, b := New(1000), New(1000)
	transfers := 0
	var mu sync.Mutex
	var wg sync.WaitGroup
	for _, pair := range [][2]*Account{{a, b}, {b, a}, {a, b}, {b, a}} {
		wg.Go(func() {
			n := 0
			for i := range 2000 {
				if err := Transfer(pair[0], pair[1], i%3); err == nil || err == ErrPoor {
					n++
				}
			}
			mu.Lock()
			defer mu.Unlock()
			transfers += n
		})
	}
	for range 100 {
		Do(func(balances map[*Account]int) {
			if sum := balances[a] + balances[b]; sum != 2000 {
				t.Errorf("there are %d in all", sum)
			}
		}, b, a)
	}
	wg.Wait()
	witness.Measured(t, "transfers in opposite directions at the same time", transfers)
}

func TestEveryPanic(t *testing.T) {
	cut := witness.EveryPanic(t, func(t *testing.T, s *witness.Steps) {
		a, b := New(1), New(2)
		func() {
			defer func() { recover() }()
			Do(func(balances map[*Account]int) {
				s.Step()
				balances[a]++
				s.Step()
				balances[b]--
				s.Step()
			}, b, a)
		}()
		for _, account := range []*Account{a, b} {
			if !account.mu.TryLock() {
				t.Error("a lock is still held")
			}
		}
		if sum := a.balance + b.balance; sum != 3 {
			t.Errorf("there are %d in all", sum)
		}
	})
	if cut != 3 {
		t.Errorf("panics at %d steps, want 3", cut)
	}
}
