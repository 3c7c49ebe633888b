package analyzers

import (
	"encoding/json"
	"strings"

	"github.com/asynclint/asynclint/passes/effects"
	"github.com/asynclint/asynclint/passes/knowledge"
)

// Settings choose and tune checks. They mean the same in .asynclint.yml, where
// they stand beside what is about the run, and as the settings of the linter
// in .golangci.yml.
type Settings struct {
	// Checks and Tier are the two arguments of Select.
	Checks List `json:"checks,omitempty" yaml:"checks"`
	Tier   Tier `json:"tier,omitempty" yaml:"tier"`
	// Functions are rows about functions of the project, or of what it imports;
	// passes/knowledge has the grammar, docs/configuration.md what is for projects.
	Functions []string `json:"functions,omitempty" yaml:"functions"`
}

// Apply tells the passes what the settings say of functions. It belongs before
// the first analysis of a process: the passes of all runs go by the last call.
// An error is a *knowledge.RowError.
func (s Settings) Apply() error {
	if _, err := knowledge.ParseProject(s.Functions); err != nil {
		return err
	}
	return effects.Analyzer.Flags.Set("rows", strings.Join(s.Functions, ";"))
}

// Select returns the checks of suite that the settings ask for.
func (s Settings) Select(suite []Check) ([]Check, error) {
	return Select(suite, string(s.Tier), strings.Join(s.Checks, ","))
}

// A List is written as a list, or as text with commas, as on the command line.
type List []string

// UnmarshalJSON implements json.Unmarshaler.
func (l *List) UnmarshalJSON(data []byte) error {
	return l.decode(func(v any) error { return json.Unmarshal(data, v) })
}

// UnmarshalYAML implements the Unmarshaler of YAML libraries, without a need
// to import one.
func (l *List) UnmarshalYAML(unmarshal func(any) error) error { return l.decode(unmarshal) }

func (l *List) decode(unmarshal func(any) error) error {
	var text string
	if err := unmarshal(&text); err == nil {
		*l = nil
		for item := range strings.SplitSeq(text, ",") {
			if item = strings.TrimSpace(item); item != "" {
				*l = append(*l, item)
			}
		}
		return nil
	}
	var list []string
	if err := unmarshal(&list); err != nil {
		return err
	}
	*l = list
	return nil
}
