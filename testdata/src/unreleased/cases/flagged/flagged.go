// Package flagged loses all kinds of things.
package flagged

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"os"
	"os/exec"
	"os/signal"
	"time"
)

var errBad = errors.New("bad")

func transaction(db *sql.DB) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	if _, err := tx.Exec("q"); err != nil {
		return err // want `the transaction of db.Begin \(L\d+\) is neither committed nor rolled back on this return: .*`
	}
	return tx.Commit()
}

func statement(db *sql.DB) error {
	stmt, err := db.Prepare("q")
	if err != nil {
		return err
	}
	rows, err := stmt.Query()
	if err != nil {
		return err // want `the statement of db.Prepare \(L\d+\) is not closed on this return: .*`
	}
	for rows.Next() {
		if err := rows.Scan(); err != nil {
			return err // want `the rows of stmt.Query \(L\d+\) are not closed on this return: .*`
		}
	}
	return stmt.Close()
}

func connection(ctx context.Context, db *sql.DB) error {
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	if err := conn.PingContext(ctx); err != nil {
		return err // want `the connection of db.Conn \(L\d+\) is not closed on this return: .*`
	}
	return conn.Close()
}

func status(client *http.Client, req *http.Request) error {
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode) // want `the body of the response of client.Do \(L\d+\) is not closed on this return: .*`
	}
	defer resp.Body.Close()
	return json.NewDecoder(resp.Body).Decode(new(int))
}

func ignored(url string) {
	resp, _ := http.Get(url) // want `the body of the response of http.Get is not closed at the end of the function: .*`
	fmt.Println(resp.Status)
}

func first(seq iter.Seq[int]) (int, error) {
	next, stop := iter.Pull(seq)
	n, ok := next()
	if !ok {
		return 0, errBad // want `the iterator of iter.Pull \(L\d+\) is not stopped on this return: .*`
	}
	stop()
	return n, nil
}

func process(r io.Reader) error {
	cmd := exec.Command("cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	if _, err := io.Copy(in, r); err != nil {
		return err // want `the process of cmd.Start \(L\d+\) is not waited for on this return: .*`
	}
	in.Close()
	return cmd.Wait()
}

func caught(ready <-chan error) error {
	c := make(chan os.Signal, 1)
	signal.Notify(c, os.Interrupt)
	if err := <-ready; err != nil {
		return err // want `the channel of signal.Notify \(L\d+\) is not stopped on this return: .*`
	}
	<-c
	signal.Stop(c)
	return nil
}

func interrupted(ready <-chan error) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	if err := <-ready; err != nil {
		return err // want `the context of signal.NotifyContext \(L\d+\) is not stopped on this return: .*`
	}
	<-ctx.Done()
	stop()
	return nil
}

func registered(ctx context.Context, c io.Closer, ready func() error) error {
	stop := context.AfterFunc(ctx, func() { c.Close() })
	if err := ready(); err != nil {
		return err // want `the function of context.AfterFunc \(L\d+\) is not taken back on this return: .*`
	}
	stop()
	return nil
}

func piped(ready func(io.Reader) error, write func(io.Writer)) error {
	r, w := io.Pipe()
	go write(w)
	first := make([]byte, 1)
	if _, err := io.ReadFull(r, first); err != nil {
		return err // want `the reader of io.Pipe \(L\d+\) is not closed on this return: .*`
	}
	return r.Close()
}

func rounds(db *sql.DB, queries []string) {
	for _, q := range queries {
		rows, err := db.Query(q) // want `the rows of db.Query are not closed in each round of the loop: .*`
		if err != nil {
			continue
		}
		fmt.Println(rows.Columns())
	}
}

// get makes its callers owe the body.
func get(url string) (*http.Response, error) {
	resp, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode >= 500 {
		resp.Body.Close()
		return nil, errBad
	}
	return resp, nil
}

func gets(url string) (string, error) {
	resp, err := get(url)
	if err != nil {
		return "", err
	}
	return resp.Status, nil // want `the body of the response of get \(L\d+\) is not closed on this return: .*`
}

// The goroutine has the rows, and loses them.
func spawned(db *sql.DB, names chan<- string) error {
	rows, err := db.Query("q")
	if err != nil {
		return err
	}
	go func() {
		defer close(names)
		for rows.Next() {
			var name string
			if err := rows.Scan(&name); err != nil {
				return // want `the rows of db.Query \(L\d+\) are not closed on this return of the goroutine it is given to: .*`
			}
			names <- name
		}
	}()
	return nil
}

func expires(ctx context.Context, cancel func(), ready func() error) error {
	t := time.AfterFunc(time.Minute, cancel)
	if err := ready(); err != nil {
		return err // want `the timer of time.AfterFunc \(L\d+\) is not stopped on this return: .*`
	}
	t.Stop()
	return ctx.Err()
}

// Until it is started, the literal cancels nothing; go vet sees that cancel is used.
func dial(ctx context.Context, connect func(onClose func()) error, check func(context.Context)) error {
	ctx, cancel := context.WithCancel(ctx)
	started := false
	err := connect(func() {
		if !started || ctx.Err() != nil {
			return
		}
		cancel()
	})
	if err != nil {
		return err // want `the context of context.WithCancel \(L\d+\) is not cancelled on this return: .*`
	}
	started = true
	check(ctx)
	return nil
}

func pipedLiteral(write func(io.Writer) error) error {
	r, w := io.Pipe()
	go func() { w.CloseWithError(write(w)) }()
	first := make([]byte, 1)
	if _, err := io.ReadFull(r, first); err != nil {
		return err // want `the reader of io.Pipe \(L\d+\) is not closed on this return: .*`
	}
	return r.Close()
}

func poll(ctx context.Context, db *sql.DB, tick <-chan time.Time) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick:
		}
		rows, err := db.QueryContext(ctx, "q")
		if err != nil {
			continue
		}
		defer rows.Close() // want `this deferred call runs when the function returns, not when the round of the loop ends: the rows of db.QueryContext \(L\d+\) are not closed until then, one more with each round; make the round a function of its own`
		fmt.Println(rows.Columns())
	}
}

func serve(ctx context.Context, jobs <-chan func(context.Context)) {
	for job := range jobs {
		ctx, cancel := context.WithTimeout(ctx, time.Minute)
		defer cancel() // want `this deferred call runs when .*: the context of context.WithTimeout \(L\d+\) is not cancelled until then, .*`
		job(ctx)
	}
}
