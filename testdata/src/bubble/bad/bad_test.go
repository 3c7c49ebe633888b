package bubble

import (
	"testing"
	"time"

	"github.com/asynclint/asynclint/testdata/witness"
)

// TestCases: what takes an hour is over at once. The process is one of its own,
// since a panic in a bubble ends it.
//
//asynclint:witness panic "testing: t.Run called inside synctest bubble"
func TestCases(t *testing.T) {
	witness.Child(t, func() {
		before := time.Now()
		Cases(t, map[string]func(*testing.T){
			"short": func(t *testing.T) { time.Sleep(time.Millisecond) },
			"long":  func(t *testing.T) { time.Sleep(time.Hour) },
		})
		if took := time.Since(before); took > time.Minute {
			t.Errorf("took %v", took)
		}
	})
}
