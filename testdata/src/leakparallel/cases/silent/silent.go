// Package silent has leak checks that nothing disturbs.
package silent

import (
	"testing"

	"go.uber.org/goleak"
)

func notParallel(t *testing.T) {
	defer goleak.VerifyNone(t)
}

func parallel(t *testing.T) {
	t.Parallel()
}

func otherBranch(t *testing.T, leaks bool) {
	if leaks {
		defer goleak.VerifyNone(t)
	} else {
		t.Parallel()
	}
	println("test")
}

func otherCase(t *testing.T, mode string) {
	switch mode {
	case "leaks":
		defer goleak.VerifyNone(t)
	case "fast":
		t.Parallel()
	}
	println("test")
}

func before(t *testing.T) {
	goleak.VerifyNone(t)
	t.Parallel()
}

func serialSubtest(t *testing.T) {
	t.Run("sub", func(t *testing.T) {
		defer goleak.VerifyNone(t)
	})
	t.Parallel()
}

func siblings(t *testing.T) {
	t.Run("group", func(t *testing.T) {
		t.Run("sub", func(t *testing.T) { t.Parallel() })
	})
	t.Run("leaks", func(t *testing.T) {
		defer goleak.VerifyNone(t)
	})
}

func inLiteral(t *testing.T) {
	start := func() { t.Parallel() }
	defer goleak.VerifyNone(t)
	_ = start
}

func benchmark(b *testing.B) {
	defer goleak.VerifyNone(b)
	b.RunParallel(func(pb *testing.PB) {})
}

func ofAll(m *testing.M) { goleak.VerifyTestMain(m) }

func found(t *testing.T) {
	t.Parallel()
	if err := goleak.Find(); err != nil {
		t.Log(err)
	}
}

func ignored(t *testing.T) {
	t.Parallel()
	//asynclint:ignore leakparallel it is run alone, by hand
	defer goleak.VerifyNone(t)
}

type recorder struct{ errors int }

func (r *recorder) Error(...any) { r.errors++ }

// Not the test is told, but a recorder.
func recorded(t *testing.T) {
	t.Parallel()
	r := new(recorder)
	goleak.VerifyNone(r)
	println(r.errors)
}
