package lsp

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"

	"go.lsp.dev/uri"
)

// A document is a file that the editor has open: until it is closed its
// content is what the editor says.
type document struct {
	name    string // absolute, without links
	uri     uri.URI
	version int32
	*text
}

// nameOf is the file that a URI stands for. Links are resolved, because the go
// command does so with directories; only that of the file itself stays.
func nameOf(s string) (string, error) {
	u, err := uri.Parse(s)
	if err != nil {
		return "", err
	}
	if !strings.HasPrefix(s, "file:") {
		return "", fmt.Errorf("%s is not a file", s)
	}
	name := filepath.Clean(u.FsPath())
	if !filepath.IsAbs(name) {
		return "", fmt.Errorf("%s has no absolute path", s)
	}
	return realName(name), nil
}

func realName(name string) string {
	dir, base := filepath.Split(name)
	for missing := base; ; {
		if real, err := filepath.EvalSymlinks(dir); err == nil {
			return filepath.Join(real, missing)
		}
		// A folder that is yet to be made.
		up := filepath.Dir(filepath.Clean(dir))
		if up == filepath.Clean(dir) {
			return name
		}
		missing = filepath.Join(filepath.Base(filepath.Clean(dir)), missing)
		dir = up
	}
}

// apply makes the changes, one after the other.
func (d *document) apply(e encoding, p changeParams) error {
	content := d.text
	for _, c := range p.ContentChanges {
		if c.Text == nil {
			return errors.New("a change without a text")
		}
		if c.Range == nil {
			content = newText([]byte(*c.Text))
			continue
		}
		from, to := content.offset(e, c.Range.Start), content.offset(e, c.Range.End)
		if to < from {
			return errors.New("a change that ends before it starts")
		}
		content = newText(slices.Concat(content.content[:from], []byte(*c.Text), content.content[to:]))
	}
	d.text = content
	return nil
}

// source is the content of any file: as the editor has it, or the disk.
func (s *server) source(name string) (*text, error) {
	if d := s.docs[name]; d != nil {
		return d.text, nil
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) {
		return nil, errors.New("not UTF-8")
	}
	return newText(data), nil
}

// uriOf is how the client calls a file.
func (s *server) uriOf(name string) uri.URI {
	if d := s.docs[name]; d != nil {
		return d.uri
	}
	return uri.File(name)
}
