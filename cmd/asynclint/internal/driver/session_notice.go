package driver

import (
	"bytes"
	"errors"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// This file finds out what has changed since the last update, and whether the
// go command has to be asked about it.

// notice finds out what has changed.
func (s *Session) notice(up Update) {
	var changed []string
	for name, src := range up.Overlay {
		if old, ok := s.overlay[name]; !ok || !bytes.Equal(old, src) {
			changed = append(changed, name)
		}
	}
	for name := range s.overlay {
		if _, ok := up.Overlay[name]; !ok {
			changed = append(changed, name)
		}
	}
	s.overlay = up.Overlay
	s.outdated = s.outdated || up.Reload
	for _, p := range up.Patterns {
		if !slices.Contains(s.patterns, p) {
			s.outdated = true
		}
	}
	if s.outdated || s.run == nil || len(up.Patterns) < len(s.patterns)/2 {
		s.patterns = up.Patterns
	}
	for _, name := range up.Changed {
		if _, open := up.Overlay[name]; !open { // else what is on disk does not count
			changed = append(changed, name)
		}
	}
	for _, name := range changed {
		s.look(name)
	}
}

// look marks what a file is part of as not fresh, and finds out whether the go
// command has to be asked.
func (s *Session) look(name string) {
	nodes := s.byFile[name]
	for _, n := range nodes {
		n.live.fresh = false
	}
	if s.outdated || s.run == nil {
		return
	}
	switch filepath.Base(name) {
	case "go.mod", "go.sum", "go.work", "go.work.sum", "modules.txt":
		s.outdated = true
		return
	}
	src, ok := s.overlay[name]
	if !ok {
		var err error
		if src, err = os.ReadFile(name); err != nil {
			s.outdated = len(nodes) > 0 && errors.Is(err, fs.ErrNotExist)
			return
		}
	}
	if filepath.Ext(name) != ".go" {
		return
	}
	if len(nodes) == 0 {
		s.outdated = s.dirs[filepath.Dir(name)]
		return
	}
	h, ok := preludeOf(src)
	if !ok {
		return // on its way to something
	}
	if known, ok := s.builds[name]; h.build != known && (ok || h.build != "") {
		s.outdated = true
	}
	for _, n := range nodes {
		if !slices.Contains(n.GoFiles, name) {
			continue
		}
		s.outdated = s.outdated || n.Name != h.name || slices.ContainsFunc(h.imports, func(path string) bool {
			// What cgo makes of a file is for the go command to find out.
			return path == "C" || path != "unsafe" && n.Imports[path] == nil
		})
	}
}

// A prelude is what the go command reads of a file.
type prelude struct {
	name    string
	imports []string
	build   string // constraints
}

func preludeOf(src []byte) (h prelude, ok bool) {
	file, err := parser.ParseFile(token.NewFileSet(), "", src, parser.ImportsOnly|parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return prelude{}, false
	}
	h.name = file.Name.Name
	for _, spec := range file.Imports {
		if path, err := strconv.Unquote(spec.Path.Value); err == nil {
			h.imports = append(h.imports, path)
		}
	}
	h.build = constraints(file)
	return h, true
}

func constraints(file *ast.File) string {
	var lines []string
	for _, group := range file.Comments {
		for _, c := range group.List {
			if c.Pos() < file.Package && constraint.IsGoBuild(c.Text) {
				lines = append(lines, c.Text)
			}
		}
	}
	return strings.Join(lines, "\n")
}
