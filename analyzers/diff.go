package analyzers

import (
	"strings"

	"github.com/asynclint/asynclint/testdata"
)

// around is how many unchanged lines a diff shows beside a change.
const around = 2

// diff shows how before becomes after, by lines, without what they expect.
func diff(before, after []testdata.Line) string {
	// common[i][j] is the length of the longest common subsequence of
	// before[i:] and after[j:].
	common := make([][]int, len(before)+1)
	for i := range common {
		common[i] = make([]int, len(after)+1)
	}
	for i := len(before) - 1; i >= 0; i-- {
		for j := len(after) - 1; j >= 0; j-- {
			if before[i].Code == after[j].Code {
				common[i][j] = common[i+1][j+1] + 1
			} else {
				common[i][j] = max(common[i+1][j], common[i][j+1])
			}
		}
	}

	var lines []string
	for i, j := 0, 0; i < len(before) || j < len(after); {
		switch {
		case i < len(before) && j < len(after) && before[i].Code == after[j].Code:
			lines = append(lines, " "+before[i].Code)
			i, j = i+1, j+1
		case i < len(before) && common[i+1][j] == common[i][j]:
			lines = append(lines, "-"+before[i].Code)
			i++
		default:
			lines = append(lines, "+"+after[j].Code)
			j++
		}
	}
	return strings.Join(near(lines), "\n")
}

// near keeps the changed lines and those around them.
func near(lines []string) []string {
	keep := make([]bool, len(lines))
	for i, line := range lines {
		if line[0] != ' ' {
			for k := max(0, i-around); k <= min(len(lines)-1, i+around); k++ {
				keep[k] = true
			}
		}
	}
	var kept []string
	for i, line := range lines {
		if keep[i] {
			if len(kept) > 0 && !keep[i-1] {
				kept = append(kept, "@@")
			}
			kept = append(kept, strings.TrimRight(line, " "))
		}
	}
	return kept
}
