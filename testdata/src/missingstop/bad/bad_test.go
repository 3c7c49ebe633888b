package missingstop

import (
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

var errFull = errors.New("full")

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errFull }

// TestError: a copy that fails leaves its reporter behind.
//
//asynclint:witness syn "blocked goroutines remain"
func TestError(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		err := Copy(full{}, strings.NewReader("one\n"), time.Second, func(int64) {})
		if !errors.Is(err, errFull) {
			t.Errorf("got %v, want %v", err, errFull)
		}
	})
}

// slow is a reader whose second line comes after a while.
type slow struct{ lines []string }

func (s *slow) Read(p []byte) (int, error) {
	if len(s.lines) == 0 {
		time.Sleep(3 * time.Second / 2)
		return 0, errors.New("gone")
	}
	n := copy(p, s.lines[0])
	s.lines = s.lines[1:]
	return n, nil
}

func TestReports(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		var counts []int64
		var out strings.Builder
		if err := Copy(&out, &slow{[]string{"one\n"}}, time.Second, func(n int64) { counts = append(counts, n) }); err == nil {
			t.Error("no error of the reader")
		}
		synctest.Wait()
		if len(counts) != 1 || counts[0] != 1 || out.String() != "one\n" {
			t.Errorf("got counts %d, text %q", counts, out.String())
		}
	})
}
