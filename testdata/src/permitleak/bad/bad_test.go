package permitleak

import (
	"errors"
	"testing"

	"github.com/asynclint/asynclint/testdata/witness"
)

type echo struct{}

func (echo) Send(request string) (string, error) { return request, nil }
func (echo) Close() error                        { return nil }

// TestDo: two dials fail, and there are two slots.
//
//asynclint:witness syn "bad.(*Client).Do"
func TestDo(t *testing.T) {
	witness.Bubble(t, func(t *testing.T) {
		down := errors.New("down")
		failures := 2
		c := New(2, func() (Conn, error) {
			if failures > 0 {
				failures--
				return nil, down
			}
			return echo{}, nil
		})
		for range 2 {
			if _, err := c.Do("hello"); err != down {
				t.Errorf("error: %v", err)
			}
		}
		if answer, err := c.Do("hello"); answer != "hello" || err != nil {
			t.Errorf("%q, error: %v", answer, err)
		}
	})
}
