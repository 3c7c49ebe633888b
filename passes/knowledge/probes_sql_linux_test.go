package knowledge

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"sync/atomic"
)

// A stuckDriver is a database driver all parts of which answer at once until
// it is stuck; from then on every request waits for its context or release.
// It is its own connector, connection, statement, transaction and result.
type stuckDriver struct {
	stuck   atomic.Bool
	release chan struct{}
}

var errReleased = errors.New("released")

func (d *stuckDriver) wait(ctx context.Context) error {
	if !d.stuck.Load() {
		return nil
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-d.release:
		return errReleased
	}
}

func (d *stuckDriver) Open(string) (driver.Conn, error)                 { return d, nil }
func (d *stuckDriver) Driver() driver.Driver                            { return d }
func (d *stuckDriver) Connect(ctx context.Context) (driver.Conn, error) { return d, d.wait(ctx) }
func (d *stuckDriver) Ping(ctx context.Context) error                   { return d.wait(ctx) }
func (d *stuckDriver) Begin() (driver.Tx, error)                        { return d, d.wait(context.Background()) }
func (d *stuckDriver) BeginTx(ctx context.Context, _ driver.TxOptions) (driver.Tx, error) {
	return d, d.wait(ctx)
}
func (d *stuckDriver) Commit() error                       { return d.wait(context.Background()) }
func (d *stuckDriver) Rollback() error                     { return d.wait(context.Background()) }
func (d *stuckDriver) Prepare(string) (driver.Stmt, error) { return stuckStmt{d}, nil }
func (d *stuckDriver) Close() error                        { return nil }
func (d *stuckDriver) Columns() []string                   { return nil }
func (d *stuckDriver) Next([]driver.Value) error           { return d.wait(context.Background()) }
func (d *stuckDriver) PrepareContext(ctx context.Context, _ string) (driver.Stmt, error) {
	return stuckStmt{d}, d.wait(ctx)
}
func (d *stuckDriver) ExecContext(ctx context.Context, _ string, _ []driver.NamedValue) (driver.Result, error) {
	return driver.ResultNoRows, d.wait(ctx)
}
func (d *stuckDriver) QueryContext(ctx context.Context, _ string, _ []driver.NamedValue) (driver.Rows, error) {
	return d, d.wait(ctx)
}

type stuckStmt struct{ d *stuckDriver }

func (s stuckStmt) Close() error                               { return nil }
func (s stuckStmt) NumInput() int                              { return 0 }
func (s stuckStmt) Exec([]driver.Value) (driver.Result, error) { return nil, io.ErrUnexpectedEOF }
func (s stuckStmt) Query([]driver.Value) (driver.Rows, error)  { return nil, io.ErrUnexpectedEOF }
func (s stuckStmt) ExecContext(ctx context.Context, _ []driver.NamedValue) (driver.Result, error) {
	return s.d.ExecContext(ctx, "", nil)
}
func (s stuckStmt) QueryContext(ctx context.Context, _ []driver.NamedValue) (driver.Rows, error) {
	return s.d.QueryContext(ctx, "", nil)
}

// onDriver probes a call on a driver that is already stuck.
func onDriver(use func(ctx context.Context, d *stuckDriver)) probe {
	return func(e *env) func(context.Context) {
		d := &stuckDriver{release: make(chan struct{})}
		d.stuck.Store(true)
		e.onRelease(func() { close(d.release) })
		return func(ctx context.Context) { use(ctx, d) }
	}
}

// onDB probes a method of what make makes out of a database, whose driver gets
// stuck when that is done.
func onDB[T any](open func(db *sql.DB) (T, error), use func(ctx context.Context, on T)) probe {
	return func(e *env) func(context.Context) {
		d := &stuckDriver{release: make(chan struct{})}
		db := sql.OpenDB(d)
		on, err := open(db)
		e.must(err)
		d.stuck.Store(true)
		e.onRelease(func() { close(d.release) })
		return func(ctx context.Context) {
			use(ctx, on)
			_ = db.Close()
		}
	}
}

