// Package lockorder keeps the balances of accounts, and a journal of them.
package lockorder

import (
	"fmt"
	"io"
	"maps"
	"sync"
)

// Ledger has a balance for each account.
//
// Its two mutexes are locked in one order: first that of the ledger, then that
// of the journal. The journal knows nothing of the ledger, and nothing that
// runs with journal.mu locked calls a method of Ledger; that is what keeps the
// order without anyone having to think of it.
type Ledger struct {
	mu       sync.Mutex // before journal.mu
	balances map[string]int
	journal  journal
}

type journal struct {
	mu sync.Mutex
	w  io.Writer
}

// append writes entries one after the other, with no other in between.
func (j *journal) append(entries ...string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, entry := range entries {
		fmt.Fprintln(j.w, entry)
	}
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

// Checkpoint writes all balances to the journal, in one piece. What it needs of
// the ledger it has before it comes to the journal. The ledger stays locked, so
// that no transfer gets in between and is counted twice by whoever reads the
// journal.
func (l *Ledger) Checkpoint() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.journal.append("checkpoint", fmt.Sprint(l.balances))
}
