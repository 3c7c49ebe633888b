package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

type options struct {
	patterns []string
	tests    bool
	tags     string
	checks   string
	tier     string
	format   string // "" if nobody chose
	context  int
	explain  string
	list     bool
	debug    bool
	version  bool
	help     bool
}

// flagSet is our own: analyzers and vet mode put theirs on flag.CommandLine.
func flagSet(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("asynclint", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // we say it in one line
	fs.StringVar(&o.checks, "checks", "", "checks to run: comma `list`, read from left to right, of names, -name (not that one),\n\"default\" and \"all\"; it adds to -tier, or to the default checks if it begins with -name")
	fs.IntVar(&o.context, "c", 1, "with -f stylish, show `N` lines before and after that of a finding")
	fs.BoolVar(&o.debug, "debug", false, "show where the time goes, and stacks of internal errors")
	fs.StringVar(&o.explain, "explain", "", "print the page of a check or of a pattern by its `name`; \"patterns\" lists the patterns,\nreference implementations to copy")
	fs.StringVar(&o.format, "f", "", "print findings in `format`: "+strings.Join(output.Names, ", ")+"\n(default "+output.Default+", or github in a workflow of GitHub Actions)")
	fs.BoolVar(&o.list, "list", false, "list the checks: name, tier, on or off by default, pitfall, summary")
	fs.StringVar(&o.tags, "tags", "", "build tags, a comma `list`")
	fs.BoolVar(&o.tests, "tests", true, "analyze test files too")
	fs.StringVar(&o.tier, "tier", "", "run the checks of `tier` (bug, suspicious or advice) and of all stricter ones")
	fs.BoolVar(&o.version, "version", false, "print the version")
	return fs
}

func parse(args []string) (*options, error) {
	o := new(options)
	fs := flagSet(o)
	switch err := fs.Parse(args); {
	case errors.Is(err, flag.ErrHelp):
		o.help = true
	case err != nil:
		return nil, fmt.Errorf("%v (asynclint -h shows the flags)", err)
	}
	if o.context < 0 {
		return nil, fmt.Errorf("invalid value \"%d\" for flag -c: below zero (asynclint -h shows the flags)", o.context)
	}
	chosen := false
	fs.Visit(func(f *flag.Flag) { chosen = chosen || f.Name == "f" })
	if chosen {
		if err := output.Known(o.format); err != nil {
			return nil, err
		}
	}
	o.patterns = fs.Args()
	for _, p := range o.patterns {
		if len(p) > 1 && p[0] == '-' && !o.help {
			// The go command would take it for one of its own flags.
			return nil, fmt.Errorf("flag %s must stand before the packages", p)
		}
	}
	if len(o.patterns) == 0 {
		o.patterns = []string{"./..."}
	}
	return o, nil
}

func usage() string {
	var b strings.Builder
	b.WriteString(`asynclint finds concurrency mistakes in Go code.

usage: asynclint [flags] [packages]
       asynclint new NAME       scaffold a check (in asynclint's own tree)

Packages are what "go list" takes, and ./... if there are none. Findings go to
standard output, everything else to standard error. The exit code is 0 if there
are no findings, 1 if there are, 2 after a usage, load or internal error.

`)
	fs := flagSet(new(options))
	fs.SetOutput(&b)
	fs.PrintDefaults()
	return b.String()
}

// version says which asynclint this is, and which Go it was built with: an
// older one cannot type-check code for a newer.
func version() string {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			if s.Key == "vcs.revision" {
				commit = " " + s.Value
			}
		}
	}
	return fmt.Sprintf("asynclint %s%s %s", release(), commit, runtime.Version())
}

func release() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}
