//go:build fixtures

package checktest

// Modules that only fixtures import: `go mod tidy` does not look into testdata,
// and would drop them.
import (
	_ "github.com/stretchr/testify/require"
	_ "go.uber.org/automaxprocs/maxprocs"
	_ "go.uber.org/goleak"
	_ "golang.org/x/sync/errgroup"
)
