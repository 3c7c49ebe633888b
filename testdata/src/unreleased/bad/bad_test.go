package unreleased

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"io"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

// A table is a database with one table of one column. It is its own connector,
// connection and statement.
type table []any

func (t table) Connect(context.Context) (driver.Conn, error) { return t, nil }
func (t table) Driver() driver.Driver                        { return nil }
func (t table) Prepare(string) (driver.Stmt, error)          { return t, nil }
func (t table) Begin() (driver.Tx, error)                    { return nil, errors.ErrUnsupported }
func (t table) Close() error                                 { return nil }
func (t table) NumInput() int                                { return 0 }
func (t table) Exec([]driver.Value) (driver.Result, error)   { return nil, errors.ErrUnsupported }
func (t table) Query([]driver.Value) (driver.Rows, error)    { return &rows{left: t}, nil }

type rows struct{ left table }

func (r *rows) Columns() []string { return []string{"name"} }
func (r *rows) Close() error      { return nil }
func (r *rows) Next(row []driver.Value) error {
	if len(r.left) == 0 {
		return io.EOF
	}
	row[0], r.left = r.left[0], r.left[1:]
	return nil
}

// TestNames: a name cannot be read, and there is one connection.
//
//asynclint:witness syn "unreleased/bad.Names"
func TestNames(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		db := sql.OpenDB(table{"ann", nil, "eve"})
		defer db.Close()
		db.SetMaxOpenConns(1)
		for range 2 {
			if names, err := Names(db); err == nil {
				t.Errorf("names %v, but one is not a name", names)
			}
		}
	})
}
