// Package unreleased reads the names of users.
package unreleased

import (
	"database/sql"
	"fmt"
)

// Names returns the names of all users.
func Names(db *sql.DB) ([]string, error) {
	rows, err := db.Query("SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	var names []string
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, fmt.Errorf("user %d: %w", len(names), err) // want `the rows of db.Query \(L11\) are not closed on this return: their connection never comes back to the pool, and in the end whoever wants one waits for ever; defer rows.Close\(\) after the error is checked`
		}
		names = append(names, name)
	}
	return names, rows.Err()
}
