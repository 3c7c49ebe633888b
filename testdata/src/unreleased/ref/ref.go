// Package unreleased reads the names of users.
package unreleased

import (
	"database/sql"
	"fmt"
)

// Names returns the names of all users.
//
// The rows are closed by a deferred call, made as soon as there are rows: on
// whatever way the function is left from there on, their connection is back in
// the pool. To close rows that are at their end does nothing.
func Names(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()

	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("user %d: %w", len(names), err)
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
