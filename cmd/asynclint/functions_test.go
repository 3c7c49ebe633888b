package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/cmd/asynclint/internal/testmod"
)

// opaque is a module in which nobody can see that Ask waits for another
// machine, nor that the pool runs what it is given in a goroutine.
const opaque = `-- wire/wire.go --
package wire

import "context"

type Client interface{ Ask(ctx context.Context, q string) }

type Pool interface{ Submit(task func()) }
-- p.go --
package p

import (
	"context"
	"testing"

	"sample/wire"
)

func ask(c wire.Client) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	c.Ask(ctx, "anyone there?")
}

func check(t *testing.T, p wire.Pool) {
	p.Submit(func() { t.Fatal("no") })
}
`

var functions = []string{
	"(sample/wire.Client).Ask blocks(http) ctx(0)",
	"(sample/wire.Pool).Submit spawns(0)",
}

// TestFunctions: what a project says of functions counts as what is known by
// heart, and is part of what cached results depend on; under go vet, too.
func TestFunctions(t *testing.T) {
	testmod.Env(t)
	t.Setenv("ASYNCLINT_CACHE", t.TempDir())
	dir := testmod.Write(t, opaque)
	found := func(r result) []string {
		var checks []string
		for _, name := range []string{"deadctx", "testfatal"} {
			if strings.Contains(r.stdout+r.stderr, name) {
				checks = append(checks, name)
			}
		}
		return checks
	}
	for _, step := range []struct {
		rows []string
		want string
	}{
		{nil, ""},
		{functions[:1], "deadctx"},
		{functions, "deadctx testfatal"},
		{functions[1:], "testfatal"},
		{nil, ""},
	} {
		config := "# nothing\n"
		if len(step.rows) > 0 {
			config = "functions:\n- " + strings.Join(step.rows, "\n- ") + "\n"
		}
		if err := os.WriteFile(filepath.Join(dir, ".asynclint.yml"), []byte(config), 0o666); err != nil {
			t.Fatal(err)
		}
		if r := run(t, dir, nil, binary, "./..."); strings.Join(found(r), " ") != step.want || r.stderr != "" {
			t.Errorf("with %q: %+v, want %q", step.rows, r, step.want)
		}
		if r := run(t, dir, nil, "go", "vet", "-vettool="+binary, "-json", "-functions="+strings.Join(step.rows, ";"), "./..."); strings.Join(found(r), " ") != step.want {
			t.Errorf("vet with %q: %+v, want %q", step.rows, r, step.want)
		}
	}
	r := run(t, dir, nil, "go", "vet", "-vettool="+binary, "-functions=sample/wire.F soup", "./...")
	if want := `row 1: sample/wire.F: unknown attribute "soup"`; r.code == 0 || !strings.Contains(r.stderr, want) {
		t.Errorf("vet with a bad row: %+v, want %s", r, want)
	}
}

// TestFunctionsSerial: callbacks that events queue behind.
func TestFunctionsSerial(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `-- wire/wire.go --
package wire

type Bus interface{ Subscribe(topic string, f func(message string)) }
-- p.go --
package p

import (
	"time"

	"sample/wire"
)

func listen(b wire.Bus) {
	b.Subscribe("orders", func(string) { time.Sleep(time.Second) })
}
-- rows.yml --
checks: callbackstall
functions:
- (sample/wire.Bus).Subscribe serial(1)
`)
	if r := run(t, dir, nil, binary, "-checks=callbackstall", "./..."); r.code != 0 {
		t.Errorf("without rows: %+v", r)
	}
	if r := run(t, dir, nil, binary, "-config=rows.yml", "./..."); r.code != 1 || !strings.HasPrefix(r.stdout, "p.go:10:39: ") {
		t.Errorf("with rows: %+v, want the sleep on line 10", r)
	}
}

// TestFunctionsPermits: permits of a project's own type, with and without a row
// for it.
func TestFunctionsPermits(t *testing.T) {
	testmod.Env(t)
	dir := testmod.Write(t, `-- wire/wire.go --
package wire

type Slots struct{ take, give func() }

func (s *Slots) Take() { s.take() }
func (s *Slots) Give() { s.give() }
-- p.go --
package p

import "sample/wire"

type server struct{ slots *wire.Slots }

func (s *server) serve(work func() error) error {
	s.slots.Take()
	if err := work(); err != nil {
		return err
	}
	s.slots.Give()
	return nil
}
-- rows.yml --
checks: permitleak
functions:
- (*sample/wire.Slots).Take blocks(permit) acquires
- (*sample/wire.Slots).Give releases
`)
	if r := run(t, dir, nil, binary, "-checks=permitleak", "./..."); r.code != 0 {
		t.Errorf("without rows: %+v", r)
	}
	if r := run(t, dir, nil, binary, "-config=rows.yml", "./..."); r.code != 1 || !strings.HasPrefix(r.stdout, "p.go:10:3: ") {
		t.Errorf("with rows: %+v, want the return on line 10", r)
	}
}
