package lsp_test

import (
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

const twoFuncs = `package a

import "sample/time"

func First() {
	time.Sleep(1)
	println("first")
}

func Second() {
	println("second")
	time.Sleep(2)
}
`

// TestBroken: while a body does not type-check the rest is shown as it is, and
// of the body what was found in lines that nobody has touched.
func TestBroken(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, clock+"-- a/a.go --\n"+twoFuncs)
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	name := filepath.Join(dir, "a", "a.go")
	c.openFile(name)
	c.until(name, "5:1-5:14 sleepy call of Sleep sleeps\n11:1-11:14 sleepy call of Sleep sleeps")

	// Below the finding, and lines move.
	text := strings.Replace(twoFuncs, "\tprintln(\"first\")\n", "\tundefined.\n\t\tcall()\n\tprintln()\n", 1)
	c.diagnostics(name, c.change(name, text))
	c.until(name, "5:1-5:14 sleepy call of Sleep sleeps\n13:1-13:14 sleepy call of Sleep sleeps")

	// The line of the finding itself.
	text = strings.Replace(twoFuncs, "time.Sleep(1)", "time.Sleep(nothing)", 1)
	c.diagnostics(name, c.change(name, text))
	c.until(name, "11:1-11:14 sleepy call of Sleep sleeps")

	// Elsewhere things go on meanwhile.
	text = strings.Replace(text, "time.Sleep(2)", "", 1)
	c.diagnostics(name, c.change(name, text))
	c.until(name, "")

	// A new function.
	text = twoFuncs + "\nfunc Third() int {\n\ttime.Sleep(3)\n\treturn nothing\n}\n"
	c.diagnostics(name, c.change(name, text))
	c.until(name, "5:1-5:14 sleepy call of Sleep sleeps\n11:1-11:14 sleepy call of Sleep sleeps")

	c.diagnostics(name, c.change(name, strings.Replace(text, "nothing", "3", 1)))
	c.until(name, "5:1-5:14 sleepy call of Sleep sleeps\n11:1-11:14 sleepy call of Sleep sleeps\n15:1-15:14 sleepy call of Sleep sleeps")
}

// TestNotGo: what does not parse, or has errors outside of functions, keeps
// what was shown. Nothing is published, so the editor moves its marks.
func TestNotGo(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, clock+"-- a/a.go --\n"+twoFuncs)
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	name := filepath.Join(dir, "a", "a.go")
	c.openFile(name)
	both := "5:1-5:14 sleepy call of Sleep sleeps\n11:1-11:14 sleepy call of Sleep sleeps"
	c.until(name, both)
	for _, text := range []string{
		strings.Replace(twoFuncs, "time.Sleep(1)", "time.Sleep(1", 1),
		"pack",
		"",
		strings.Replace(twoFuncs, "func First()", "func First() nothing", 1),
		strings.Replace(twoFuncs, `import "sample/time"`, `import "sample/nowhere"`, 1),
	} {
		before := c.count(name)
		c.change(name, text)
		time.Sleep(500 * time.Millisecond)
		if n := c.count(name) - before; n != 0 {
			p, _ := c.last(name)
			t.Errorf("%d publications for %q: %v", n, text, p)
		}
		if got := actions(t, c, name, rng{pos{5, 1}, pos{5, 1}}, nil); len(got) > 0 {
			t.Errorf("actions for a text that was not analyzed: %v", got)
		}
	}
	c.diagnostics(name, c.change(name, "\n"+twoFuncs))
	c.until(name, "6:1-6:14 sleepy call of Sleep sleeps\n12:1-12:14 sleepy call of Sleep sleeps")
}

// TestUnused: a variable that is not used yet takes nothing from what the code
// means.
func TestUnused(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, clock+"-- a/a.go --\n"+twoFuncs)
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	name := filepath.Join(dir, "a", "a.go")
	c.openFile(name)
	c.diagnostics(name, 1)
	text := strings.Replace(twoFuncs, "println(\"first\")", "x := 1\n\ttime.Sleep(3)", 1)
	c.diagnostics(name, c.change(name, text))
	c.until(name, "5:1-5:14 sleepy call of Sleep sleeps\n7:1-7:14 sleepy call of Sleep sleeps\n12:1-12:14 sleepy call of Sleep sleeps")
}

// TestBrokenDependency: what imports a package that is being edited sees it as
// it was when it was whole.
func TestBrokenDependency(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, clock+`
-- a/a.go --
package a

import "sample/time"

func Wait() { time.Sleep(1) }
-- b/b.go --
package b

import "sample/a"

func Use() { a.Wait() }
`)
	c := start(t, sleepy())
	c.initialize(dir, all(), nil)
	a, b := filepath.Join(dir, "a", "a.go"), filepath.Join(dir, "b", "b.go")
	text := c.openFile(a)
	c.openFile(b)
	c.until(b, "4:13-4:21 sleepy call of Wait sleeps")

	c.change(a, strings.Replace(text, "func Wait() {", "func Wait( {", 1))
	time.Sleep(500 * time.Millisecond)
	c.until(b, "4:13-4:21 sleepy call of Wait sleeps")

	c.change(a, strings.Replace(text, "time.Sleep(1)", "_ = time.Sleep", 1))
	c.until(b, "")

	c.change(a, strings.Replace(text, "Wait", "Await", 1)) // b is broken, and keeps its answer
	c.until(a, "4:15-4:28 sleepy call of Sleep sleeps")
	c.change(a, text)
	c.until(b, "4:13-4:21 sleepy call of Wait sleeps")
}
