package knowledge

import (
	"errors"
	"strings"
	"testing"

	"github.com/asynclint/asynclint/passes/effect"
)

func TestParseProject(t *testing.T) {
	p, err := ParseProject([]string{
		"example.com/queue.Publish blocks(net) ctx(0)",
		"(*example.com/pool.Pool[T]).Go spawns(0)",
		"(example.com/pool.Slots).Take blocks(permit) acquires",
		"(*example.com/queue.Conn).Subscribe serial(1)",
	})
	if err != nil {
		t.Fatal(err)
	}
	if r := p.rows["example.com/queue.Publish"]; r.Blocks != effect.Net || r.ctx != 1 {
		t.Errorf("%+v", r)
	}
	if i, ok := p.rows["(*example.com/pool.Pool[T]).Go"].Spawns(); i != 0 || !ok {
		t.Errorf("the row of a generic method does not spawn")
	}
	if _, ok := p.rows["(example.com/pool.Slots).Take"].Acquires(); !ok {
		t.Errorf("a row that acquires without a count does not")
	}
	if i, ok := p.rows["(*example.com/queue.Conn).Subscribe"].Serial(); i != 1 || !ok {
		t.Errorf("the callback is not serial")
	}
	if p, err := ParseProject(nil); p != nil || err != nil || p.Of(nil) != (Row{}) {
		t.Errorf("no rows: %v, %v", p, err)
	}
}

// TestParseProjectErrors gives bad rows behind a good one, each with words
// that the error must hold.
func TestParseProjectErrors(t *testing.T) {
	for _, test := range []struct{ row, words string }{
		{"", "empty"},
		{"# comment", "not the full name"},
		{"p.F blocks(net)\np.G blocks(net)", "one line"},
		{"p.F blocks(net);p.G blocks(net)", "one line"},
		{"p.F", "says nothing"},
		{"p. blocks(net)", "not the full name"},
		{".F blocks(net)", "not the full name"},
		{"p.F blocks(soup)", `called "soup"`},
		{"p.F joins", `"joins" is not for the rows of a project`},
		{"p.F blocks(lock) locks(w)", `"locks(w)" is not for`},
		{"time.Sleep blocks(net)", "time.Sleep: what this function does is known"},
		{"strings.Cut blocks(net)", "known"},
		{"golang.org/x/sync/errgroup.WithContext blocks(net)", "known"},
		{"p.Good blocks(net)", "second row for p.Good"},
	} {
		_, err := ParseProject([]string{"p.Good blocks(net)", test.row})
		var row *RowError
		if !errors.As(err, &row) || row.Index != 1 || !strings.Contains(err.Error(), test.words) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: error %v, want one about row 1 with %q", test.row, err, test.words)
		}
	}
}

// FuzzParseProject: no text of a configuration file makes it panic.
func FuzzParseProject(f *testing.F) {
	f.Add("p.F blocks(net) ctx(0)")
	f.Add("(*p.M[K, V]).Do calls(2)")
	f.Add(")(")
	f.Fuzz(func(t *testing.T, row string) {
		if p, err := ParseProject([]string{row}); (p == nil) == (err == nil) {
			t.Errorf("%q: %v, %v", row, p, err)
		}
	})
}
