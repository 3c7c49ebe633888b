// Package silent has what is not reported.
package silent

import (
	"context"
	"database/sql"

	"golang.org/x/sync/semaphore"
)

type store struct{ db, other *sql.DB }

// The end of the loop closes the rows.
func (s *store) after() error {
	rows, err := s.db.Query("ids")
	if err != nil {
		_, err := s.db.Exec("log")
		return err
	}
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			rows.Close()
			return err
		}
	}
	_, err = s.db.Exec("done")
	return err
}

func (s *store) closed() error {
	rows, err := s.db.Query("ids")
	if err != nil {
		return err
	}
	if !rows.Next() {
		return rows.Close()
	}
	rows.Close()
	_, err = s.db.Exec("done")
	return err
}

func (s *store) committed() error {
	tx, err := s.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("one"); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.Exec("two")
	return err
}

func (s *store) two() error {
	rows, err := s.db.Query("ids")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if _, err := s.other.Exec("copy"); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (s *store) handed(use func(*sql.Rows)) error {
	rows, err := s.db.Query("ids")
	if err != nil {
		return err
	}
	use(rows)
	_, err = s.db.Exec("used")
	return err
}

func (s *store) row() error {
	var id int
	if err := s.db.QueryRow("id").Scan(&id); err != nil {
		return err
	}
	_, err := s.db.Exec("use", id)
	return err
}

func (s *store) either(inTx bool) error {
	var tx *sql.Tx
	if inTx {
		var err error
		if tx, err = s.db.Begin(); err != nil {
			return err
		}
	}
	if !inTx {
		_, err := s.db.Exec("do")
		return err
	}
	tx.Exec("do")
	return tx.Commit()
}

type limited struct{ slots chan struct{} }

func (l *limited) each(all []func()) {
	for _, f := range all {
		l.slots <- struct{}{}
		f()
		<-l.slots
	}
	l.slots <- struct{}{}
	<-l.slots
}

func (l *limited) started(all []func()) {
	for _, f := range all {
		l.slots <- struct{}{}
		go func() {
			defer func() { <-l.slots }()
			f()
		}()
	}
	for range cap(l.slots) {
		l.slots <- struct{}{} // waits for all
	}
}

func (l *limited) yields(f func()) {
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	l.pause(f)
}

func (l *limited) pause(f func()) {
	<-l.slots
	f()
	l.slots <- struct{}{}
}

func (l *limited) tries() bool {
	l.slots <- struct{}{}
	defer func() { <-l.slots }()
	select {
	case l.slots <- struct{}{}:
		<-l.slots
		return true
	default:
		return false
	}
}

// Signals, and no permits.
func signals(done chan struct{}) {
	done <- struct{}{}
	done <- struct{}{}
}

func tries(ctx context.Context, sem *semaphore.Weighted) error {
	if err := sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer sem.Release(1)
	if sem.TryAcquire(1) {
		sem.Release(1)
	}
	return nil
}
