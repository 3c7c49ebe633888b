package baseline

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Name is what the file is called.
const Name = ".asynclint-baseline.json"

// version is that of the form of the file.
const version = 1

// maxSize bounds what is read: room for some hundred thousand findings.
const maxSize = 64 << 20

// Find returns where the baseline of dir is: beside the nearest go.mod at or
// above it, or beside the nearest go.work if there is none. If there is neither
// file, it is where one belongs: a workspace has one baseline, so that it does
// not matter in which of its modules the command is started. It is "" where
// there is no module.
func Find(dir string) string {
	module, workspace := above(dir, "go.mod"), above(dir, "go.work")
	for _, root := range []string{module, workspace} {
		if root == "" {
			continue
		}
		if _, err := os.Stat(filepath.Join(root, Name)); err == nil {
			return filepath.Join(root, Name)
		}
	}
	switch {
	case workspace != "":
		return filepath.Join(workspace, Name)
	case module != "":
		return filepath.Join(module, Name)
	}
	return ""
}

// above returns the nearest folder, dir or above, that has a file of this name.
func above(dir, name string) string {
	for ; ; dir = filepath.Dir(dir) {
		if info, err := os.Stat(filepath.Join(dir, name)); err == nil && !info.IsDir() {
			return dir
		}
		if dir == filepath.Dir(dir) {
			return ""
		}
	}
}

// Read reads the file called name; dir is the working directory. What does not
// belong in the file is an error: a field or a version that is unknown may mean
// that less is accepted than this program would think. The error is one line
// that begins with the name and the line, and an fs.ErrNotExist if there is no
// file.
func Read(name, dir string) (*Baseline, error) {
	name, shown := resolve(name, dir)
	data, err := read(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", shown, err)
	}
	entries, err := parse(data)
	if err != nil {
		return nil, fmt.Errorf("%s:%w", shown, err)
	}
	return &Baseline{filepath.Dir(name), entries}, nil
}

// resolve returns a name as a path that is absolute, and as users see it.
func resolve(name, dir string) (path, shown string) {
	if !filepath.IsAbs(name) {
		name = filepath.Join(dir, name)
	}
	if rel, err := filepath.Rel(dir, name); err == nil {
		return name, rel
	}
	return name, name
}

func read(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, reason(err)
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxSize+1))
	if err == nil && len(data) > maxSize {
		err = errors.New("larger than 64 MB")
	}
	return data, reason(err)
}

// reason strips the name from an error of the operating system.
func reason(err error) error {
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		return path.Err
	case errors.As(err, &link):
		return link.Err
	}
	return err
}

// A reader walks through a document by its tokens, as whole values would not
// say on which line they were. The document is known to be JSON.
type reader struct {
	data []byte
	*json.Decoder
}

// line is where the last token ends.
func (r reader) line() int { return 1 + bytes.Count(r.data[:r.InputOffset()], []byte("\n")) }

func (r reader) errorf(format string, args ...any) error {
	return fmt.Errorf("%d: %s", r.line(), fmt.Sprintf(format, args...))
}

// open expects the beginning of an object or a list.
func (r reader) open(want json.Delim, what string) error {
	if t, err := r.Token(); err != nil || t != want {
		return r.errorf("%s is not what belongs here", what)
	}
	return nil
}

// object calls field for each key. Field reads the value.
func (r reader) object(what string, field func(key string) error) error {
	if err := r.open('{', what); err != nil {
		return err
	}
	var seen []string
	for r.More() {
		t, err := r.Token()
		key, ok := t.(string)
		if err != nil || !ok {
			return r.errorf("a key is not what belongs here")
		}
		if slices.Contains(seen, key) {
			return r.errorf("%q is there twice", key)
		}
		seen = append(seen, key)
		if err := field(key); err != nil {
			return err
		}
	}
	_, err := r.Token()
	return err
}

// value reads the value of key.
func (r reader) value(key string, v any) error {
	if err := r.Decode(v); err != nil {
		return r.errorf("the value of %q is not what belongs there", key)
	}
	return nil
}

