// Package config reads .asynclint.yml, the settings of a project.
//
// A file is read strictly: a key, a check or a value that means nothing is an
// error that names the file and the line, for a typo must not switch a check
// off. Flags win over the file. It holds nothing that could run or write
// anything: a linter is started in trees that nobody has read yet.
package config

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/asynclint/asynclint/analyzers"
)

// Name is what the file is called.
const Name = ".asynclint.yml"

// maxSize bounds what is read: no hand writes as much.
const maxSize = 1 << 20

// A Config is the content of a file. Its zero value is that of no file.
type Config struct {
	analyzers.Settings `yaml:",inline"`

	// Tests says whether test files are analyzed; nil leaves it open.
	Tests *bool `yaml:"tests"`
	// Tags are build tags.
	Tags analyzers.List `yaml:"tags"`
	// Go is the version of the language to assume, such as 1.22.
	Go string `yaml:"go"`
	// Matrix lists the platforms to analyze for; see ParsePlatform.
	Matrix analyzers.List `yaml:"matrix"`
	// Exclude lists what is not reported.
	Exclude []Exclude `yaml:"exclude"`
	// Severity moves checks to another tier in what is printed.
	Severity map[string]analyzers.Tier `yaml:"severity"`
	// Fail says which findings make the run fail, as the flag does.
	Fail analyzers.List `yaml:"fail"`
	// Baseline is a file of accepted findings, relative to this one, or "none".
	Baseline string `yaml:"baseline"`

	// File is where it was read from, an absolute path; "" if there was none.
	File string `yaml:"-"`
}

// Find looks for the file in dir and above, up to the root of the repository
// or, where there is none, of the file system. It returns "" if there is none.
func Find(dir string) string {
	for ; ; dir = filepath.Dir(dir) {
		name := filepath.Join(dir, Name)
		if info, err := os.Stat(name); err == nil && !info.IsDir() {
			return name
		}
		if _, err := os.Stat(filepath.Join(dir, ".git")); err == nil || dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// Read reads the file called name; suite has the checks that it may speak of,
// dir is the working directory. The error is one line that begins with the name
// and, where something in the file is wrong, the line.
func Read(name, dir string, suite []analyzers.Check) (*Config, error) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	shown := name
	if rel, err := filepath.Rel(dir, name); err == nil {
		shown = rel
	}
	data, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	c, err := parse(data, suite)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", shown, err)
	}
	c.File = name
	return c, nil
}

// read returns errors without the name.
func read(name string) (data []byte, err error) {
	defer func() {
		var path *fs.PathError
		if errors.As(err, &path) {
			err = path.Err
		}
	}()
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err = io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = errors.New("larger than 1 MB")
	}
	return data, err
}

// parse returns errors that begin with the line: "3: unknown key".
func parse(data []byte, suite []analyzers.Check) (*Config, error) {
	c := new(Config)
	dec := yaml.NewDecoder(bytes.NewReader(data))
	dec.KnownFields(true)
	switch err := dec.Decode(c); {
	case err == io.EOF: // nothing but comments
		return c, nil
	case err != nil:
		return nil, plain(err)
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		return nil, plain(err)
	}
	var second yaml.Node
	switch err := dec.Decode(&second); {
	case err == nil:
		return nil, fmt.Errorf("%d: a second document", second.Line)
	case err != io.EOF:
		return nil, plain(err)
	}
	return c, c.validate(suite, &doc)
}

// The library's words for what is wrong, one a line.
var (
	problem  = regexp.MustCompile(`^(?:yaml: )?(?:line (\d+): )?(.*)$`)
	notFound = regexp.MustCompile(`^field (\S+) not found in type .*$`)
	mismatch = regexp.MustCompile("^cannot unmarshal (!!\\w+) (?:`(.*)` )?into (.*)$")
)

// plain keeps the first problem of err, in one line and without Go's types.
func plain(err error) error {
	msg := err.Error()
	var list *yaml.TypeError
	if errors.As(err, &list) && len(list.Errors) > 0 {
		msg = list.Errors[0]
	}
	msg, _, _ = strings.Cut(strings.TrimPrefix(msg, "yaml: unmarshal errors:\n  "), "\n")
	m := problem.FindStringSubmatch(msg)
	line, what := m[1], m[2]
	if f := notFound.FindStringSubmatch(what); f != nil {
		what = fmt.Sprintf("unknown key %q", f[1])
	}
	if f := mismatch.FindStringSubmatch(what); f != nil {
		what = fmt.Sprintf("%s is not what belongs here", describe(f[1], f[2]))
	}
	if line == "" {
		line = "1"
	}
	return fmt.Errorf("%s: %s", line, what)
}

// describe words a value of YAML by its tag.
func describe(tag, value string) string {
	switch {
	case value != "":
		return strconv.Quote(value)
	case tag == "!!seq":
		return "a list"
	case tag == "!!map":
		return "a mapping"
	}
	return "a " + strings.TrimPrefix(tag, "!!")
}
