package lsp

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Options are what a client may say in initializationOptions. The names are
// those of the configuration file where that has them, and win over it.
type options struct {
	onSave   bool
	debounce time.Duration
	flags    []string // for the command, in whose place we are
}

// usualDebounce is how long nobody must have typed.
const usualDebounce = 150 * time.Millisecond

// parseOptions takes what makes sense. The error is one line about the rest.
func parseOptions(raw json.RawMessage) (options, error) {
	o := options{debounce: usualDebounce}
	if len(raw) == 0 || string(raw) == "null" {
		return o, nil
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(raw, &all); err != nil {
		return o, errors.New("initializationOptions is not an object: ignored")
	}
	var unknown, wrong []string
	for _, name := range slices.Sorted(maps.Keys(all)) {
		set, ok := setters[name]
		if !ok {
			unknown = append(unknown, name)
		} else if string(all[name]) != "null" && !set(&o, all[name]) {
			wrong = append(wrong, fmt.Sprintf("%s: %s", name, all[name]))
		}
	}
	var problems []string
	if len(unknown) > 0 {
		problems = append(problems, "unknown options "+strings.Join(unknown, ", "))
	}
	if len(wrong) > 0 {
		problems = append(problems, "options that mean nothing, "+strings.Join(wrong, ", "))
	}
	if len(problems) > 0 {
		return o, fmt.Errorf("initializationOptions: %s: ignored (options are checks, debounce, run, tests, tier)", strings.Join(problems, "; "))
	}
	return o, nil
}

var setters = map[string]func(*options, json.RawMessage) bool{
	"run": func(o *options, raw json.RawMessage) bool {
		var s string
		if json.Unmarshal(raw, &s) != nil || s != "onType" && s != "onSave" {
			return false
		}
		o.onSave = s == "onSave"
		return true
	},
	// Milliseconds, or as Go writes durations.
	"debounce": func(o *options, raw json.RawMessage) bool {
		var ms float64
		if json.Unmarshal(raw, &ms) == nil {
			if ms < 0 || ms > 60_000 {
				return false
			}
			o.debounce = time.Duration(ms * float64(time.Millisecond))
			return true
		}
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return false
		}
		d, err := time.ParseDuration(s)
		if err != nil || d < 0 || d > time.Minute {
			return false
		}
		o.debounce = d
		return true
	},
	"tests": func(o *options, raw json.RawMessage) bool {
		var on bool
		if json.Unmarshal(raw, &on) != nil {
			return false
		}
		o.flags = append(o.flags, fmt.Sprintf("-tests=%t", on))
		return true
	},
	"tier": func(o *options, raw json.RawMessage) bool { return o.list("tier", raw) },
	// A list, or one string with commas.
	"checks": func(o *options, raw json.RawMessage) bool { return o.list("checks", raw) },
}

func (o *options) list(flag string, raw json.RawMessage) bool {
	var list []string
	if json.Unmarshal(raw, &list) != nil {
		var s string
		if json.Unmarshal(raw, &s) != nil {
			return false
		}
		list = []string{s}
	}
	if s := strings.Join(list, ","); s != "" {
		o.flags = append(o.flags, "-"+flag+"="+s)
	}
	return true
}
