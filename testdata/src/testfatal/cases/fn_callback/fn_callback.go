// Package fn_callback ends a test in a func that a goroutine gets from elsewhere.
package fn_callback

import "testing"

func callback(t *testing.T, work func() error) {
	retry := func(fail func(args ...any)) {
		if err := work(); err != nil {
			fail(err)
		}
	}
	go retry(t.Fatal)
}
