package config

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/asynclint/asynclint/analyzers"
)

// An Exclude says where what is found is not reported. It is written as a
// path, or as a mapping to exclude some checks only.
type Exclude struct {
	// Path is a file, or a pattern of folders as the go command has them,
	// ./third_party/... say; both relative to the folder of the configuration.
	// It is matched with the paths of files, so that it means the same in every
	// working directory.
	Path string `yaml:"path"`
	// Checks are those that are excluded; none means every check.
	Checks analyzers.List `yaml:"checks"`
}

// UnmarshalYAML implements yaml's Unmarshaler.
func (e *Exclude) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&e.Path); err == nil {
		return nil
	}
	type plain Exclude
	return unmarshal((*plain)(e))
}

// Excluded reports whether a finding of check in the file called name, an
// absolute path, is not to be reported.
func (c *Config) Excluded(check, name string) bool {
	if len(c.Exclude) == 0 {
		return false
	}
	rel, err := filepath.Rel(filepath.Dir(c.File), name)
	if err != nil || !filepath.IsLocal(rel) {
		return false
	}
	rel = filepath.ToSlash(rel)
	return slices.ContainsFunc(c.Exclude, func(e Exclude) bool {
		return (len(e.Checks) == 0 || slices.Contains(e.Checks, check)) && matches(e.Path, rel)
	})
}

// matches reports whether a file, named with slashes, is what pattern speaks
// of: itself, its folder, or a folder that a pattern with "..." stands for. As
// in the go command, x/... also stands for x. (That one's matcher is internal.)
func matches(pattern, name string) bool {
	pattern = strings.TrimSuffix(strings.TrimPrefix(pattern, "./"), "/")
	if pattern == name {
		return true
	}
	dir := "."
	if i := strings.LastIndexByte(name, '/'); i >= 0 {
		dir = name[:i]
	}
	if pattern == "..." || pattern == dir || pattern == "" && dir == "." {
		return true
	}
	expr := strings.ReplaceAll(regexp.QuoteMeta(pattern), `\.\.\.`, `.*`)
	if prefix, ok := strings.CutSuffix(expr, `/.*`); ok {
		expr = prefix + `(?:/.*)?`
	}
	ok, err := regexp.MatchString("^"+expr+"$", dir)
	return err == nil && ok
}
