package cli

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version says which asynclint this is, of which commit, and which Go it was
// built with: an older one cannot type-check code for a newer.
func version() string {
	commit := ""
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, s := range info.Settings {
			switch {
			case s.Key == "vcs.revision":
				commit = " " + s.Value
			case s.Key == "vcs.modified" && s.Value == "true":
				commit += " with changes"
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
