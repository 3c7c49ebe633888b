package output

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"path/filepath"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// fingerprints returns what names each finding from one run to the next. It
// stays the same while code moves within a file: line numbers are not part of
// it, the check, the file, the function around and the message are, and which
// one of several such findings it is, from the top of the file.
//
// The file is named by import path and base name, not by its path: that is the
// same on every machine and in every working directory, also for files of
// other modules.
func fingerprints(list []driver.Finding) []string {
	out := make([]string, len(list))
	seen := make(map[string]int)
	for i, f := range list {
		key := fmt.Sprintf("%q", []string{f.Check, f.Package, filepath.Base(f.Pos.Filename), f.Func, f.Gist()})
		seen[key]++
		sum := sha256.Sum256(fmt.Appendf(nil, "%s %d", key, seen[key]))
		out[i] = hex.EncodeToString(sum[:16])
	}
	return out
}
