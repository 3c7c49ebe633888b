// Package factslib opens things, and looks at them.
package factslib

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

// Open makes its callers owe a Close.
func Open(db *sql.DB, query string) (*sql.Rows, error) {
	rows, err := db.Query(query)
	if err != nil {
		return nil, err
	}
	return rows, nil
}

// Get makes its callers owe a Close of the body.
func Get(url string) (*http.Response, error) { return http.Get(url) }

// Timeout makes its callers owe a call of the function.
func Timeout(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithTimeout(ctx, time.Minute)
}

// Columns only looks.
func Columns(rows *sql.Rows) int {
	names, _ := rows.Columns()
	return len(names)
}

// Close closes.
func Close(rows *sql.Rows) { rows.Close() }

var kept []*sql.Rows

// Keep keeps.
func Keep(rows *sql.Rows) { kept = append(kept, rows) }
