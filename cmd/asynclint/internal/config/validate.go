package config

import (
	"errors"
	"fmt"
	"go/version"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/passes/knowledge"
)

// validate looks at the values that parse has decoded. doc is the same file
// with its lines.
func (c *Config) validate(suite []analyzers.Check, doc *yaml.Node) error {
	at := func(err error, path ...string) error {
		return fmt.Errorf("%d: %w", lineOf(doc, path...), err)
	}
	if _, err := analyzers.Select(suite, "", strings.Join(c.Checks, ",")); err != nil {
		return at(err, "checks")
	}
	if c.Tier != "" {
		if _, err := analyzers.Select(suite, string(c.Tier), ""); err != nil {
			return at(err, "tier")
		}
	}
	if _, err := knowledge.ParseProject(c.Functions); err != nil {
		return fmt.Errorf("%d: %w", functionLine(doc, err), err)
	}
	if _, err := Failing(suite, c.Fail); err != nil {
		return at(err, "fail")
	}
	if err := ValidGo(c.Go); err != nil {
		return at(err, "go")
	}
	if _, err := ParsePlatforms(c.Matrix); err != nil {
		return at(err, "matrix")
	}
	for _, e := range c.Exclude {
		if e.Path == "" {
			return at(errors.New("an entry without a path"), "exclude")
		}
		for _, name := range e.Checks {
			if _, err := analyzers.Find(suite, name); err != nil {
				return at(err, "exclude")
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(c.Severity)) {
		if _, err := analyzers.Find(suite, name); err != nil {
			return at(err, "severity", name)
		}
		if tier := c.Severity[name]; !slices.Contains(analyzers.Tiers, tier) {
			return at(fmt.Errorf("unknown tier %q (tiers are bug, suspicious, advice)", tier), "severity", name)
		}
	}
	return nil
}

// lineOf is the line of the key at path, or of the nearest there is.
func lineOf(n *yaml.Node, path ...string) int {
	line, _ := find(n, path...)
	return line
}

// find is lineOf, with the value of the key.
func find(n *yaml.Node, path ...string) (int, *yaml.Node) {
	for n.Kind == yaml.DocumentNode && len(n.Content) > 0 {
		n = n.Content[0]
	}
	line := n.Line
	for _, key := range path {
		if n.Kind != yaml.MappingNode {
			break
		}
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == key {
				line, n = n.Content[i].Line, n.Content[i+1]
				break
			}
		}
	}
	return max(line, 1), n
}

// functionLine is the line of the entry of functions that err speaks of.
func functionLine(doc *yaml.Node, err error) int {
	line, list := find(doc, "functions")
	var row *knowledge.RowError
	if errors.As(err, &row) && row.Index < len(list.Content) {
		return list.Content[row.Index].Line
	}
	return line
}

// ValidGo returns an error if v is not a version of the language; "" leaves it
// to the modules.
func ValidGo(v string) error {
	if v != "" && !version.IsValid("go"+v) {
		return fmt.Errorf("unknown version of Go %q (a version is 1.22, say)", v)
	}
	return nil
}

// Failing returns which checks make a run fail if they find something. Items
// of the list are read from left to right: a check, -check (not that one), a
// tier, which stands for itself and all stricter ones, all and none. The empty
// list means all.
func Failing(suite []analyzers.Check, list []string) (func(check string) bool, error) {
	fails := make(map[string]bool)
	set := func(on bool, checks []analyzers.Check) {
		for _, c := range checks {
			fails[c.Name()] = on
		}
	}
	// What is not a check of the suite, such as a comment that silences
	// nothing, goes with all.
	others := len(list) == 0 || strings.HasPrefix(list[0], "-")
	set(others, suite)
	for _, item := range list {
		switch i := slices.Index(analyzers.Tiers, analyzers.Tier(item)); {
		case item == "all", item == "none":
			others = item == "all"
			set(others, suite)
		case i >= 0:
			set(true, slices.DeleteFunc(slices.Clone(suite), func(c analyzers.Check) bool {
				return slices.Index(analyzers.Tiers, c.Tier) > i
			}))
		default:
			name, off := strings.CutPrefix(item, "-")
			c, err := analyzers.Find(suite, name)
			if err != nil {
				return nil, err
			}
			fails[c.Name()] = !off
		}
	}
	return func(check string) bool {
		on, ok := fails[check]
		return on || !ok && others
	}, nil
}
