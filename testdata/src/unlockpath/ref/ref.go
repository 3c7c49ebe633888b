// Package unlockpath keeps an account.
package unlockpath

import (
	"errors"
	"sync"
)

// ErrFunds says that there is too little on the account.
var ErrFunds = errors.New("insufficient funds")

// Account has a balance that several may change at once.
type Account struct {
	mu      sync.Mutex
	balance int
}

// Deposit puts an amount on the account.
func (a *Account) Deposit(amount int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.balance += amount
}

// Withdraw takes an amount from the account and returns what is left.
//
// The unlock is deferred in the line after the lock, where both can be seen
// together: there is no way out that skips it, a panic included, whatever is
// added later. What needs no lock belongs in another function, not before an
// early Unlock.
func (a *Account) Withdraw(amount int) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if amount > a.balance {
		return 0, ErrFunds
	}
	a.balance -= amount
	return a.balance, nil
}
