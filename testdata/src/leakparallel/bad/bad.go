// Package leakparallel tests a worker, and that it leaves nothing behind.
package leakparallel

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// Main runs the tests.
func Main(m *testing.M) { os.Exit(m.Run()) }

// Quick tests the worker with one job.
func Quick(t *testing.T) {
	t.Parallel()
	defer goleak.VerifyNone(t) // want `goleak.VerifyNone\(t\) in a parallel test sees the goroutines of other tests and fails for them; use goleak.VerifyTestMain`

	jobs := start()
	jobs <- func() {}
	close(jobs)
}

// Thorough tests the worker with many jobs, the last of which is given.
func Thorough(t *testing.T, last func()) {
	t.Parallel()

	jobs := start()
	defer close(jobs)
	for range 100 {
		jobs <- func() {}
	}
	last()
}

// Each tests the worker with each of several jobs.
func Each(t *testing.T, all ...func()) {
	defer goleak.VerifyNone(t) // want `goleak.VerifyNone\(t\) runs before the parallel subtests of t do and misses what they leave; run it in t.Cleanup`

	for _, job := range all {
		t.Run("job", func(t *testing.T) {
			t.Parallel()
			jobs := start()
			jobs <- job
			close(jobs)
		})
	}
}

// start starts a worker, which ends when its jobs are closed.
func start() chan<- func() {
	jobs := make(chan func())
	go func() {
		for job := range jobs {
			job()
		}
	}()
	return jobs
}