// parse returns errors that begin with the line: "3: unknown field".
func parse(data []byte) ([]Entry, error) {
	if err := json.Unmarshal(data, new(json.RawMessage)); err != nil {
		line := 1 + bytes.Count(data, []byte("\n"))
		var syntax *json.SyntaxError
		if errors.As(err, &syntax) {
			line = 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		}
		return nil, fmt.Errorf("%d: no JSON: %w", line, err)
	}
	r := reader{data, json.NewDecoder(bytes.NewReader(data))}
	var entries []Entry
	found, listed := 0, false
	err := r.object("the document", func(key string) error {
		switch key {
		case "version":
			if err := r.value(key, &found); err != nil {
				return err
			}
			if found != version {
				return r.errorf("unknown version %d (this asynclint knows %d)", found, version)
			}
		case "entries":
			var err error
			listed = true
			entries, err = r.entries()
			return err
		default:
			return r.errorf("unknown field %q", key)
		}
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case found == 0:
		return nil, r.errorf("the version is missing")
	case !listed:
		return nil, r.errorf("the entries are missing")
	}
	slices.SortFunc(entries, compare)
	return entries, nil
}

func (r reader) entries() ([]Entry, error) {
	if err := r.open('[', `the value of "entries"`); err != nil {
		return nil, err
	}
	var entries []Entry
	lines := make(map[key]int)
	for r.More() {
		e, err := r.entry()
		if err != nil {
			return nil, err
		}
		if line := lines[e.key()]; line > 0 {
			return nil, fmt.Errorf("%d: the entry of line %d again", e.Line, line)
		}
		lines[e.key()] = e.Line
		entries = append(entries, e)
	}
	_, err := r.Token()
	return entries, err
}

func (r reader) entry() (Entry, error) {
	var e Entry
	counted := false
	err := r.object("an entry", func(key string) error {
		if e.Line == 0 {
			e.Line = r.line()
		}
		switch key {
		case "check":
			return r.value(key, &e.Check)
		case "path":
			if err := r.value(key, &e.Path); err != nil {
				return err
			}
			if local := filepath.FromSlash(e.Path); !filepath.IsLocal(local) || filepath.ToSlash(filepath.Clean(local)) != e.Path {
				return r.errorf("the path %q is not one below the folder of this file", e.Path)
			}
			return nil
		case "function":
			return r.value(key, &e.Function)
		case "message":
			return r.value(key, &e.Message)
		case "count":
			if err := r.value(key, &e.Count); err != nil {
				return err
			}
			if counted = true; e.Count < 1 {
				return r.errorf("the count %d is below one", e.Count)
			}
			return nil
		}
		return r.errorf("unknown field %q", key)
	})
	if err != nil {
		return Entry{}, err
	}
	var missing []string
	for _, field := range []struct {
		name string
		ok   bool
	}{{"check", e.Check != ""}, {"path", e.Path != ""}, {"message", e.Message != ""}, {"count", counted}} {
		if !field.ok {
			missing = append(missing, field.name)
		}
	}
	if len(missing) > 0 {
		return Entry{}, fmt.Errorf("%d: an entry lacks %s", cmp.Or(e.Line, r.line()), strings.Join(missing, ", "))
	}
	return e, nil
}

// Bytes is the file: the same for the same entries, and with a line for each
// field, so that a diff of two shows what was accepted.
func (b *Baseline) Bytes() ([]byte, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	entries := b.Entries()
	if entries == nil {
		entries = []Entry{}
	}
	err := enc.Encode(struct {
		Version int     `json:"version"`
		Entries []Entry `json:"entries"`
	}{version, entries})
	return out.Bytes(), err
}

// Write writes the file called name as a whole or not at all; dir is the
// working directory. A file that is there keeps its permissions; a link to it
// stays a link.
func (b *Baseline) Write(name, dir string) error {
	name, shown := resolve(name, dir)
	data, err := b.Bytes()
	if err != nil {
		return err
	}
	if err := replace(name, data); err != nil {
		return fmt.Errorf("%s: not written: %w", shown, reason(err))
	}
	return nil
}

func replace(name string, data []byte) error {
	mode := fs.FileMode(0o644)
	if real, err := filepath.EvalSymlinks(name); err == nil {
		name = real
	}
	if info, err := os.Stat(name); err == nil {
		if !info.Mode().IsRegular() {
			return errors.New("not a file")
		}
		if mode = info.Mode().Perm(); mode&0o200 == 0 {
			return errors.New("read-only") // a rename asks the directory alone
		}
	}
	temp, err := os.CreateTemp(filepath.Dir(name), Name+"-*")
	if err != nil {
		return err
	}
	_, err = temp.Write(data)
	if e := temp.Close(); err == nil {
		err = e
	}
	if err == nil {
		err = os.Chmod(temp.Name(), mode)
	}
	if err == nil {
		err = os.Rename(temp.Name(), name)
	}
	if err != nil {
		os.Remove(temp.Name())
	}
	return err
}
