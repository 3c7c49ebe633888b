// Package scaffold writes the files of a new check.
package scaffold

import (
	"fmt"
	"io"
)

// Run is `asynclint new`.
func Run(args []string, stdout, stderr io.Writer) int {
	fmt.Fprintln(stderr, "asynclint: new: not built yet")
	return 2
}
