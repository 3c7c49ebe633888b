package suppress

import (
	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers"
)

// Row makes a check of the suite of what Stale says, for whoever selects,
// lists or explains checks. Its analyzer finds nothing: what is stale is known
// only after all the others are done.
func Row() analyzers.Check {
	return analyzers.Check{
		Analyzer: &analysis.Analyzer{
			Name: Check,
			Doc:  "comments that silence checks, but none that reports something there",
			URL:  URL,
			Run:  func(*analysis.Pass) (any, error) { return nil, nil },
		},
		Tier:    analyzers.Suspicious,
		Pitfall: "comments",
		Since:   "v0.1.0",
	}
}

// Page explains it, as analyzers.Page does other checks.
const Page = `# staleignore

staleignore reports comments that silence checks, but none that reports something there.

## Why

A comment such as //asynclint:ignore sleepctx stays when the code that it was written for is gone, and then
hides the next finding there, which nobody has looked at. One with a typo in the name of the check, or without a
reason, silences nothing although it looks as if it did.

## What is reported

A comment that silences nothing though every check of ours that it names ran on its file; one that names a check that
does not exist, in the form that is asynclint's own; one that lacks the check or the reason.

## What is not reported

What speaks to other linters as well, and names none of our checks: //nolint, //lint:ignore SA1000. Comments in packages
that are broken, in generated files, and of checks that did not run.

It exists in the command only: other hosts show one check at a time, and do not know which others ran.

## How to silence

Delete the comment: -fix does so. Or -checks=-staleignore.
`
