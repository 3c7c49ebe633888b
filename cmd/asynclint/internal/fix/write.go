package fix

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/aymanbagabas/go-udiff"
)

// Files are the names of the files that change, in order.
func (p *Plan) Files() []string {
	var names []string
	for _, c := range p.files {
		names = append(names, c.name)
	}
	return names
}

// After is what becomes of a file; not ok if it does not change.
func (p *Plan) After(name string) (text []byte, ok bool) {
	for _, c := range p.files {
		if c.name == name {
			return bytes.Clone(c.after), true
		}
	}
	return nil, false
}

// Diff writes the plan as a unified diff, with names that start at dir, as
// `git apply` and `patch -p1` take it there.
func (p *Plan) Diff(w io.Writer, dir string) error {
	for _, c := range p.files {
		name := c.name
		if rel, err := filepath.Rel(dir, name); err == nil {
			name = rel
		}
		name = filepath.ToSlash(name)
		// Edits of whole lines, so that a diff shows no more than changed.
		before, after := string(c.before), string(c.after)
		diff, err := udiff.ToUnified(label("a/"+name), label("b/"+name), before, udiff.Lines(before, after), udiff.DefaultContextLines)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, diff); err != nil {
			return err
		}
	}
	return nil
}

// label is a name as git writes it: a tab ends one that has spaces, quotes are
// around one that has stranger things.
func label(name string) string {
	special := func(r rune) bool { return r < ' ' || r == '"' || r == '\\' || r == 0x7f }
	if strings.ContainsFunc(name, special) {
		var b strings.Builder
		for i := range len(name) {
			switch c := name[i]; {
			case c == '"' || c == '\\':
				b.WriteString(`\` + string(c))
			case c < ' ' || c == 0x7f:
				fmt.Fprintf(&b, `\%03o`, c)
			default:
				b.WriteByte(c)
			}
		}
		return `"` + b.String() + `"`
	}
	if strings.Contains(name, " ") {
		name += "\t"
	}
	return name
}

// Write writes the files. Each is replaced as a whole or not at all; the error
// names those that are not. It returns those that are.
func (p *Plan) Write() (written []string, err error) {
	var failed []error
	for _, c := range p.files {
		if err := c.write(); err != nil {
			failed = append(failed, fmt.Errorf("%s: not fixed: %w", c.name, reason(err)))
			continue
		}
		written = append(written, c.name)
	}
	return written, errors.Join(failed...)
}

// write puts a new file in the place of the old one. It has the permissions of
// the old one, but belongs to whoever runs this.
func (c change) write() error {
	info, err := os.Lstat(c.name)
	if err != nil {
		return err
	}
	// A rename asks the directory alone.
	if info.Mode().Perm()&0o200 == 0 {
		return errors.New("read-only")
	}
	temp, err := os.CreateTemp(filepath.Dir(c.name), ".asynclint-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(c.after)
	if e := temp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(temp.Name(), info.Mode().Perm())
	}
	if err == nil {
		err = c.same()
	}
	if err == nil {
		err = os.Rename(temp.Name(), c.name)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}

// same makes sure that the file is what the plan was made from.
func (c change) same() error {
	now, err := os.ReadFile(c.name)
	if err == nil && !bytes.Equal(now, c.before) {
		err = errors.New("changed meanwhile: run again")
	}
	return err
}
