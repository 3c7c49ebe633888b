// A golangci-lint with asynclint in it, for when `golangci-lint custom` cannot
// be used.
package main

import (
	"crypto/sha256"
	"fmt"
	"io"
	"os"

	"github.com/golangci/golangci-lint/v2/pkg/commands"
	"github.com/golangci/golangci-lint/v2/pkg/exitcodes"

	_ "github.com/asynclint/asynclint/analyzers/gclplugin"
)

func main() {
	err := run()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(exitcodes.Failure)
	}
}

// The version is part of the key of golangci-lint's cache. It holds a hash of
// this program: with the same version, another asynclint would print what the
// last one found.
func run() error {
	name, err := os.Executable()
	if err != nil {
		return err
	}
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return err
	}
	return commands.Execute(commands.BuildInfo{Version: fmt.Sprintf("2.15.0-asynclint-%x", hash.Sum(nil))})
}
