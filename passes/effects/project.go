package effects

import (
	"errors"
	"fmt"
	"strings"
	"sync/atomic"

	"golang.org/x/tools/go/ssa"

	"github.com/asynclint/asynclint/passes/calls"
	"github.com/asynclint/asynclint/passes/effect"
	"github.com/asynclint/asynclint/passes/knowledge"
	"github.com/asynclint/asynclint/passes/place"
)

// project is the value of the flag "rows", the one setting of the passes: what
// a project says that functions do. It belongs to this analyzer because a
// summary is what such a row replaces, and it is a flag because flags are what
// drivers pass on to analyzers and know results to depend on. They are set
// before the first package is analyzed, never during a run.
var project projectFlag

func init() {
	Analyzer.Flags.Var(&project, "rows", "what functions do, as `rows` separated by semicolons: example.com/queue.Publish blocks(net) ctx(0)")
}

type projectFlag struct{ now atomic.Pointer[projectRows] }

type projectRows struct {
	text string
	rows *knowledge.Project
}

func (f *projectFlag) String() string {
	if r := f.now.Load(); r != nil {
		return r.text
	}
	return ""
}

func (f *projectFlag) rows() *knowledge.Project {
	if r := f.now.Load(); r != nil {
		return r.rows
	}
	return nil
}

// Set parses the rows; an error names the row that is wrong.
func (f *projectFlag) Set(text string) error {
	var rows []string
	for row := range strings.SplitSeq(text, ";") {
		if row = strings.TrimSpace(row); row != "" {
			rows = append(rows, row)
		}
	}
	p, err := knowledge.ParseProject(rows)
	var wrong *knowledge.RowError
	if errors.As(err, &wrong) {
		return fmt.Errorf("row %d: %w", wrong.Index+1, wrong.Err)
	}
	if err != nil {
		return err
	}
	f.now.Store(&projectRows{strings.Join(rows, "; "), p})
	return nil
}

// Row returns what is known of the function that a call names: by heart, or
// because the project says so. Passes ask it, and not calls.Row, where the
// attributes count that a project may give.
func (r *Result) Row(call *ssa.CallCommon) knowledge.Row {
	if row := calls.Row(call); row.Name != "" || r.project == nil {
		return row
	}
	return r.project.Of(calls.Object(call))
}

// declared is what a call of a function does for which the project has a row.
func (r *Result) declared(row knowledge.Row, common *ssa.CallCommon) []Local {
	out := r.known(row, common)
	if row.Blocks != effect.NotBlocking && !stalls(row.Blocks) {
		// Said of one function, it means something, however common the kind.
		out = append(out, Local{Event: effect.Event{Kind: effect.Block, On: row.Blocks, What: row.Name}})
	}
	if i, ok := row.Spawns(); ok {
		if f := calls.Arg(common, i); f != nil {
			out = append(out, Local{Event: effect.Event{Kind: effect.Spawn, What: row.Name}, At: place.Of(f)})
		}
	}
	return out
}
