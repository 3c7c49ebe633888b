// Package goversion tells which version of Go code is written for.
package goversion

import (
	"go/token"
	"go/version"
	"strings"

	"golang.org/x/tools/go/analysis"

	"github.com/asynclint/asynclint/passes/ssabuild"
)

// Oldest returns what tells the oldest version that counts at a position: of the
// module, of the package, of the file, as "go1.25"; "" if none is known. Of a
// library the go line of the main module would count, which is never older.
func Oldest(pass *analysis.Pass) func(token.Pos) string {
	module := []string{pass.Pkg.GoVersion()}
	if pass.Module != nil {
		module = append(module, "go"+strings.TrimPrefix(pass.Module.GoVersion, "go"))
	}
	return func(pos token.Pos) string {
		all := module
		for _, file := range pass.Files {
			if file.FileStart <= pos && pos < file.FileEnd {
				all = append(all[:len(all):len(all)], pass.TypesInfo.FileVersions[file])
			}
		}
		oldest := ""
		for _, v := range all {
			if version.IsValid(v) && (oldest == "" || version.Compare(v, oldest) < 0) {
				oldest = v
			}
		}
		return oldest
	}
}

// Since returns what tells whether code at a position is for a version, as
// "go1.25", or later. Of an unknown version it is not known: false. The standard
// library is for the release that it comes with, which not all drivers say.
func Since(pass *analysis.Pass, first string) func(token.Pos) bool {
	oldest := Oldest(pass)
	std := ssabuild.IsStd(strings.TrimSuffix(pass.Pkg.Path(), "_test"))
	return func(pos token.Pos) bool {
		v := oldest(pos)
		return v == "" && std || v != "" && version.Compare(v, first) >= 0
	}
}
