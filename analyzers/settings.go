package analyzers

import (
	"encoding/json"
	"strings"
)

// Settings choose and tune checks. They mean the same in .asynclint.yml, where
// they stand beside what is about the run, and as the settings of the linter
// in .golangci.yml.
type Settings struct {
	// Checks and Tier are the two arguments of Select.
	Checks List `json:"checks,omitempty" yaml:"checks"`
	Tier   Tier `json:"tier,omitempty" yaml:"tier"`
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
