// Package silent releases, or gives away.
package silent

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"testing"
	"time"
)

var errBad = errors.New("bad")

func deferred(db *sql.DB, n int) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	defer rows.Close()
	if n > 3 {
		return errBad
	}
	return rows.Err()
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

// The end of the rows closes them.
func toTheEnd(db *sql.DB) (n int, err error) {
	rows, err := db.Query("q")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}

type store struct{ rows *sql.Rows }

func (s *store) stored(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	s.rows = rows
	return errBad
}

func (s *store) assigned(db *sql.DB) (err error) {
	s.rows, err = db.Query("q")
	if err != nil {
		return err
	}
	return errBad
}

func returned(db *sql.DB) (*sql.Rows, error) { return db.Query("q") }

func inObject(db *sql.DB) (*store, error) {
	rows, err := db.Query("q")
	if err != nil {
		return nil, err
	}
	return &store{rows}, nil
}

func inMap(db *sql.DB, m map[string]*sql.Rows) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	m["q"] = rows
	return errBad
}

func inChannel(db *sql.DB, c chan<- *sql.Rows) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	c <- rows
	return errBad
}

func appended(db *sql.DB) []*sql.Rows {
	var all []*sql.Rows
	for range 3 {
		if rows, err := db.Query("q"); err == nil {
			all = append(all, rows)
		}
	}
	return all
}

type closer interface{ Close() error }

func converted(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	closeLater(rows)
	return errBad
}

func closeLater(c closer) { time.AfterFunc(time.Second, func() { c.Close() }) }

func closes(c io.Closer) {
	if c != nil {
		c.Close()
	}
}

func helped(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	closes(rows)
	return errBad
}

func unknown(db *sql.DB, f func(*sql.Rows)) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	f(rows)
	return errBad
}

func methodValue(db *sql.DB, cleanup func(func() error)) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	cleanup(rows.Close)
	return errBad
}

func named(db *sql.DB) (rows *sql.Rows, err error) {
	rows, err = db.Query("q")
	if err != nil {
		return
	}
	rows.Columns()
	return
}

func inGoroutine(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	go func() {
		defer rows.Close()
		rows.Next()
	}()
	return errBad
}

func cleanedUp(t *testing.T, db *sql.DB) {
	rows, err := db.Query("q")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { rows.Close() })
}

func otherErrors(db *sql.DB) error {
	rows, err := db.Query("q")
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	return rows.Close()
}

func byFlag(db *sql.DB) error {
	rows, err := db.Query("q")
	failed := false
	if err != nil {
		failed = true
	}
	if failed {
		return errBad
	}
	return rows.Close()
}

func sameCondition(db *sql.DB, really bool) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	if really {
		rows.Close()
	}
	if really {
		return errBad
	}
	return rows.Close()
}

// The transaction ends its rows.
func ofTransaction(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := tx.Query("q")
	if err != nil {
		return err
	}
	rows.Columns()
	return errBad
}

func ownContext(ctx context.Context, db *sql.DB) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, "q")
	if err != nil {
		return err
	}
	rows.Columns()
	return nil
}

func ownContextRequest(ctx context.Context, url string) (int, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func noContent(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusNoContent {
		return nil
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(new(int))
}

func head(url string) (int, error) {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}

func read(url string) ([]byte, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(resp.Body)
}

func bodyStored(url string, dst *io.ReadCloser) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	*dst = resp.Body
	return errBad
}

// Nobody waits for it anywhere: perhaps it is meant to stay.
func browser(url string) error { return exec.Command("xdg-open", url).Start() }

func daemon() error {
	cmd := exec.Command("daemon")
	if err := cmd.Start(); err != nil {
		return err
	}
	return cmd.Process.Release()
}

func watched(done chan<- error, ready <-chan error) error {
	cmd := exec.Command("daemon")
	if err := cmd.Start(); err != nil {
		return err
	}
	go func() { done <- cmd.Wait() }()
	if err := <-ready; err != nil {
		return err
	}
	return nil
}

func notified() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	<-c
}

func pulled(seq iter.Seq[int]) (func() (int, bool), func()) { return iter.Pull(seq) }

// go vet has it.
func vetHasIt(ctx context.Context, n int) error {
	ctx, cancel := context.WithCancel(ctx)
	if n > 3 {
		return errBad
	}
	defer cancel()
	return ctx.Err()
}

var pool *http.Response

func global(url string) error {
	var err error
	pool, err = http.Get(url)
	if err != nil {
		return err
	}
	return errBad
}

func methodExpression(db *sql.DB) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	defer (*sql.Rows).Close(rows)
	return errBad
}

func inSelect(db *sql.DB, c chan<- *sql.Rows, done <-chan struct{}) {
	rows, err := db.Query("q")
	if err != nil {
		return
	}
	select {
	case c <- rows:
	case <-done:
		rows.Close()
	}
}

