package lsp_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/analyzers"
	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// sleepy is a suite of one check, with facts.
func sleepy() []analyzers.Check {
	return []analyzers.Check{{Analyzer: testmod.Sleepy, Tier: analyzers.Suspicious, Pitfall: analyzers.Blocking}}
}

const clock = `
-- time/time.go --
package time

func Sleep(int) {}
`

func TestEdit(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, clock+`
-- a/a.go --
package a

import "sample/time"

func Wait() { time.Sleep(1) }
`)
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	name := filepath.Join(dir, "a", "a.go")
	text := c.openFile(name)
	c.until(name, "4:14-4:27 sleepy call of Sleep sleeps")

	text = strings.Replace(text, "func", "\n\nfunc", 1)
	c.diagnostics(name, c.change(name, text))
	c.until(name, "6:14-6:27 sleepy call of Sleep sleeps")

	c.diagnostics(name, c.change(name, strings.Replace(text, "time.Sleep(1)", "_ = time.Sleep", 1)))
	c.until(name, "")

	c.closeFile(name)
	c.call("shutdown", nil)
	c.notify("exit", nil)
}
