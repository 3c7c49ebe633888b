package lockorder

import (
	"bytes"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

func TestJournal(t *testing.T) {
	var journal bytes.Buffer
	l := New(&journal)
	l.Transfer("ann", "bob", 5)
	l.Checkpoint()
	if got, want := journal.String(), "ann to bob: 5\ncheckpoint\nmap[ann:-5 bob:5]\n"; got != want {
		t.Errorf("the journal is\n%swant\n%s", got, want)
	}
	if got := l.Balances()["bob"]; got != 5 {
		t.Errorf("bob has %d, want 5", got)
	}
}

// slow is a journal that takes its time over the first line.
type slow struct{ asked, written chan struct{} }

func (s slow) Write(p []byte) (int, error) {
	if string(p) == "checkpoint\n" {
		close(s.asked)
		<-s.written
	}
	return len(p), nil
}

// TestTransferDuringCheckpoint: a transfer that comes while the checkpoint is
// being written is done after it. In bad code the checkpoint has the journal and
// waits for the ledger; the transfer has the ledger and waits for the journal.
//
//asynclint:witness leak "sync.Mutex.Lock"
func TestTransferDuringCheckpoint(t *testing.T) {
	witness.NoLeak(t, "(*Ledger)", func() {
		journal := slow{make(chan struct{}), make(chan struct{})}
		l := New(journal)
		go l.Checkpoint()
		<-journal.asked
		go l.Transfer("ann", "bob", 5)
		witness.Parked(t, "(*Ledger).Transfer", "sync.Mutex.Lock")
		close(journal.written)
	})
}