func theDB(db *sql.DB) (*sql.DB, error)     { return db, nil }
func theConn(db *sql.DB) (*sql.Conn, error) { return db.Conn(context.Background()) }
func theTx(db *sql.DB) (*sql.Tx, error)     { return db.Begin() }
func theStmt(db *sql.DB) (*sql.Stmt, error) { return db.Prepare("statement") }
func theRows(db *sql.DB) (*sql.Rows, error) { return db.Query("query") }

type ctx = context.Context

var sqlProbes = map[string]probe{
	"(*database/sql.DB).Begin":           onDB(theDB, func(_ ctx, db *sql.DB) { _, _ = db.Begin() }),
	"(*database/sql.DB).BeginTx":         onDB(theDB, func(c ctx, db *sql.DB) { _, _ = db.BeginTx(c, nil) }),
	"(*database/sql.DB).Conn":            onDB(theDB, func(c ctx, db *sql.DB) { _, _ = db.Conn(c) }),
	"(*database/sql.DB).Exec":            onDB(theDB, func(_ ctx, db *sql.DB) { _, _ = db.Exec("statement") }),
	"(*database/sql.DB).ExecContext":     onDB(theDB, func(c ctx, db *sql.DB) { _, _ = db.ExecContext(c, "statement") }),
	"(*database/sql.DB).Ping":            onDB(theDB, func(_ ctx, db *sql.DB) { _ = db.Ping() }),
	"(*database/sql.DB).PingContext":     onDB(theDB, func(c ctx, db *sql.DB) { _ = db.PingContext(c) }),
	"(*database/sql.DB).Prepare":         onDB(theDB, func(_ ctx, db *sql.DB) { _, _ = db.Prepare("statement") }),
	"(*database/sql.DB).PrepareContext":  onDB(theDB, func(c ctx, db *sql.DB) { _, _ = db.PrepareContext(c, "statement") }),
	"(*database/sql.DB).Query":           onDB(theDB, func(_ ctx, db *sql.DB) { _, _ = db.Query("query") }),
	"(*database/sql.DB).QueryContext":    onDB(theDB, func(c ctx, db *sql.DB) { _, _ = db.QueryContext(c, "query") }),
	"(*database/sql.DB).QueryRow":        onDB(theDB, func(_ ctx, db *sql.DB) { _ = db.QueryRow("query") }),
	"(*database/sql.DB).QueryRowContext": onDB(theDB, func(c ctx, db *sql.DB) { _ = db.QueryRowContext(c, "query") }),

	"(*database/sql.Conn).BeginTx":         onDB(theConn, func(c ctx, conn *sql.Conn) { _, _ = conn.BeginTx(c, nil) }),
	"(*database/sql.Conn).ExecContext":     onDB(theConn, func(c ctx, conn *sql.Conn) { _, _ = conn.ExecContext(c, "statement") }),
	"(*database/sql.Conn).PingContext":     onDB(theConn, func(c ctx, conn *sql.Conn) { _ = conn.PingContext(c) }),
	"(*database/sql.Conn).PrepareContext":  onDB(theConn, func(c ctx, conn *sql.Conn) { _, _ = conn.PrepareContext(c, "statement") }),
	"(*database/sql.Conn).QueryContext":    onDB(theConn, func(c ctx, conn *sql.Conn) { _, _ = conn.QueryContext(c, "query") }),
	"(*database/sql.Conn).QueryRowContext": onDB(theConn, func(c ctx, conn *sql.Conn) { _ = conn.QueryRowContext(c, "query") }),

	"(*database/sql.Tx).Commit":          onDB(theTx, func(_ ctx, tx *sql.Tx) { _ = tx.Commit() }),
	"(*database/sql.Tx).Rollback":        onDB(theTx, func(_ ctx, tx *sql.Tx) { _ = tx.Rollback() }),
	"(*database/sql.Tx).Exec":            onDB(theTx, func(_ ctx, tx *sql.Tx) { _, _ = tx.Exec("statement") }),
	"(*database/sql.Tx).ExecContext":     onDB(theTx, func(c ctx, tx *sql.Tx) { _, _ = tx.ExecContext(c, "statement") }),
	"(*database/sql.Tx).Prepare":         onDB(theTx, func(_ ctx, tx *sql.Tx) { _, _ = tx.Prepare("statement") }),
	"(*database/sql.Tx).PrepareContext":  onDB(theTx, func(c ctx, tx *sql.Tx) { _, _ = tx.PrepareContext(c, "statement") }),
	"(*database/sql.Tx).Query":           onDB(theTx, func(_ ctx, tx *sql.Tx) { _, _ = tx.Query("query") }),
	"(*database/sql.Tx).QueryContext":    onDB(theTx, func(c ctx, tx *sql.Tx) { _, _ = tx.QueryContext(c, "query") }),
	"(*database/sql.Tx).QueryRow":        onDB(theTx, func(_ ctx, tx *sql.Tx) { _ = tx.QueryRow("query") }),
	"(*database/sql.Tx).QueryRowContext": onDB(theTx, func(c ctx, tx *sql.Tx) { _ = tx.QueryRowContext(c, "query") }),

	"(*database/sql.Stmt).Exec":            onDB(theStmt, func(_ ctx, stmt *sql.Stmt) { _, _ = stmt.Exec() }),
	"(*database/sql.Stmt).ExecContext":     onDB(theStmt, func(c ctx, stmt *sql.Stmt) { _, _ = stmt.ExecContext(c) }),
	"(*database/sql.Stmt).Query":           onDB(theStmt, func(_ ctx, stmt *sql.Stmt) { _, _ = stmt.Query() }),
	"(*database/sql.Stmt).QueryContext":    onDB(theStmt, func(c ctx, stmt *sql.Stmt) { _, _ = stmt.QueryContext(c) }),
	"(*database/sql.Stmt).QueryRow":        onDB(theStmt, func(_ ctx, stmt *sql.Stmt) { _ = stmt.QueryRow() }),
	"(*database/sql.Stmt).QueryRowContext": onDB(theStmt, func(c ctx, stmt *sql.Stmt) { _ = stmt.QueryRowContext(c) }),
	"(*database/sql.Rows).Next":            onDB(theRows, func(_ ctx, rows *sql.Rows) { rows.Next() }),

	"(database/sql/driver.Connector).Connect": onDriver(func(c ctx, d *stuckDriver) { _, _ = driver.Connector(d).Connect(c) }),
	"(database/sql/driver.ConnBeginTx).BeginTx": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.ConnBeginTx(d).BeginTx(c, driver.TxOptions{})
	}),
	"(database/sql/driver.ConnPrepareContext).PrepareContext": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.ConnPrepareContext(d).PrepareContext(c, "statement")
	}),
	"(database/sql/driver.ExecerContext).ExecContext": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.ExecerContext(d).ExecContext(c, "statement", nil)
	}),
	"(database/sql/driver.Pinger).Ping": onDriver(func(c ctx, d *stuckDriver) { _ = driver.Pinger(d).Ping(c) }),
	"(database/sql/driver.QueryerContext).QueryContext": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.QueryerContext(d).QueryContext(c, "query", nil)
	}),
	"(database/sql/driver.StmtExecContext).ExecContext": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.StmtExecContext(stuckStmt{d}).ExecContext(c, nil)
	}),
	"(database/sql/driver.StmtQueryContext).QueryContext": onDriver(func(c ctx, d *stuckDriver) {
		_, _ = driver.StmtQueryContext(stuckStmt{d}).QueryContext(c, nil)
	}),
	"(database/sql/driver.Rows).Next":   onDriver(func(_ ctx, d *stuckDriver) { _ = driver.Rows(d).Next(nil) }),
	"(database/sql/driver.Tx).Commit":   onDriver(func(_ ctx, d *stuckDriver) { _ = driver.Tx(d).Commit() }),
	"(database/sql/driver.Tx).Rollback": onDriver(func(_ ctx, d *stuckDriver) { _ = driver.Tx(d).Rollback() }),
}
