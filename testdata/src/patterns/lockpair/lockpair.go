package lockpair

import (
	"cmp"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
)

// ErrPoor is the error of a transfer for which there is not enough.
var ErrPoor = errors.New("there is not enough money")

// An Account has a balance.
type Account struct {
	id uint64 // the place in the order of locks; never changes

	mu      sync.Mutex
	balance int
}

var ids atomic.Uint64

// New returns an account.
func New(balance int) *Account { return &Account{id: ids.Add(1), balance: balance} }

// Transfer moves money from one account to another.
func Transfer(from, to *Account, amount int) error {
	if from == to {
		return nil
	}
	first, second := from, to
	if second.id < first.id {
		first, second = second, first
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()

	if from.balance < amount {
		return ErrPoor
	}
	from.balance -= amount
	to.balance += amount
	return nil
}

// Do calls f with all accounts locked and their balances, which it may change.
// An account that is there twice is one.
func Do(f func(balances map[*Account]int), accounts ...*Account) {
	locked := slices.Clone(accounts)
	slices.SortFunc(locked, func(a, b *Account) int { return cmp.Compare(a.id, b.id) })
	locked = slices.Compact(locked)
	balances := make(map[*Account]int)
	for _, a := range locked {
		a.mu.Lock()
		defer a.mu.Unlock()
		balances[a] = a.balance
	}
	f(balances)
	for _, a := range locked {
		a.balance = balances[a]
	}
}
