package knowledge

import (
	"strings"
	"testing"

	"github.com/asynclint/asynclint/passes/effect"
)

func TestParse(t *testing.T) {
	rows, err := Parse("f", "# comment\n\n  time.Sleep \t blocks(sleep)  parked(IO wait)# rest\r\n"+
		"(*p.Map[K, V]).Range calls(2) once\n")
	if err != nil {
		t.Fatal(err)
	}
	want := []Row{
		{Name: "time.Sleep", Blocks: effect.Sleep, Parked: "IO wait"},
		{Name: "(*p.Map[K, V]).Range", calls: 3, Once: true},
	}
	if len(rows) != len(want) {
		t.Fatalf("%d rows, want %d: %+v", len(rows), len(want), rows)
	}
	for i := range rows {
		if rows[i] != want[i] {
			t.Errorf("row %d is %+v, want %+v", i, rows[i], want[i])
		}
	}
}

// TestParseErrors gives bad rows, each with words that the error must hold
// besides file and line.
func TestParseErrors(t *testing.T) {
	for _, test := range []struct{ row, words string }{
		{"p.F", "says nothing"},
		{"blocks(net) p.F", "not the full name"},
		{"p.F nonsense", `unknown attribute "nonsense"`},
		{"p.F joins(1)", `unknown attribute "joins(1)"`},
		{"p.F spawns", `unknown attribute "spawns"`},
		{"p.F spawns(f)", `not "f"`},
		{"p.F spawns(-1)", `not "-1"`},
		{"p.F spawns()", `malformed attribute "spawns()"`},
		{"p.F spawns(1)x", `malformed attribute "spawns(1)x"`},
		{"p.F spawns(1", "unclosed bracket"},
		{"p.F spawns)1(", "unbalanced"},
		{"p.F joins joins", `"joins" given twice`},
		{"p.F blocks(none)", `called "none"`},
		{"p.F blocks(soup)", `called "soup"`},
		{"p.F locks(x)", `not "x"`},
		{"p.F group(soup)", `"group(soup)"`},
		{"p.F wakes(some)", `"wakes(some)"`},
		{"p.F parked(select)", "without blocks"},
		{"p.F unshown(why not)", "without blocks"},
		{"p.F blocks(net) parked(select) unshown(why)", "exclude"},
		{"p.F ctx(0)", "nothing to give up"},
		{"p.F ctx(recv)", "nothing to give up"},
		{"p.F blocks(net) request", "request without ctx"},
		{"p.F blocks(net) late", "late without ctx"},
		{"p.F cancel", "cancel without"},
		{"p.F detached", "detached without"},
		{"p.F apart", "apart without"},
		{"p.F once", "once without"},
		{"p.F locks(w)", "without blocks(lock)"},
		{"p.F acquires(0)", "without blocks(permit)"},
	} {
		rows, err := Parse("tables/x.txt", "# first line\n"+test.row)
		if err == nil {
			t.Errorf("Parse(%q) = %+v, want an error with %q", test.row, rows, test.words)
			continue
		}
		if text := err.Error(); !strings.HasPrefix(text, "tables/x.txt:2: ") || !strings.Contains(text, test.words) {
			t.Errorf("Parse(%q): error %q, want tables/x.txt:2: …%s…", test.row, text, test.words)
		}
	}
}

func TestMode(t *testing.T) {
	rows, err := Parse("f", "a.L blocks(lock) locks(w)\na.R blocks(lock) locks(r)\na.T trylocks(r)\na.U unlocks(w)")
	if err != nil {
		t.Fatal(err)
	}
	if l, r := rows[0].Locks, rows[1].Locks; l != Write || r != Read {
		t.Errorf("locks(w), locks(r) gave %v, %v", l, r)
	}
	if try, un := rows[2].TryLocks, rows[3].Unlocks; try != Read || un != Write {
		t.Errorf("trylocks(r), unlocks(w) gave %v, %v", try, un)
	}
}

// FuzzParse checks that Parse never panics, names the place of every error,
// and that what it accepts is one row a line at most.
func FuzzParse(f *testing.F) {
	f.Add("time.Sleep blocks(sleep) parked(sleep)\n")
	f.Add("(*p.T[K, V]).M ctx(0) request blocks(http) unshown(a (nested) reason) # why\n")
	f.Add("a.B spawns(99999999999999999999)")
	f.Add("a.B )(")
	f.Add("a.B \xff\x00[")
	f.Fuzz(func(t *testing.T, text string) {
		rows, err := Parse("fuzz", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "fuzz:") {
				t.Errorf("error without place: %v", err)
			}
			return
		}
		if lines := strings.Count(text, "\n") + 1; len(rows) > lines {
			t.Errorf("%d rows from %d lines", len(rows), lines)
		}
		for _, r := range rows {
			_ = packageOf(r.Name)
		}
	})
}
