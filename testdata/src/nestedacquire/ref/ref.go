// Package nestedacquire lists orders.
package nestedacquire

import (
	"context"
	"database/sql"
)

// Totals returns the total of each order.
func Totals(ctx context.Context, db *sql.DB) (map[string]int, error) {
	ids, err := orders(ctx, db)
	if err != nil {
		return nil, err
	}
	totals := make(map[string]int)
	for _, id := range ids {
		var total int
		if err := db.QueryRowContext(ctx, "total of "+id).Scan(&total); err != nil {
			return nil, err
		}
		totals[id] = total
	}
	return totals, nil
}

// orders has given its connection back when it returns.
func orders(ctx context.Context, db *sql.DB) ([]string, error) {
	rows, err := db.QueryContext(ctx, "orders")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	return ids, rows.Err()
}