// A transport that was made for this request alone answers itself.
func dumped(t *http.Transport, req *http.Request) error {
	_, err := t.RoundTrip(req)
	return err
}

// A short body is read to its end by this.
func limited(url string) (string, error) {
	resp, err := http.Get(url)
	if err != nil {
		return "", err
	}
	text, err := io.ReadAll(io.LimitReader(resp.Body, 1<<20))
	return string(text), err
}

func lines(url string) (n int, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	s := bufio.NewScanner(resp.Body)
	for s.Scan() {
		n++
	}
	return n, s.Err()
}

// Somebody else has the rows, too.
func spawnedTwice(db *sql.DB, done <-chan struct{}) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	go func() {
		<-done
		rows.Close()
	}()
	go func() {
		if !rows.Next() {
			return
		}
		rows.Columns()
	}()
	return nil
}

// It is meant to fire.
func later(f func(), ready func() error) error {
	time.AfterFunc(time.Minute, f)
	t := time.AfterFunc(time.Minute, f)
	if err := ready(); err != nil {
		return err
	}
	t.Reset(time.Second)
	return nil
}

// Somebody else sets the flag.
func dial(ctx context.Context, connect func(onOpen, onClose func()) error) error {
	_, cancel := context.WithCancel(ctx)
	started := false
	err := connect(func() { started = true }, func() {
		if started {
			cancel()
		}
	})
	if err != nil {
		return err
	}
	return nil
}

func dialled(ctx context.Context, connect func(onClose func()) error) error {
	_, cancel := context.WithCancel(ctx)
	started := true
	err := connect(func() {
		if started {
			cancel()
		}
	})
	if err != nil {
		return err
	}
	started = false
	return nil
}

// Nobody writes yet.
func pipedLater(ready func() error, write func(io.Writer)) error {
	r, w := io.Pipe()
	if err := ready(); err != nil {
		return err
	}
	go write(w)
	return r.Close()
}

// The writer is closed.
func pipedClosed(ready func() error, write func(io.Writer)) error {
	r, w := io.Pipe()
	go write(w)
	if err := ready(); err != nil {
		w.CloseWithError(err)
		return err
	}
	return r.Close()
}

func closedInLiteral(url string) (n int, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer func() {
		err = errors.Join(err, resp.Body.Close())
	}()
	if resp.StatusCode >= 400 {
		return 0, errBad
	}
	return n, json.NewDecoder(resp.Body).Decode(&n)
}

func drop(resp *http.Response) {
	if resp != nil && resp.Body != nil {
		resp.Body.Close()
	}
}

func closedByHelper(url string) (n int, err error) {
	resp, err := http.Get(url)
	if err != nil {
		return 0, err
	}
	defer drop(resp)
	if resp.StatusCode >= 400 {
		return 0, errBad
	}
	return n, json.NewDecoder(resp.Body).Decode(&n)
}

type reply struct{ body io.ReadCloser }

func inReply(url string) (*reply, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	r := &reply{body: resp.Body}
	if resp.StatusCode >= 400 {
		r.body.Close()
		return nil, errBad
	}
	return r, nil
}

func bySwitch(url string) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	switch resp.StatusCode {
	case http.StatusNoContent, http.StatusNotModified:
		return nil
	case http.StatusOK:
		return resp.Body.Close()
	default:
		resp.Body.Close()
		return errBad
	}
}

func retries(url string) error {
	for {
		resp, err := http.Get(url)
		if err != nil {
			continue
		}
		if resp.StatusCode >= 500 {
			resp.Body.Close()
			continue
		}
		return resp.Body.Close()
	}
}

// Each path closes it, by a variable that says so.
func correlated(url string, really bool) error {
	resp, err := http.Get(url)
	if err != nil {
		return err
	}
	closed := false
	if really {
		resp.Body.Close()
		closed = true
	}
	if !closed {
		resp.Body.Close()
	}
	return nil
}

// As many rounds as there are queries.
func few(db *sql.DB, queries []string) {
	for _, q := range queries {
		rows, err := db.Query(q)
		if err != nil {
			continue
		}
		defer rows.Close()
		rows.Columns()
	}
}

// The round in which it is deferred is the last one.
func untilOne(db *sql.DB) error {
	for {
		rows, err := db.Query("q")
		if err != nil {
			continue
		}
		defer rows.Close()
		return rows.Err()
	}
}

// The round is a function of its own.
func eachInFunction(db *sql.DB, queries <-chan string) {
	for q := range queries {
		func() {
			rows, err := db.Query(q)
			if err != nil {
				return
			}
			defer rows.Close()
			rows.Columns()
		}()
	}
}

func deferredToBeSure(ctx context.Context, jobs <-chan func(context.Context)) {
	for job := range jobs {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel()
		job(ctx)
		cancel()
	}
}
