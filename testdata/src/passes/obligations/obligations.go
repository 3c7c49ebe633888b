// Package obligations owes things, and loses some.
package obligations

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os/exec"
	"sync"
)

var errBad = errors.New("bad")

func never(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	if !rows.Next() {
		return errBad
	}
	return rows.Scan() // want `lost`
}

func early(db *sql.DB, n int) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	if n > 3 {
		return errBad // want `lost, released elsewhere`
	}
	defer rows.Close()
	return nil
}

func deferred(db *sql.DB, n int) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	defer rows.Close()
	if n > 3 {
		return errBad
	}
	return nil
}

func earlyDefer(db *sql.DB) (err error) {
	var rows *sql.Rows
	defer func() {
		if rows != nil {
			rows.Close()
		}
	}()
	rows, err = db.Query("q")
	if err != nil {
		return err
	}
	return errBad
}

func looped(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	for rows.Next() {
		var n int
		if err := rows.Scan(&n); err != nil {
			return err // want `lost`
		}
	}
	return rows.Err() // it is at its end
}

func broken(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	for rows.Next() {
		var n int
		if rows.Scan(&n) != nil {
			break
		}
	}
	return rows.Err() // want `lost`
}

func isError(db *sql.DB) error {
	rows, err := db.Query("q")
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return rows.Close()
}

func flag(db *sql.DB) error {
	rows, err := db.Query("q")
	bad := false
	if err != nil {
		fmt.Println(err)
		bad = true
	}
	if bad {
		return errBad
	}
	return rows.Close()
}

type holder struct {
	rows   *sql.Rows
	cancel context.CancelFunc
	ctx    context.Context
	wg     sync.WaitGroup
}

func stored(db *sql.DB, h *holder) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	h.rows = rows
	return errBad
}

func fresh(ctx context.Context, n int) (*holder, error) {
	h := &holder{}
	h.ctx, h.cancel = context.WithCancel(ctx)
	if n > 3 {
		return nil, errBad // want `lost, in .cancel`
	}
	return h, nil
}

func literal(ctx context.Context) (*holder, error) {
	ctx, cancel := context.WithCancel(ctx)
	h := &holder{ctx: ctx, cancel: cancel}
	if err := h.start(); err != nil {
		return nil, err // want `lost, in .cancel`
	}
	if err := h.startOrStop(); err != nil {
		return nil, err
	}
	return h, nil
}

func (h *holder) start() error {
	h.wg.Go(func() { <-h.ctx.Done() })
	return h.ctx.Err()
}

func (h *holder) startOrStop() error {
	if err := h.ctx.Err(); err != nil {
		h.cancel()
		return err
	}
	return nil
}

var registry = map[string]*holder{}

// failsEarly registers the holder, but for when it fails before.
func (h *holder) failsEarly(name string) error {
	if name == "" {
		return errBad
	}
	registry[name] = h
	return nil
}

func retried(ctx context.Context, name string) (*holder, error) {
	ctx, cancel := context.WithCancel(ctx)
	h := &holder{ctx: ctx, cancel: cancel}
	if err := h.failsEarly(name); err != nil {
		return nil, err // want `lost, in .cancel`
	}
	return nil, nil
}

func registered(ctx context.Context) (*holder, error) {
	h := &holder{}
	registry["h"] = h
	h.ctx, h.cancel = context.WithCancel(ctx)
	return nil, errBad
}

func helper(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	drop(rows)
	return errBad
}

func drop(rows *sql.Rows) { rows.Close() }

func borrower(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	look(rows)
	return errBad // want `lost`
}

func look(rows *sql.Rows) { rows.Columns() }

func open(db *sql.DB) (*sql.Rows, error) { return db.Query("q") }

func wrapped(db *sql.DB) error {
	rows, err := open(db)
	if err != nil {
		return err
	}
	rows.Columns()
	return nil // want `lost`
}

func ownCtx(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := db.QueryContext(ctx, "q")
	if err != nil {
		return err
	}
	rows.Columns()
	return nil
}

func body(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	if resp.StatusCode != http.StatusOK {
		return errBad // want `lost, released elsewhere`
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(new(int))
}

func decoded(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	return json.NewDecoder(bufio.NewReader(resp.Body)).Decode(new(int)) // want `lost`
}

func drained(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func method(db *sql.DB, cleanup func(func() error)) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	cleanup(rows.Close)
	return errBad
}

func pulled(seq iter.Seq[int]) int {
	next, stop := iter.Pull(seq)
	n, ok := next()
	if !ok {
		return 0 // want `lost, released elsewhere`
	}
	stop()
	return n
}

func started(n int) error {
	cmd := exec.Command("sleep")
	if err := cmd.Start(); err != nil {
		return err
	}
	if n > 3 {
		return errBad // want `lost, released elsewhere`
	}
	return cmd.Wait()
}

func detached() error {
	cmd := exec.Command("sleep")
	if err := cmd.Start(); err != nil {
		return err
	}
	return errBad
}

func each(db *sql.DB, qs []string) {
	for _, q := range qs {
		rows, err := db.Query(q) // want `lost in a round`
		if err != nil {
			continue
		}
		rows.Columns()
	}
}

func eachClosed(db *sql.DB, qs []string) {
	for _, q := range qs {
		rows, err := db.Query(q)
		if err != nil {
			continue
		}
		rows.Close()
	}
}

func named(db *sql.DB) (rows *sql.Rows, err error) {
	defer func() { err = errors.Join(err, errBad) }()
	rows, err = db.Query("q")
	if err != nil {
		return nil, err
	}
	if !rows.Next() {
		return nil, errBad
	}
	rows.Columns()
	return nil, errBad // want `lost`
}

func appended(db *sql.DB) (all []*sql.Rows, err error) {
	rows, err := db.Query("q")
	if err != nil {
		return nil, err
	}
	all = append(all, rows)
	return all, nil
}

func spawned(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	go func() { defer rows.Close(); rows.Next() }()
	return errBad
}

func optional(db *sql.DB, a bool) error {
	var rows *sql.Rows
	if a {
		r, err := db.Query("q")
		if err != nil {
			return err
		}
		rows = r
	}
	if rows != nil {
		rows.Close()
	}
	return nil
}

func twice(db *sql.DB, a bool) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	if a {
		rows.Close()
	}
	if !a {
		rows.Close()
	}
	return nil
}

func maybe(db *sql.DB, a, b bool) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	if a {
		rows.Close()
	}
	if b {
		return errBad // want `lost, released elsewhere`
	}
	rows.Close()
	return nil
}
