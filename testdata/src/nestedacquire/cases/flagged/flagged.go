// Package flagged has the variants that are reported.
package flagged

import (
	"context"
	"database/sql"
	"os"

	"golang.org/x/sync/semaphore"
)

type store struct{ db *sql.DB }

func (s *store) name(id int) (name string, err error) {
	err = s.db.QueryRow("name", id).Scan(&name)
	return name, err
}

func (s *store) names() ([]string, error) {
	rows, err := s.db.Query("ids")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var names []string
	for rows.Next() {
		var id int
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		name, err := s.name(id) // want `s.name takes another connection while the rows of s.db.Query \(L20\) hold one`
		if err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func (s *store) rename(ctx context.Context, id int, name string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.Exec("rename", id, name); err != nil {
		return err
	}
	if _, err := s.db.Exec("log", id, name); err != nil { // want `s.db.Exec takes another connection while the transaction of s.db.BeginTx \(L41\) holds one, and is no part of it`
		return err
	}
	return tx.Commit()
}

func (s *store) pinned(ctx context.Context) error {
	conn, err := s.db.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { conn.Close() }()
	if err := conn.PingContext(ctx); err != nil {
		return err
	}
	return s.db.PingContext(ctx) // want `s.db.PingContext takes another connection while that of s.db.Conn \(L56\) is held`
}

// A walker reads directories, so many at a time.
type walker struct{ slots chan struct{} }

func (w *walker) walk(dir string) error {
	w.slots <- struct{}{}
	defer func() { <-w.slots }()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() {
			if err := w.walk(dir + "/" + e.Name()); err != nil { // want `w.walk takes a second permit while that of w.slots <- … \(L71\) is held: when all permits are first ones, everybody waits for a second one for ever`
				return err
			}
		}
	}
	return nil
}

func weighted(ctx context.Context, sem *semaphore.Weighted, do func(int)) error {
	if err := sem.Acquire(ctx, 1); err != nil {
		return err
	}
	defer sem.Release(1)
	do(1)
	if err := sem.Acquire(ctx, 1); err != nil { // want `sem.Acquire takes a second permit while that of sem.Acquire \(L88\) is held`
		return err
	}
	defer sem.Release(1)
	do(1)
	return nil
}
