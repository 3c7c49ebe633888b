package unlockpath

import (
	"errors"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestAccount(t *testing.T) {
	var a Account
	a.Deposit(3)
	if left, err := a.Withdraw(2); left != 1 || err != nil {
		t.Errorf("withdraw 2 of 3: %d left, error %v", left, err)
	}
	if _, err := a.Withdraw(2); !errors.Is(err, ErrFunds) {
		t.Errorf("withdraw 2 of 1: error %v, want %v", err, ErrFunds)
	}
}

// TestAfterwards: the account must be usable after a withdrawal that failed.
// Where that kept the lock, whoever comes next waits for ever.
//
//asynclint:witness leak "sync.Mutex.Lock"
func TestAfterwards(t *testing.T) {
	witness.NoLeak(t, "Deposit", func() {
		deposited := make(chan error)
		go func() {
			var a Account
			_, err := a.Withdraw(1)
			a.Deposit(1)
			deposited <- err
		}()
		if err, ended := witness.Either(t, deposited, "Deposit", "sync.Mutex.Lock"); ended && !errors.Is(err, ErrFunds) {
			t.Errorf("withdraw 1 of 0: error %v, want %v", err, ErrFunds)
		}
	})
}
