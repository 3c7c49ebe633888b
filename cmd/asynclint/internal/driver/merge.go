package driver

import "time"

// Merge combines the results of one request on several platforms. What was
// found on more than one of them is there once.
func Merge(results ...*Result) *Result {
	if len(results) == 1 {
		return results[0]
	}
	all := &Result{Stats: Stats{ByAnalyzer: make(map[string]time.Duration)}}
	for _, r := range results {
		all.Findings = append(all.Findings, r.Findings...)
		all.Problems = append(all.Problems, r.Problems...)
		all.Packages = max(all.Packages, r.Packages)
		all.Stats.add(r.Stats)
	}
	all.Findings = sortFindings(all.Findings)
	all.Problems = sortProblems(all.Problems)
	return all
}
