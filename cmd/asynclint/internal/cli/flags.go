package cli

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/baseline"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/config"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/output"
)

// options are the flags as they were given.
type options struct {
	patterns []string
	given    map[string]bool // the flags that stand there

	checks   string
	tier     string
	tests    bool
	tags     string
	goVer    string
	matrix   string
	config   string
	fail     string
	exitZero bool
	fix      bool
	diff     bool
	baseline string
	newFrom  string
	ignored  bool
	format   string // "" if nobody chose
	context  int
	explain  string
	list     bool
	debug    bool
	clean    bool
	version  bool
	help     bool
}

// flagSet is our own: analyzers and vet mode put theirs on flag.CommandLine.
func flagSet(o *options) *flag.FlagSet {
	fs := flag.NewFlagSet("asynclint", flag.ContinueOnError)
	fs.SetOutput(io.Discard) // we say it in one line
	fs.StringVar(&o.checks, "checks", "", "checks to run: comma `list`, read from left to right, of names, -name (not that one),\n\"default\" and \"all\"; it adds to -tier, or to the default checks if it begins with -name")
	fs.StringVar(&o.baseline, "baseline", "", "do not report the findings that are accepted in `file`; \"none\" reports them, too\n(default "+baseline.Name+" beside go.mod, if there is one)")
	fs.BoolVar(&o.clean, "clean-cache", false, "remove what earlier runs have kept; see ASYNCLINT_CACHE")
	fs.StringVar(&o.config, "config", "", "read the settings from `file`, or from none if it is \"none\"\n(default the nearest "+config.Name+" here or above)")
	fs.IntVar(&o.context, "c", 1, "with -f stylish, show `N` lines before and after that of a finding")
	fs.BoolVar(&o.debug, "debug", false, "show where the time goes, and stacks of internal errors")
	fs.BoolVar(&o.diff, "diff", false, "print what -fix would change, as a diff, instead of the findings; exit with 1 if there is any")
	fs.BoolVar(&o.fix, "fix", false, "apply the fixes that findings come with, and print the findings that are left")
	fs.BoolVar(&o.exitZero, "exit-zero", false, "exit with 0 also if there are findings")
	fs.StringVar(&o.explain, "explain", "", "print the page of a check or of a pattern by its `name`; \"patterns\" lists the patterns,\nreference implementations to copy")
	fs.StringVar(&o.format, "f", "", "print findings in `format`: "+strings.Join(output.Names, ", ")+"\n(default "+output.Default+", or github in a workflow of GitHub Actions)")
	fs.StringVar(&o.fail, "fail", "", "exit with 1 only for findings of these checks: comma `list`, read from left to right,\nof names, -name, tiers (each with all stricter ones), \"all\" and \"none\" (default all)")
	fs.StringVar(&o.goVer, "go", "", "assume this `version` of the language, such as 1.22 (default what go.mod says)")
	fs.BoolVar(&o.list, "list", false, "list the checks: name, tier, on or off by default, pitfall, summary")
	fs.StringVar(&o.matrix, "matrix", "", "analyze for several platforms, a comma `list` of GOOS, GOOS/GOARCH, either with +tag\nbehind it, and print what is found on any, once")
	fs.StringVar(&o.newFrom, "new-from-rev", "", "report only what has to do with lines that changed since `revision`, as git knows it")
	fs.BoolVar(&o.ignored, "show-ignored", false, "also show the findings that comments silence; they do not count for the exit code")
	fs.StringVar(&o.tags, "tags", "", "build tags, a comma `list`")
	fs.BoolVar(&o.tests, "tests", true, "analyze test files too")
	fs.StringVar(&o.tier, "tier", "", "run the checks of `tier` (bug, suspicious or advice) and of all stricter ones")
	fs.BoolVar(&o.version, "version", false, "print the version")
	return fs
}

// parse reads flags and packages. The error is one line.
func parse(args []string) (*options, error) {
	o := &options{given: make(map[string]bool)}
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
	fs.Visit(func(f *flag.Flag) { o.given[f.Name] = true })
	if o.given["f"] {
		if err := output.Known(o.format); err != nil {
			return nil, err
		}
	}
	if err := config.ValidGo(o.goVer); err != nil {
		return nil, err
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
       asynclint baseline write     accept what is found today, in a file beside go.mod
       asynclint baseline prune     drop from that file what is no longer found
       asynclint baseline check     say what in that file is no longer found; exit with 1 if there is any
       asynclint lsp                serve an editor, as a language server beside gopls
       asynclint completion SHELL   print what makes bash, zsh or fish complete flags
       asynclint new NAME           scaffold a check (in asynclint's own tree)

Packages are what "go list" takes, and ./... if there are none. Findings go to
standard output, everything else to standard error. The exit code is 0 if there
are no findings, 1 if there are, 2 after a usage, load or internal error.

`)
	fs := flagSet(new(options))
	fs.SetOutput(&b)
	fs.PrintDefaults()
	b.WriteString(`
Results are kept in ASYNCLINT_CACHE, a directory, by default asynclint in the
user's cache directory; "off" keeps nothing.
`)
	return b.String()
}
