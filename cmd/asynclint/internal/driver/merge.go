package driver

import (
	"slices"
	"time"
)

// Merge combines the results of one request on several platforms. What was
// found on more than one of them is there once; a directive that silences
// something on one of them does so.
func Merge(results ...*Result) *Result {
	if len(results) == 1 {
		return results[0]
	}
	all := &Result{Stats: Stats{ByAnalyzer: make(map[string]time.Duration)}}
	for _, r := range results {
		all.Findings = append(all.Findings, r.Findings...)
		all.Problems = append(all.Problems, r.Problems...)
		all.Silenced = append(all.Silenced, r.Silenced...)
		all.Directives = append(all.Directives, r.Directives...)
		all.Files = append(all.Files, r.Files...)
		all.Warnings = append(all.Warnings, r.Warnings...)
		all.Packages = max(all.Packages, r.Packages)
		all.Stats.add(r.Stats)
	}
	all.Findings = sortFindings(all.Findings)
	all.Problems = sortProblems(all.Problems)
	all.Silenced = sortSilenced(all.Silenced)
	all.Directives = sortDirectives(all.Directives)
	all.Files = sortFiles(all.Files)
	slices.Sort(all.Warnings)
	all.Warnings = slices.Compact(all.Warnings)
	return all
}
