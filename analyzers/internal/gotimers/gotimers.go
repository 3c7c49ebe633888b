// Package gotimers tells which timers code has: those of Go 1.23, which are
// collected when nobody refers to them and keep no stale value in their
// channel, or those before.
package gotimers

import (
	"go/ast"
	"go/token"
	"go/version"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/analyzers/internal/goversion"
)

// An Era is a kind of timers.
type Era uint8

const (
	Unknown Era = iota // the version of Go is not known
	Old                // before Go 1.23
	New                // since Go 1.23
)

// Eras returns which timers code at a position has. How timers behave depends
// on the go line of the main module, which is never older than that of the
// package's module. A file that asks for an older language is taken at its
// word: its author has older versions in mind. So is a package with a
// directive that brings the old timers back.
func Eras(pass *analysis.Pass) func(token.Pos) Era {
	oldest := goversion.Oldest(pass)
	old := false
	for _, file := range pass.Files {
		old = old || asksForOld(file)
	}
	return func(pos token.Pos) Era {
		era := Unknown
		switch v := oldest(pos); {
		case v == "":
		case version.Compare(v, "go1.23") < 0:
			return Old
		default:
			era = New
		}
		if old {
			return Old
		}
		return era
	}
}

// asksForOld reports whether a file has a directive that brings the timers of
// Go 1.22 back.
func asksForOld(file *ast.File) bool {
	for _, group := range file.Comments {
		if group.Pos() > file.Package {
			break
		}
		for _, c := range group.List {
			setting, ok := strings.CutPrefix(c.Text, "//go:debug ")
			if !ok {
				continue
			}
			key, value, _ := strings.Cut(strings.TrimSpace(setting), "=")
			if key == "asynctimerchan" && value != "0" || key == "default" && version.IsValid(value) && version.Compare(value, "go1.23") < 0 {
				return true
			}
		}
	}
	return false
}
