package nestedacquire

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestTotals: a database with one connection is enough for one caller.
//
//asynclint:witness syn "all goroutines in bubble are blocked"
func TestTotals(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		db := sql.OpenDB(connector{})
		db.SetMaxOpenConns(1)
		defer db.Close()
		totals, err := Totals(context.Background(), db)
		if err != nil || len(totals) != 2 || totals["b"] != 7 {
			t.Errorf("got %v, %v", totals, err)
		}
	})
}

// A connector makes connections that know two orders, of 7 each.
type connector struct{}

func (connector) Connect(context.Context) (driver.Conn, error) { return conn{}, nil }
func (connector) Driver() driver.Driver                        { return nil }

type conn struct{}

func (conn) Prepare(string) (driver.Stmt, error) { return nil, errors.ErrUnsupported }
func (conn) Close() error                        { return nil }
func (conn) Begin() (driver.Tx, error)           { return nil, errors.ErrUnsupported }

func (conn) QueryContext(_ context.Context, query string, _ []driver.NamedValue) (driver.Rows, error) {
	if query == "orders" {
		return &rows{"a", "b"}, nil
	}
	return &rows{int64(7)}, nil
}

type rows []driver.Value

func (*rows) Columns() []string { return []string{"value"} }
func (*rows) Close() error      { return nil }

func (r *rows) Next(dest []driver.Value) error {
	if len(*r) == 0 {
		return io.EOF
	}
	dest[0] = (*r)[0]
	*r = (*r)[1:]
	return nil
}
