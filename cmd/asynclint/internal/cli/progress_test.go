package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/driver"
)

// TestMeter: nothing for a short run, few lines for a long one, and none is
// left at the end.
func TestMeter(t *testing.T) {
	var out strings.Builder
	clock := time.Unix(0, 0)
	m := &meter{w: &out, now: func() time.Time { return clock }, start: clock}
	m.draw(driver.Progress{Phase: driver.Listing})
	clock = clock.Add(patience - 1)
	m.draw(driver.Progress{Phase: driver.Analyzing, Done: 1, Total: 300})
	m.clear()
	if out.Len() > 0 {
		t.Errorf("a short run: %q", out.String())
	}
	for i := range 300 {
		clock = clock.Add(time.Millisecond)
		m.draw(driver.Progress{Phase: driver.Analyzing, Done: i + 1, Total: 300})
	}
	m.clear()
	m.clear()
	const want = "\r\x1b[Kasynclint: 1 of 300 packages\r\x1b[Kasynclint: 101 of 300 packages\r\x1b[Kasynclint: 201 of 300 packages\r\x1b[K"
	if out.String() != want {
		t.Errorf("got  %q\nwant %q", out.String(), want)
	}
}

// TestNoMeter: what is not a terminal gets no such lines.
func TestNoMeter(t *testing.T) {
	f, err := os.Create(filepath.Join(t.TempDir(), "log"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	getenv := func(string) string { return "" }
	if (Command{Stderr: f, Getenv: getenv}).meter() != nil || (Command{Stderr: new(strings.Builder), Getenv: getenv}).meter() != nil {
		t.Error("a meter, but no terminal")
	}
	var none *meter
	none.clear()
}
