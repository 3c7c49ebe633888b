package mainrun

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sync/errgroup"
)

// Main is what func main consists of:
//
//	func main() { os.Exit(mainrun.Main(run)) }
//
// It calls run with a context that ends at the first interrupt or SIGTERM, and
// returns the exit code. That run was told to end is not an error.
func Main(run func(ctx context.Context) error) (code int) {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second signal has its usual effect again: it kills.
	context.AfterFunc(ctx, stop)

	err := run(ctx)
	if err == nil || ctx.Err() != nil && errors.Is(err, context.Canceled) {
		return 0
	}
	fmt.Fprintln(os.Stderr, err)
	return 1
}

// A Part of a program does its work until that is done or ctx is. It returns
// only when every goroutine that it has started has ended.
type Part func(ctx context.Context) error

// Run runs all parts at the same time. The first that fails ends the context of
// the others. Run returns when all have returned: with the first error, or else
// with that of ctx.
func Run(ctx context.Context, parts ...Part) error {
	g, gctx := errgroup.WithContext(ctx)
	for _, part := range parts {
		g.Go(func() error { return part(gctx) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}
