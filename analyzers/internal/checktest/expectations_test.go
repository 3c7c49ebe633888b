package checktest

import (
	"slices"
	"testing"

	"github.com/asynclint/asynclint/testdata"
)

func TestLines(t *testing.T) {
	src := "package p\n" +
		"\tx := 1 // also: SA4006, nilness // want `a\\(b\\)` \"c\"\n" +
		"\t// want+1 \"next\"\n" +
		"\ty()\n"
	want := []testdata.Line{
		{Code: "package p"},
		{Code: "\tx := 1", Wants: []string{`a\(b\)`, "c"}, Also: []string{"SA4006", "nilness"}},
		{Code: ""},
		{Code: "\ty()", Wants: []string{"next"}},
	}
	got := testdata.Lines([]byte(src))
	if len(got) != len(want) {
		t.Fatalf("%d lines, want %d", len(got), len(want))
	}
	for i := range got {
		if got[i].Code != want[i].Code || !slices.Equal(got[i].Wants, want[i].Wants) || !slices.Equal(got[i].Also, want[i].Also) {
			t.Errorf("line %d: %+v, want %+v", i+1, got[i], want[i])
		}
	}
}

func TestPlain(t *testing.T) {
	for pattern, want := range map[string]string{
		`srv\.Shutdown\(ctx\): ctx is already done`: "srv.Shutdown(ctx): ctx is already done",
		`t.Stop returns`:     "t.Stop returns",
		`cancelled after .*`: "cancelled after …",
		`^a (b) [0-9]+$`:     "a b …",
		`(`:                  "(",
	} {
		if got := testdata.Plain(pattern); got != want {
			t.Errorf("Plain(%q) = %q, want %q", pattern, got, want)
		}
	}
}
