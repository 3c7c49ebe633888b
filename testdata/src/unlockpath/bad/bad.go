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
	a.balance += amount
	a.mu.Unlock()
}

// Withdraw takes an amount from the account and returns what is left.
func (a *Account) Withdraw(amount int) (int, error) {
	a.mu.Lock()
	if amount > a.balance {
		return 0, ErrFunds // want `return with a\.mu held: this path skips the Unlock, so the next goroutine that locks it blocks for ever; unlock before, or defer a\.mu\.Unlock\(\) after L27`
	}
	a.balance -= amount
	left := a.balance
	a.mu.Unlock()
	return left, nil
}
