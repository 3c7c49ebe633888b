// Package nestedacquire lists orders.
package nestedacquire

import (
	"context"
	"database/sql"
)

// Totals returns the total of each order.
func Totals(ctx context.Context, db *sql.DB) (map[string]int, error) {
	rows, err := db.QueryContext(ctx, "orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	totals := make(map[string]int)
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		var total int
		if err := db.QueryRowContext(ctx, "total of "+id).Scan(&total); err != nil { // want `db.QueryRowContext takes another connection while the rows of db.QueryContext \(L11\) hold one: with SetMaxOpenConns, all who do this may wait for each other for ever; read the rows first, or do both in one transaction`
			return nil, err
		}
		totals[id] = total
	}
	return totals, rows.Err()
}
