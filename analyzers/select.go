package analyzers

import (
	"errors"
	"fmt"
	"strings"
)

// Select returns the checks of suite that a tier and a list ask for, in their
// order. The tier stands for itself and all stricter ones; the list has names,
// -name, default and all, separated by commas and read from left to right. Both
// empty mean the checks that are on by default. The error is one line.
func Select(suite []Check, tier, list string) ([]Check, error) {
	chosen := make(map[string]bool)
	set := func(on bool, which func(Check) bool) {
		for _, c := range suite {
			if which(c) {
				chosen[c.Name()] = on
			}
		}
	}

	switch {
	case tier != "":
		strict, err := upTo(tier)
		if err != nil {
			return nil, err
		}
		set(true, func(c Check) bool { return strict[c.Tier] && !c.Nursery })
	case list == "" || strings.HasPrefix(list, "-"):
		set(true, Check.Default)
	}
	for item := range strings.SplitSeq(list, ",") {
		switch item = strings.TrimSpace(item); item {
		case "":
		case "all":
			set(true, func(Check) bool { return true })
		case "default":
			set(true, Check.Default)
		default:
			name, off := strings.CutPrefix(item, "-")
			c, err := Find(suite, name)
			if err != nil {
				return nil, err
			}
			chosen[c.Name()] = !off
		}
	}

	var checks []Check
	for _, c := range suite {
		if chosen[c.Name()] {
			checks = append(checks, c)
		}
	}
	if len(checks) == 0 && (tier != "" || list != "") {
		return nil, errors.New("no check is selected")
	}
	return checks, nil
}

// upTo returns the tiers that are at least as strict as the one named.
func upTo(name string) (map[Tier]bool, error) {
	strict := make(map[Tier]bool)
	var names []string
	for _, t := range Tiers {
		strict[t] = true
		if string(t) == name {
			return strict, nil
		}
		names = append(names, string(t))
	}
	return nil, fmt.Errorf("unknown tier %q (tiers are %s)", name, strings.Join(names, ", "))
}

// Find returns the check of suite with this name.
func Find(suite []Check, name string) (Check, error) {
	for _, c := range suite {
		if c.Name() == name {
			return c, nil
		}
	}
	return Check{}, fmt.Errorf("unknown check %q (asynclint -list shows them)", name)
}
