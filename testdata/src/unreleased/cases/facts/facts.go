// Package facts calls functions of another package.
package facts

import (
	"context"
	"database/sql"
	"errors"

	"github.com/asynclint/asynclint/testdata/src/unreleased/cases/factslib"
)

var errBad = errors.New("bad")

func opened(db *sql.DB) error {
	rows, err := factslib.Open(db, "q")
	if err != nil {
		return err
	}
	if factslib.Columns(rows) == 0 {
		return errBad // want `the rows of factslib.Open \(L15\) are not closed on this return: .*`
	}
	factslib.Close(rows)
	return nil
}

func kept(db *sql.DB) error {
	rows, err := factslib.Open(db, "q")
	if err != nil {
		return err
	}
	factslib.Keep(rows)
	return errBad
}

func got(url string) (int, error) {
	resp, err := factslib.Get(url)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil // want `the body of the response of factslib.Get \(L36\) is not closed on this return: .*`
}

func cancelled(ctx context.Context, n int) error {
	ctx, cancel := factslib.Timeout(ctx)
	if n > 3 {
		return errBad // want `the context of factslib.Timeout \(L44\) is not cancelled on this return: .*`
	}
	defer cancel()
	return ctx.Err()
}
