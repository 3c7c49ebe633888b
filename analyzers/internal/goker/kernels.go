package goker

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// A Kernel is a record of kernels.json; the package documentation has the
// meaning of the fields.
type Kernel struct {
	Name       string
	File       string
	Type       string
	Difficulty string
	Status     string
	Checks     []string
	Lines      []int
	Says       string
	Also       []Also
	Reason     string
	Fix        []Edit
	Tune       []Edit
}

// Also is a report on the fixed kernel that is right.
type Also struct {
	Check  string
	Line   int
	Reason string
}

// An Edit replaces Old, which occurs exactly once in its line, by New, which
// has no line break.
type Edit struct {
	Line int
	Old  string
	New  string
}

// The values of Kernel.Status.
const (
	Expected = "expected"
	Missed   = "missed"
	Later    = "later"
)

// lockTypes are the types of bug that have only locks in them.
var lockTypes = []string{"AB-BA deadlock", "RWR deadlock", "double locking", "missing unlock"}

// Group is the kernel's group for totals: "lock", "other", or, outside of the
// collection, "small".
func (k *Kernel) Group() string {
	switch {
	case !strings.HasPrefix(k.File, "goker/"):
		return "small"
	case slices.Contains(lockTypes, k.Type):
		return "lock"
	}
	return "other"
}

//go:embed kernels.json
var data []byte

// Kernels returns all records, in their order.
func Kernels() ([]*Kernel, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var all []*Kernel
	if err := d.Decode(&all); err != nil {
		return nil, fmt.Errorf("kernels.json: %w", err)
	}
	return all, nil
}

// Dir returns the folder of the kernels in the toolchain that the go command
// uses. It may not exist.
func Dir() (string, error) {
	out, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		return "", fmt.Errorf("go env GOROOT: %w", err)
	}
	return filepath.Join(strings.TrimSpace(string(out)), "src", "runtime", "testdata", "testgoroutineleakprofile"), nil
}

// Edited returns the files below dir that the edits of the kernels change, by
// absolute name, as an overlay for the go command and for go/packages.
func Edited(dir string, kernels []*Kernel, edits func(*Kernel) []Edit) (map[string][]byte, error) {
	overlay := make(map[string][]byte)
	for _, k := range kernels {
		name := filepath.Join(dir, filepath.FromSlash(k.File))
		for _, e := range edits(k) {
			src, ok := overlay[name]
			if !ok {
				var err error
				if src, err = os.ReadFile(name); err != nil {
					return nil, err
				}
			}
			src, err := e.apply(src)
			if err != nil {
				return nil, fmt.Errorf("%s: %s:%w", k.Name, k.File, err)
			}
			overlay[name] = src
		}
	}
	return overlay, nil
}

// apply returns src with the edit made.
func (e Edit) apply(src []byte) ([]byte, error) {
	lines := bytes.SplitAfter(src, []byte("\n"))
	if e.Line < 1 || e.Line > len(lines) {
		return nil, fmt.Errorf("%d: the file has only %d lines", e.Line, len(lines))
	}
	if strings.Contains(e.New, "\n") {
		return nil, fmt.Errorf("%d: an edit keeps the numbers of lines", e.Line)
	}
	line := lines[e.Line-1]
	if n := bytes.Count(line, []byte(e.Old)); n != 1 {
		return nil, fmt.Errorf("%d: %q occurs %d times in %q, not once: has the toolchain changed the kernel?", e.Line, e.Old, n, line)
	}
	lines[e.Line-1] = bytes.Replace(line, []byte(e.Old), []byte(e.New), 1)
	return bytes.Join(lines, nil), nil
}
