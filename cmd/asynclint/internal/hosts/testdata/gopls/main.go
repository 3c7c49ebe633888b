// A gopls with the checks of asynclint in it, for tests: gopls itself takes no
// analyzers from outside. That this program may import what is internal to gopls
// is due to the name of its module, so nobody can install it.
package main

import (
	"context"
	"os"

	_ "golang.org/x/tools/gopls/asynclint/suite"
	"golang.org/x/tools/gopls/internal/cmd"
	"golang.org/x/tools/gopls/internal/tool"
)

func main() { tool.Main(context.Background(), cmd.New(), os.Args[1:]) }
