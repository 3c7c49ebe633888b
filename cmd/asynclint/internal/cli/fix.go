package cli

import (
	"context"
	"fmt"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/fix"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// diff prints what the fixes would change.
func (c Command) diff(ctx context.Context, res *driver.Result, s *settings) int {
	plan, code := c.plan(ctx, res)
	if plan == nil {
		return code
	}
	if err := plan.Diff(c.Stdout, c.Dir); err != nil {
		return c.fail(err)
	}
	if len(plan.Files()) > 0 && !s.exitZero {
		code = max(code, Found)
	}
	return max(code, c.account(res, s))
}

// fixAndReport applies the fixes, then looks again: what is left may have moved, and
// a fix may have made room for one that overlapped it.
func (c Command) fixAndReport(ctx context.Context, res *driver.Result, format output.Formatter, s *settings) int {
	plan, code := c.plan(ctx, res)
	if plan == nil {
		return code
	}
	written, err := plan.Write()
	if several, ok := err.(interface{ Unwrap() []error }); ok {
		for _, err := range several.Unwrap() {
			code = c.fail(err) // a line a file
		}
	} else if err != nil {
		code = c.fail(err)
	}
	if len(written) > 0 {
		res, err = c.everywhere(ctx, s)
		if res != nil && err == nil {
			c.sift(res, s)
		}
	} else {
		err = nil
	}
	return max(code, c.report(ctx, res, err, format, s))
}

// plan makes a plan of the findings and tells of what is not in it. Without a
// plan, code is that of the run.
func (c Command) plan(ctx context.Context, res *driver.Result) (plan *fix.Plan, code int) {
	places, err := fix.FindPlaces(ctx, c.Dir, nil)
	if err != nil {
		return nil, c.fail(err)
	}
	plan = fix.New(res.Findings, places.Read)
	for _, skip := range plan.Skipped {
		fmt.Fprintf(c.Stderr, "asynclint: %s: not fixed: %s\n", output.Path(c.Dir, skip.Name), skip.Reason)
	}
	if plan.Overlaps > 0 {
		fmt.Fprintf(c.Stderr, "asynclint: fixes left out because they overlap others: %d; run again\n", plan.Overlaps)
	}
	for _, broken := range plan.Broken {
		code = c.fail(fmt.Errorf("internal error: the fixes of %s make no sense: %s", output.Path(c.Dir, broken.Name), broken.Reason))
	}
	return plan, code
}
