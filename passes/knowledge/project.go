package knowledge

import (
	"errors"
	"fmt"
	"go/types"
	"strings"
)

// A Project is rows of a project's own, in the grammar of tables/*.txt: what
// functions do that hide it (behind an interface, in assembly, in a client
// that keeps its connection to itself). The nil Project has none.
type Project struct {
	rows map[string]Row
}

// A RowError says which of a project's rows is wrong.
type RowError struct {
	Index int // in what ParseProject was given
	Err   error
}

func (e *RowError) Error() string { return e.Err.Error() }
func (e *RowError) Unwrap() error { return e.Err }

// projectWords are the attributes that a project may give. The others are
// looked up at places that only ask for what std does: to take them and then
// to ignore them would be a lie.
var projectWords = map[string]bool{
	"blocks": true, "ctx": true, "request": true, "late": true, "spawns": true, "calls": true, "serial": true,
	"acquires": true, "tryacquires": true, "releases": true,
}

// ParseProject reads a project's rows, each a text of one line. All errors are
// of type *RowError.
func ParseProject(rows []string) (*Project, error) {
	if len(rows) == 0 {
		return nil, nil
	}
	p := &Project{rows: make(map[string]Row, len(rows))}
	for i, text := range rows {
		r, err := parseProjectRow(text)
		if err == nil && p.rows[r.Name].Name != "" {
			err = fmt.Errorf("a second row for %s", r.Name)
		}
		if err != nil {
			return nil, &RowError{i, err}
		}
		p.rows[r.Name] = r
	}
	return p, nil
}

func parseProjectRow(text string) (Row, error) {
	if strings.ContainsAny(text, "\n\r;") {
		return Row{}, errors.New("a row is one line, without semicolons")
	}
	words, err := splitWords(text)
	if err != nil {
		return Row{}, err
	}
	if len(words) == 0 {
		return Row{}, errors.New("an empty row")
	}
	r, err := parseRow(words[0], words[1:])
	if err != nil {
		return Row{}, fmt.Errorf("%s: %w", words[0], err)
	}
	for _, attr := range words[1:] {
		if word, _, _ := strings.Cut(attr, "("); !projectWords[word] {
			return Row{}, fmt.Errorf("%s: attribute %q is not for the rows of a project", r.Name, attr)
		}
	}
	if _, known := ByName(r.Name); known || IsStd(packageOf(r.Name)) {
		return Row{}, fmt.Errorf("%s: what this function does is known", r.Name)
	}
	return r, nil
}

// Of returns the row that the project has for fn, the zero Row if there is
// none. Instances of generic functions have their origin's row.
func (p *Project) Of(fn *types.Func) Row {
	if p == nil || fn == nil {
		return Row{}
	}
	return p.rows[fn.Origin().FullName()]
}
