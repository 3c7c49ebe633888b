// Package lockorder keeps the balances of accounts, and a journal of them.
package lockorder

import (
	"fmt"
	"io"
	"maps"
	"sync"
)

// Ledger has a balance for each account.
type Ledger struct {
	mu       sync.Mutex
	balances map[string]int
	journal  journal
}

type journal struct {
	mu sync.Mutex
	w  io.Writer
}

func (j *journal) append(entry string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	fmt.Fprintln(j.w, entry)
}

// New returns a ledger without accounts, whose journal goes to w.
func New(w io.Writer) *Ledger {
	return &Ledger{balances: make(map[string]int), journal: journal{w: w}}
}

// Transfer moves money from one account to another. It is in the journal
// before anybody can see it.
func (l *Ledger) Transfer(from, to string, amount int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.balances[from] -= amount
	l.balances[to] += amount
	l.journal.append(fmt.Sprint(from, " to ", to, ": ", amount))
}

// Balances returns a copy of all balances.
func (l *Ledger) Balances() map[string]int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return maps.Clone(l.balances)
}

// Checkpoint writes all balances to the journal, in one piece.
func (l *Ledger) Checkpoint() {
	l.journal.mu.Lock()
	defer l.journal.mu.Unlock()
	fmt.Fprintln(l.journal.w, "checkpoint")
	fmt.Fprintln(l.journal.w, l.Balances()) // want `l.Balances locks Ledger.mu while Ledger.journal.mu is held, but \(\*lockorder.Ledger\).Transfer \(L41\) locks Ledger.journal.mu while it holds Ledger.mu: two goroutines can have one each and wait for the other for ever; lock them in one order`
}
