// Asynclint finds concurrency mistakes in Go code. See asynclint -h.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"

	"golang.org/x/tools/go/analysis"
	"golang.org/x/tools/go/analysis/unitchecker"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/cli"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/lsp"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/scaffold"
	"github.com/asynclint/asynclint/passes/effects"
)

func main() {
	args := os.Args[1:]
	switch {
	case vetProtocol(args):
		vet()
	case len(args) > 0 && args[0] == "new":
		os.Exit(scaffold.Run(args[1:], os.Stdout, os.Stderr))
	}

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	// A second Ctrl-C kills, should the first one take too long.
	context.AfterFunc(ctx, stop)
	command := cli.Command{
		Suite:    analyzers.Suite(),
		Page:     analyzers.Page,
		Patterns: analyzers.Patterns,
		Pattern:  analyzers.PatternPage,
		Engine:   engine(),
		Getenv:   os.Getenv,
		Stdout:   os.Stdout,
		Stderr:   os.Stderr,
	}
	if len(args) > 0 && args[0] == "lsp" {
		os.Exit(serve(ctx, command, args[1:]))
	}
	os.Exit(command.Run(ctx, args))
}

// serve is a language server on standard input and output. It lives for days
// and idles most of the time: a heap that grows a little more between two
// collections makes an edit cost a sixth less, up to a limit.
func serve(ctx context.Context, command cli.Command, args []string) int {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400)
	}
	if os.Getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(250 << 20)
	}
	server := lsp.Server{Command: command, Engine: engine(), In: os.Stdin, Out: os.Stdout, Log: os.Stderr}
	return server.Run(ctx, args)
}

// engine keeps what it finds out in the user's cache, unless told otherwise.
func engine() driver.Stream {
	s := driver.Stream{}
	dir, err := driver.CacheDir(os.Getenv)
	switch {
	case err != nil:
		fmt.Fprintf(os.Stderr, "asynclint: warning: %v\n", err)
	case dir != "":
		s.Cache = &driver.Cache{Dir: dir}
		for _, c := range analyzers.Suite() {
			s.Facts = append(s.Facts, c.Analyzer)
		}
	}
	return s
}

// vet is what the go command runs, once per package.
//
// The flag changes nothing but the key under which the go command caches the
// outcome. Go 1.26 leaves out of that key whether the findings of a package were
// wanted, or only its facts, for the sake of another package: in the latter case
// it remembers that there was no finding. docs/hosts.md has the way round.
func vet() {
	flag.String("scope", "", "any text: what go vet has cached for another is not used")
	rows := effects.Analyzer.Flags.Lookup("rows")
	flag.Var(rows.Value, "functions", rows.Usage)
	unitchecker.Main(defaults()...)
}

// vetProtocol reports whether it is the go command that calls us, as in
// `go vet -vettool`.
func vetProtocol(args []string) bool {
	if len(args) == 0 {
		return false
	}
	return args[0] == "-V=full" || args[0] == "-flags" || strings.HasSuffix(args[len(args)-1], ".cfg")
}

// defaults are the analyzers that go vet runs. unitchecker would switch on
// whatever it is given, so the rest of the suite must not be among them.
func defaults() []*analysis.Analyzer {
	var list []*analysis.Analyzer
	for _, c := range analyzers.Suite() {
		if c.Default() {
			list = append(list, c.Analyzer)
		}
	}
	return list
}
