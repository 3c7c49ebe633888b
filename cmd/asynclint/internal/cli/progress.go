package cli

import (
	"fmt"
	"io"
	"os"
	"time"

	"golang.org/x/term"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// A meter shows on a terminal how far a run is. Nothing is written elsewhere:
// logs want no such lines, and some editors drop all findings of a linter that
// writes to standard error.
type meter struct {
	w     io.Writer
	now   func() time.Time
	start time.Time
	last  time.Time // when it was drawn
	shown bool
}

// patience is how long a run may take before it is worth a line, pace how often
// the line changes.
const (
	patience = 500 * time.Millisecond
	pace     = 100 * time.Millisecond
)

// meter returns nil where there is no terminal.
func (c Command) meter() *meter {
	f, ok := c.Stderr.(*os.File)
	if !ok || c.Getenv("TERM") == "dumb" || !term.IsTerminal(int(f.Fd())) {
		return nil
	}
	return &meter{w: f, now: time.Now, start: time.Now()}
}

// draw shows p. The line is written over by the next, and by clear.
func (m *meter) draw(p driver.Progress) {
	now := m.now()
	if now.Sub(m.start) < patience || now.Sub(m.last) < pace {
		return
	}
	m.last, m.shown = now, true
	switch p.Phase {
	case driver.Listing:
		fmt.Fprint(m.w, "\r\x1b[Kasynclint: asking the go command for packages")
	default:
		fmt.Fprintf(m.w, "\r\x1b[Kasynclint: %d of %d packages", p.Done, p.Total)
	}
}

// clear removes the line.
func (m *meter) clear() {
	if m != nil && m.shown {
		fmt.Fprint(m.w, "\r\x1b[K")
		m.shown = false
	}
}
