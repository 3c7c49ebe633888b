package driver

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"runtime/metrics"
	"slices"
	"text/tabwriter"
	"time"
)

// Stats says where the time went. Durations of phases are sums over all
// workers, so they come close to CPU time as long as no worker waits for one.
type Stats struct {
	Packages   [full + 1]int // worked on, by role
	Cached     int           // packages that the cache knew all about
	Wall       time.Duration
	List       time.Duration // the go command, wall time
	Types      time.Duration // parsing and type-checking
	Analyze    time.Duration
	ByAnalyzer map[string]time.Duration
}

// Print writes a table for -debug.
func (s Stats) Print(w io.Writer) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "packages\t%d analyzed, %d for facts, %d for types\n", s.Packages[full], s.Packages[factsOnly], s.Packages[typesOnly])
	fmt.Fprintf(t, "from the cache\t%d\n", s.Cached)
	row := func(name string, d time.Duration) { fmt.Fprintf(t, "%s\t%.2fs\n", name, d.Seconds()) }
	row("wall", s.Wall)
	row("go list", s.List)
	row("parse and type-check", s.Types)
	row("analyze", s.Analyze)
	names := slices.SortedFunc(maps.Keys(s.ByAnalyzer), func(a, b string) int {
		return cmp.Or(cmp.Compare(s.ByAnalyzer[b], s.ByAnalyzer[a]), cmp.Compare(a, b))
	})
	for _, name := range names {
		row("  "+name, s.ByAnalyzer[name])
	}
	// Never given back while running, so it is the peak.
	memory := []metrics.Sample{{Name: "/memory/classes/total:bytes"}}
	metrics.Read(memory)
	fmt.Fprintf(t, "memory mapped\t%d MB\n", memory[0].Value.Uint64()>>20)
	t.Flush()
}

// add sums up runs that followed each other.
func (s *Stats) add(more Stats) {
	for i, n := range more.Packages {
		s.Packages[i] += n
	}
	s.Cached += more.Cached
	s.Wall += more.Wall
	s.List += more.List
	s.Types += more.Types
	s.Analyze += more.Analyze
	for name, d := range more.ByAnalyzer {
		s.ByAnalyzer[name] += d
	}
}
